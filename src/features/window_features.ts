/**
 * The features of every window of a recording: the path that serving and fitting share.
 *
 * @module
 */
import type { LongWorkOptions, Waveform } from "../types.ts";
import { resample } from "../resample/mod.ts";
import {
  secondsToSamples,
  slidingWindows,
  type WindowFill,
  windowInto,
  type WindowOptions,
} from "../windows/sliding_windows.ts";
import type { FrontEnd } from "./front_ends.ts";

/** One window of a recording. */
export interface WindowFeatures {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** RMS level, dB re full scale; `-Infinity` for digital silence. */
  readonly levelDbfs: number;
  /** `[front end's features]` */
  readonly features: Float32Array;
}

/** Computing goes on for this long before other work of the program gets its turn. */
const TURN_MS = 40;

/**
 * Resamples a recording to the front end's rate, cuts it into windows and computes each one's
 * features. Lets other work run in between, so that a signal can stop it.
 */
export async function* windowFeatures(
  waveform: Waveform,
  frontEnd: FrontEnd,
  options: WindowOptions & { readonly fill: WindowFill } & LongWorkOptions,
): AsyncGenerator<WindowFeatures> {
  const { signal, onProgress, fill } = options;
  const { sampleRateHz } = frontEnd;
  signal?.throwIfAborted();
  const samples = resample(waveform.samples, { fromHz: waveform.sampleRateHz, toHz: sampleRateHz });
  const positions = slidingWindows({ ...options, lengthSamples: samples.length, sampleRateHz });
  const window = new Float32Array(secondsToSamples(options.windowSeconds, sampleRateHz));
  let turnEnds = performance.now() + TURN_MS;
  for (const [index, position] of positions.entries()) {
    windowInto(window, samples, position, fill);
    const { startSample, filledSamples } = position;
    yield {
      startSeconds: startSample / sampleRateHz,
      endSeconds: (startSample + filledSamples) / sampleRateHz,
      levelDbfs: levelDbfs(window.subarray(0, filledSamples)),
      features: frontEnd.features(window),
    };
    onProgress?.({ done: index + 1, total: positions.length });
    if (performance.now() >= turnEnds) {
      await new Promise<void>((resolve) => setTimeout(resolve));
      turnEnds = performance.now() + TURN_MS;
    }
    signal?.throwIfAborted();
  }
}

function levelDbfs(samples: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < samples.length; i++) sum += samples[i]! ** 2;
  return 10 * Math.log10(sum / samples.length);
}
