/**
 * Recordings of `cry-pain`: cries of infants in two known situations, unmodified and through channels.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadAmrRoundTrip } from "../../../src/augment/codecs.ts";
import { matchedChannel } from "../../../src/augment/phone_variants.ts";
import { simulateDevice } from "../../../src/augment/simulate_device.ts";
import { parseCsv } from "../../../src/data/csv.ts";
import { fileMetadata } from "../../../src/data/file_metadata.ts";
import { decode, toMono } from "../../../src/decode/mod.ts";
import { featureEncoder } from "../../../src/encoder/encoder.ts";
import { frontEnd } from "../../../src/features/front_ends/front_ends.ts";
import { windowOptions } from "../../../src/models/manifest.ts";
import { clipVector } from "../../../src/pooling/clip_vector.ts";
import { createRandom } from "../../../src/random.ts";
import { resample } from "../../../src/resample/mod.ts";
import type { FileMetadata, Waveform } from "../../../src/types.ts";
import { SAMPLE_RATE_HZ } from "../sounds/recording.ts";
import { WINDOWS } from "../windows.ts";

/** Labels, in the order of the classes. */
export const LABELS = ["discomfort", "pain"] as const;
/** Conditions of a recording: unmodified, through one channel for all, and through random devices. */
export const CONDITIONS = ["native", "matched", "devices"] as const;
/** Condition of a recording, see {@link CONDITIONS}. */
export type Condition = typeof CONDITIONS[number];
/** Front end of the head. */
export const FRONT_END = "cry-features";

/** Set of the shared data. */
const SET = "cries-22-babies";
/** Number of random devices that a recording passes through. */
const DEVICES = 2;

/** A recording with the vectors of its variants. */
export interface PainRecording {
  readonly path: string;
  /** Index in {@link LABELS}. */
  readonly y: number;
  /** Infant. */
  readonly group: string;
  /** Means of the windows' features, of each variant. */
  readonly vectors: Readonly<Record<Condition, readonly Float64Array[]>>;
  /** Properties without the sound, for the audio-free rules. */
  readonly metadata: Readonly<Record<"native" | "matched", FileMetadata>>;
}

/** Reads the cries and computes their vectors. @param shared folder of the shared data */
export async function painRecordings(shared: string): Promise<PainRecording[]> {
  const amr = await loadAmrRoundTrip();
  const encoder = featureEncoder(frontEnd(FRONT_END));
  const vectorOf = (waveform: Waveform) => clipVector(waveform, [encoder], windowOptions(WINDOWS));
  const atPhoneRate = (samples: Float32Array) => ({ samples, sampleRateHz: SAMPLE_RATE_HZ });
  const rows = parseCsv(await readFile(join(shared, "data", "manifest.csv"), "utf8"));
  const recordings: PainRecording[] = [];
  for (const { path, set, label, group } of rows as Record<string, string>[]) {
    if (set !== SET) continue;
    const native = toMono(await decode(await readFile(join(shared, "data", path!))));
    const fromHz = native.sampleRateHz;
    const samples = resample(native.samples, { fromHz, toHz: SAMPLE_RATE_HZ });
    const matched = atPhoneRate(await matchedChannel(samples, amr));
    const devices: Float64Array[] = [];
    for (let i = 0; i < DEVICES; i++) {
      const random = createRandom("pain device", i, path!);
      devices.push(await vectorOf(atPhoneRate(await simulateDevice(samples, { random, amr }))));
    }
    recordings.push({
      path: path!,
      y: LABELS.indexOf(label as typeof LABELS[number]),
      group: group!,
      vectors: { native: [await vectorOf(native)], matched: [await vectorOf(matched)], devices },
      metadata: { native: fileMetadata(native, ""), matched: fileMetadata(matched, "") },
    });
  }
  return recordings;
}
