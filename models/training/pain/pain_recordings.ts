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
import { decode, toMono } from "../../../src/decode/mod.ts";
import { featureEncoder } from "../../../src/encoder/encoder.ts";
import { frontEnd } from "../../../src/features/front_ends/front_ends.ts";
import { windowOptions } from "../../../src/models/manifest.ts";
import { clipVector } from "../../../src/pooling/clip_vector.ts";
import { createRandom } from "../../../src/random.ts";
import { resample } from "../../../src/resample/mod.ts";
import type { Waveform } from "../../../src/types.ts";
import { SAMPLE_RATE_HZ } from "../sounds/recording.ts";
import { WINDOWS } from "../windows.ts";

/** Labels, in the order of the classes. */
export const LABELS = ["discomfort", "pain"] as const;
/** Front end of the head. */
export const FRONT_END = "cry-features";
/** Set of the shared data. */
const SET = "cries-22-babies";
/** Number of random devices through which each recording is also read, for training alone. */
const DEVICES = 4;

/** A recording with the vectors of its variants. */
export interface PainRecording {
  readonly path: string;
  /** Index in {@link LABELS}. */
  readonly y: number;
  /** Infant. */
  readonly group: string;
  /** Infant and situation. */
  readonly session: string;
  /** Unmodified waveform, for the audio-free rules. */
  readonly waveform: Waveform;
  /** Waveform of the matched channel. */
  readonly matchedWaveform: Waveform;
  /** Mean of the windows' features, unmodified. */
  readonly native: Float64Array;
  /** The same through the matched channel. */
  readonly matched: Float64Array;
  /** The same through random devices. */
  readonly devices: readonly Float64Array[];
}

/** Reads the cries and computes their vectors. @param shared folder of the shared data */
export async function painRecordings(shared: string): Promise<PainRecording[]> {
  const amr = await loadAmrRoundTrip();
  const encoder = featureEncoder(frontEnd(FRONT_END));
  const vectorOf = (waveform: Waveform) => clipVector(waveform, [encoder], windowOptions(WINDOWS));
  const rows = parseCsv(await readFile(join(shared, "data", "manifest.csv"), "utf8"));
  const recordings: PainRecording[] = [];
  for (const { path, set, label, group, session } of rows as Record<string, string>[]) {
    if (set !== SET) continue;
    const waveform = toMono(await decode(await readFile(join(shared, "data", path!))));
    const samples = resample(waveform.samples, {
      fromHz: waveform.sampleRateHz,
      toHz: SAMPLE_RATE_HZ,
    });
    const atPhoneRate = (samples: Float32Array) => ({ samples, sampleRateHz: SAMPLE_RATE_HZ });
    const matchedWaveform = atPhoneRate(await matchedChannel(samples, amr));
    const devices: Float64Array[] = [];
    for (let i = 0; i < DEVICES; i++) {
      const random = createRandom("pain device", i, path!);
      devices.push(await vectorOf(atPhoneRate(await simulateDevice(samples, { random, amr }))));
    }
    recordings.push({
      path: path!,
      y: LABELS.indexOf(label as typeof LABELS[number]),
      group: group!,
      session: session!,
      ...{ waveform, matchedWaveform, devices },
      native: await vectorOf(waveform),
      matched: await vectorOf(matchedWaveform),
    });
  }
  return recordings;
}
