/**
 * Windows of recordings as files for Python. A folder has
 *
 * - `log_mels.u8`: front end `cry-log-mel` times 255, `[rows, 79, 64]`, uint8
 * - `features.f32`: front end `cry-features`, `[rows, 344]`, float32, little-endian
 * - `index.csv`: one line per row, see {@link INDEX_COLUMNS}
 * - `export.json`: number of rows, shapes and hashes
 *
 * Each recording has its own files in `parts/` until all are written, so that a stopped run can resume.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, open, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { formatCsvLine } from "../../../src/data/csv.ts";
import { encodeWindows } from "../../../src/encoder/encode_windows.ts";
import type { EncodedWindow } from "../../../src/encoder/encoded_window.ts";
import { featureEncoder } from "../../../src/encoder/encoder.ts";
import { CRY_FEATURE_NAMES } from "../../../src/features/front_ends/cry/cry_features.ts";
import { CRY_LOG_MEL } from "../../../src/features/front_ends/cry/cry_log_mel.ts";
import { frontEnd } from "../../../src/features/front_ends/front_ends.ts";
import { windowOptions } from "../../../src/models/manifest.ts";
import { type Recording, SAMPLE_RATE_HZ } from "../sounds/recording.ts";
import type { Variant } from "../sounds/variants.ts";
import { WINDOWS } from "../windows.ts";

const LOG_MEL_FRAMES = 79;
const ENCODERS = ["cry-log-mel", "cry-features"].map((id) => featureEncoder(frontEnd(id)));

/** Columns of `index.csv`; `related_kinds` are joined by `|`. */
export const INDEX_COLUMNS: readonly string[] = [
  ...["recording", "y", "label", "kind", "related_kinds", "group", "fold", "cry_format"],
  ...["synthetic", "variant", "condition", "level_dbfs", "duration_seconds", "start_seconds"],
];

/** Folder and version of an export. */
export interface WindowFiles {
  readonly folder: string;
  /** Hash of all that the numbers depend on. */
  readonly version: string;
}

/** Writes the parts that are missing, of every `workers`-th recording. */
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
      if (variant.samples.length === 0) continue;
      const waveform = { samples: variant.samples, sampleRateHz: SAMPLE_RATE_HZ };
      for await (const window of encodeWindows(waveform, ENCODERS, windowOptions(WINDOWS))) {
        const [logMel, vector] = window.vectors as [Float32Array, Float32Array];
        lines.push(indexLine(recording, variant, window));
        mels.push(Uint8Array.from(logMel, (x) => Math.round(255 * x)));
        features.push(new Uint8Array(vector.slice().buffer));
      }
    }
    await writeFile(`${path}.u8`, Buffer.concat(mels));
    await writeFile(`${path}.f32`, Buffer.concat(features));
    // Last and atomic, since the lines mark a part as complete.
    await writeFile(`${path}.csv.part`, lines.join(""));
    await rename(`${path}.csv.part`, `${path}.csv`);
  }
}

/** Joins all parts to one file of each type, in the order of the recordings. */
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
  // Facts of the content, not of the code: the same windows are the same export.
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

function indexLine(
  recording: Recording,
  variant: Variant,
  { levelDbfs, startSeconds }: EncodedWindow,
): string {
  const { id, y, label, kind, group, fold, cryFormat, isSynthetic } = recording;
  const relatedKinds = [...new Set([...recording.relatedKinds, ...variant.addedKinds])];
  return formatCsvLine([
    ...[id, String(y), label, kind, relatedKinds.join("|"), group, String(fold), cryFormat],
    ...[isSynthetic ? "1" : "0", variant.name, variant.condition],
    levelDbfs === -Infinity ? "-inf" : levelDbfs.toFixed(2),
    (variant.samples.length / SAMPLE_RATE_HZ).toFixed(3),
    startSeconds.toFixed(3),
  ]).replace("\r", "");
}

function partPath({ folder, version }: WindowFiles, { id }: Recording): string {
  const name = createHash("sha256").update(`${id}\0${version}`).digest("hex");
  return join(folder, "parts", name.slice(0, 24));
}
