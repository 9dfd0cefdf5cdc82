/**
 * Windows of recordings as files for tools in Python. A folder holds
 *
 * - `log_mels.u8`: `[rows, 79, 64]` uint8, what `cry-log-mel` gives times 255
 * - `features.f32`: `[rows, 344]` float32, little-endian, what `cry-features` gives
 * - `index.csv`: one line a row, see {@link INDEX_COLUMNS}
 * - `export.json`: how many rows, of what
 *
 * Each recording has files of its own in `parts/` until all are there, so that a run which was stopped
 * goes on.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { power } from "../../../src/augment/level.ts";
import { formatCsvLine } from "../../../src/data/csv.ts";
import {
  CRY_FEATURE_NAMES,
  cryFeatures,
} from "../../../src/features/front_ends/cry/cry_features.ts";
import { CRY_LOG_MEL, cryLogMel } from "../../../src/features/front_ends/cry/cry_log_mel.ts";
import { slidingWindows, windowInto } from "../../../src/windows/sliding_windows.ts";
import type { Recording } from "../sounds/recording.ts";
import type { Variant } from "../sounds/variants.ts";

const SAMPLE_RATE_HZ = 8000;
const WINDOWS = { windowSeconds: 2, hopSeconds: 1, minPartialSeconds: 0.5 } as const;
const LOG_MEL_FRAMES = 79;

/**
 * Columns of `index.csv`. `from` are the families that a row is made from or imitates, with `|`
 * between them; `made` is 1 for what no figure is taken on.
 */
export const INDEX_COLUMNS: readonly string[] = [
  ...["recording", "y", "kind", "family", "from", "group", "fold", "cry_channel", "made"],
  ...["variant", "channel", "level_dbfs", "duration_seconds", "start_seconds"],
];

/** Where files go, and what they are made with. */
export interface WindowFiles {
  readonly folder: string;
  /** Changes with everything that the numbers depend on. */
  readonly version: string;
}

/**
 * Writes the parts that are not there yet of every `workers`-th recording.
 *
 * @param variantsOf what is done to a recording
 */
export async function writeParts(
  files: WindowFiles,
  recordings: readonly Recording[],
  variantsOf: (recording: Recording) => AsyncIterable<Variant>,
  share: { readonly worker: number; readonly workers: number },
): Promise<void> {
  await mkdir(join(files.folder, "parts"), { recursive: true });
  for (const [i, recording] of recordings.entries()) {
    const path = partPath(files, recording);
    if (i % share.workers !== share.worker || existsSync(`${path}.csv`)) continue;
    const lines: string[] = [];
    const mels: Uint8Array[] = [];
    const features: Uint8Array[] = [];
    for await (const variant of variantsOf(recording)) {
      for (const { window, startSample, levelDbfs } of windowsOf(variant.samples)) {
        lines.push(indexLine(recording, variant, startSample, levelDbfs));
        mels.push(Uint8Array.from(cryLogMel(window).data, (x) => Math.round(255 * x)));
        features.push(new Uint8Array(cryFeatures(window).slice().buffer));
      }
    }
    await writeFile(`${path}.u8`, Buffer.concat(mels));
    await writeFile(`${path}.f32`, Buffer.concat(features));
    // Last, and at once: a part is there when its lines are.
    await writeFile(`${path}.csv.part`, lines.join(""));
    await rename(`${path}.csv.part`, `${path}.csv`);
  }
}

/** Makes one file of each kind out of all parts, in the order of the recordings. */
export async function joinParts(
  files: WindowFiles,
  recordings: readonly Recording[],
): Promise<Record<string, unknown>> {
  const sha256: Record<string, string> = {};
  for (
    const [name, extension, head] of [
      ["log_mels.u8", "u8", ""],
      ["features.f32", "f32", ""],
      ["index.csv", "csv", `${INDEX_COLUMNS.join()}\n`],
    ]
  ) {
    const path = join(files.folder, name!);
    const file = await open(`${path}.part`, "w");
    const hash = createHash("sha256").update(head!);
    try {
      await file.write(head!);
      for (const recording of recordings) {
        const part = await readFile(`${partPath(files, recording)}.${extension}`);
        hash.update(part);
        if (part.length > 0) await file.write(part);
      }
    } finally {
      await file.close();
    }
    await rename(`${path}.part`, path);
    sha256[name!] = hash.digest("hex");
  }
  const index = await readFile(join(files.folder, "index.csv"), "utf8");
  // Of what they hold, not of what made it: the same windows are the same export.
  const facts = {
    rows: index.split("\n").length - 2,
    log_mel_shape: [LOG_MEL_FRAMES, CRY_LOG_MEL.nMels],
    features: CRY_FEATURE_NAMES,
    recordings: recordings.length,
    sha256,
  };
  await writeFile(join(files.folder, "export.json"), `${JSON.stringify(facts, null, 2)}\n`);
  return facts;
}

function* windowsOf(samples: Float32Array) {
  const positions = slidingWindows({
    ...WINDOWS,
    lengthSamples: samples.length,
    sampleRateHz: SAMPLE_RATE_HZ,
  });
  for (const position of positions) {
    const { startSample, filledSamples } = position;
    if (filledSamples === 0) continue;
    const window = new Float32Array(WINDOWS.windowSeconds * SAMPLE_RATE_HZ);
    windowInto(window, samples, position, "repeat");
    const levelDbfs = 10 * Math.log10(power(window.subarray(0, filledSamples)));
    yield { window, startSample, levelDbfs };
  }
}

function indexLine(
  recording: Recording,
  variant: Variant,
  startSample: number,
  levelDbfs: number,
): string {
  const { id, y, kind, family, group, fold, cryChannel, made } = recording;
  const from = [...new Set([...recording.from, ...variant.added])];
  return formatCsvLine([
    ...[id, String(y), kind, family, from.join("|"), group, String(fold), cryChannel],
    ...[made ? "1" : "0", variant.name, variant.channel],
    levelDbfs === -Infinity ? "-inf" : levelDbfs.toFixed(2),
    (variant.samples.length / SAMPLE_RATE_HZ).toFixed(3),
    (startSample / SAMPLE_RATE_HZ).toFixed(3),
  ]).replace("\r", "");
}

function partPath({ folder, version }: WindowFiles, { id }: Recording): string {
  const name = createHash("sha256").update(`${id}\0${version}`).digest("hex");
  return join(folder, "parts", name.slice(0, 24));
}
