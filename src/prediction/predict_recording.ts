import { createWindowCache } from "../encoder/window_cache.ts";
import { WindowHub } from "../encoder/window_hub.ts";
import type { ProgressOptions } from "../types.ts";
import type { Recording } from "../waveform/recording.ts";
import { RecordingMeter } from "../waveform/recording_meter.ts";
import { WholeRecording } from "../waveform/whole_recording.ts";
import type { AudioSummary, Prediction } from "./prediction.ts";
import { reconcile } from "./reconcile.ts";
import type { Scorer } from "./scorer.ts";

/** Scorers of a classifier, and what they need to know of a recording. */
export interface Setup {
  /** Scorers in the order in which they run. */
  readonly scorers: readonly Scorer[];
  /** Minimum duration of a recording. */
  readonly minSeconds: number;
  /** Magnitudes from which models count samples as clipped. */
  readonly clippingLevels: readonly number[];
}

/**
 * Reads a recording once, block by block, and scores it.
 *
 * @throws {RangeError} when samples are not finite, too few or too many, or the rate is out of range
 */
export async function predictRecording(
  { scorers, minSeconds, clippingLevels }: Setup,
  { sampleRateHz, lengthSamples, format, blocks }: Recording,
  { maxSeconds = Infinity, ...work }: ProgressOptions & { readonly maxSeconds?: number },
): Promise<Prediction> {
  const measures = new RecordingMeter(sampleRateHz, clippingLevels);
  const windows = new WindowHub({ sampleRateHz, lengthSamples }, work);
  const maxSamples = maxSeconds * sampleRateHz;
  checkLength(lengthSamples ?? 0, maxSamples, maxSeconds);
  const finishes = await Promise.all(scorers.map((scorer) => scorer.begin?.(windows)));
  const whole = finishes.includes(undefined) ? new WholeRecording() : undefined;
  let next = await blocks.next();
  for (; !next.done; next = await blocks.next()) {
    measures.add(next.value);
    checkLength(measures.lengthSamples, maxSamples, maxSeconds);
    whole?.add(next.value);
    await windows.process(next.value);
  }
  measures.end(minSeconds);
  await windows.flush();
  const audio: AudioSummary = {
    durationSeconds: measures.lengthSamples / sampleRateHz,
    sampleRateHz,
    levelDbfs: measures.levelDbfs,
    ...(format !== undefined && { format }),
    ...(next.value !== undefined && { damage: next.value }),
  };
  const cache = createWindowCache();
  const waveform = whole && { samples: whole.samples(), sampleRateHz };
  let answers: Omit<Prediction, "audio"> = {};
  for (const [i, scorer] of scorers.entries()) {
    const answer = finishes[i]
      ? await finishes[i](measures, answers)
      : await scorer.score!(waveform!, { ...work, measures, cache }, answers);
    answers = { ...answers, ...answer };
  }
  return { audio, ...reconcile(answers) };
}

/** Checks the length of a recording, or of its part so far. @throws {RangeError} above the limit */
function checkLength(lengthSamples: number, maxSamples: number, maxSeconds: number): void {
  if (lengthSamples <= maxSamples) return;
  throw new RangeError(
    `Reading a recording: expected at most ${maxSeconds} s, received more`,
  );
}
