/**
 * Writes YAMNet's logits for the windows that `export_windows.ts` wrote of real recordings, unmodified and
 * through the matched channel: `export_yamnet.ts EXPORT FILE OUT`, with YAMNet's TensorFlow Lite file. The
 * output is float32, `[windows, 521]`, in the order of the index. Recordings that are in the folder `parts`
 * beside it are not repeated.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import process from "node:process";
import { type AmrRoundTrip, loadAmrRoundTrip } from "../../../src/augment/codecs.ts";
import { matchedChannel } from "../../../src/augment/phone_variants.ts";
import { parseCsv } from "../../../src/data/csv.ts";
import { decode, toMono } from "../../../src/decode/mod.ts";
import { encodeWindows } from "../../../src/encoder/encode_windows.ts";
import type { Encoder } from "../../../src/encoder/encoder.ts";
import { createYamnetEncoder } from "../../../src/encoder/yamnet/yamnet_encoder.ts";
import { windowOptions } from "../../../src/models/manifest.ts";
import { resample } from "../../../src/resample/mod.ts";
import { readPaths } from "../evaluate/read_paths.ts";
import { PIECE_SECONDS } from "../sounds/folds.ts";
import { SAMPLE_RATE_HZ } from "../sounds/recording.ts";
import { WINDOWS } from "../windows.ts";

const [folder, file, out] = readPaths("export_yamnet.ts", "EXPORT", "FILE", "OUT") as [
  string,
  string,
  string,
];
const shared = join(process.env["BABYCRY_SHARED"] ?? "../shared", "data");
const weights = await readFile(file);
const version = createHash("sha256").update(weights).digest("hex");
const yamnet = createYamnetEncoder({
  source: { read: () => Promise.resolve(weights) },
  output: "logits",
});
/** Encoder whose rate the windows are cut at, as in the export. */
const grid: Encoder = {
  id: "grid",
  sampleRateHz: SAMPLE_RATE_HZ,
  size: 0,
  encode: (windows) => Promise.resolve(windows.map(() => new Float32Array(0))),
  dispose: () => Promise.resolve(),
};
const rows = parseCsv(await readFile(join(folder, "index.csv"), "utf8")).filter((row) =>
  row["synthetic"] === "0" && row["condition"] !== "augmented"
);
const counts = new Map<string, number>();
for (const { recording } of rows) counts.set(recording!, (counts.get(recording!) ?? 0) + 1);
const recordings = Map.groupBy(counts.keys(), (recording) => recording.split("#")[0]!);
const parts = join(dirname(out), "parts");
await mkdir(parts, { recursive: true });
const amr = await loadAmrRoundTrip();
for (const [path, pieces] of recordings) {
  if (pieces.every((piece) => existsSync(partPath(piece)))) continue;
  const mono = toMono(await decode(await readFile(join(shared, path))));
  for (const piece of pieces) {
    const from = Number(piece.split("#")[1]) * PIECE_SECONDS;
    const cut = (toHz: number) => {
      const whole = resample(mono.samples, { fromHz: mono.sampleRateHz, toHz });
      return pieces.length > 1 ? whole.subarray(from * toHz, (from + PIECE_SECONDS) * toHz) : whole;
    };
    const vectors = [
      ...await vectorsOf(cut(yamnet.sampleRateHz)),
      ...await vectorsOf(await matched(cut(SAMPLE_RATE_HZ), amr)),
    ];
    if (vectors.length !== counts.get(piece)) {
      throw new RangeError(
        `Exporting ${piece}: expected ${counts.get(piece)} windows, received ${vectors.length}`,
      );
    }
    const bytes = vectors.map((vector) => new Uint8Array(vector.buffer));
    await writeFile(`${partPath(piece)}.part`, Buffer.concat(bytes));
    await rename(`${partPath(piece)}.part`, partPath(piece));
  }
}
const handle = await open(`${out}.part`, "w");
for (const recording of counts.keys()) await handle.write(await readFile(partPath(recording)));
await handle.close();
await rename(`${out}.part`, out);
console.log(`${rows.length} windows of ${counts.size} recordings`);

async function vectorsOf(samples: Float32Array): Promise<Float32Array[]> {
  const waveform = { samples, sampleRateHz: yamnet.sampleRateHz };
  const vectors: Float32Array[] = [];
  for await (const window of encodeWindows(waveform, [grid, yamnet], windowOptions(WINDOWS))) {
    vectors.push(window.vectors[1]!);
  }
  return vectors;
}

async function matched(samples: Float32Array, amr: AmrRoundTrip): Promise<Float32Array> {
  return resample(await matchedChannel(samples, amr), {
    fromHz: SAMPLE_RATE_HZ,
    toHz: yamnet.sampleRateHz,
  });
}

function partPath(recording: string): string {
  const name = createHash("sha256").update(`${recording}\0${version}`).digest("hex");
  return join(parts, name.slice(0, 24));
}
