/**
 * The vectors of every window of a recording: the path that serving and fitting share.
 *
 * @module
 */
import { checkChoice, checkNumber, checkWork } from "../check_option.ts";
import { forBlocks } from "../dsp/blocks.ts";
import { resampleWaveform, type ResampleWaveformOptions } from "../resample/resample_waveform.ts";
import type { ProgressOptions, Waveform } from "../types.ts";
import {
  secondsToSamples,
  slidingWindows,
  type WindowFill,
  windowInto,
  type WindowOptions,
} from "../windows/sliding_windows.ts";
import type { EncodedWindow } from "./encoded_window.ts";
import type { Encoder } from "./encoder.ts";
import type { WindowCache } from "./window_cache.ts";

/** How a recording is encoded. */
export interface EncodeOptions extends WindowOptions, ProgressOptions, ResampleWaveformOptions {
  /** What fills a window that the recording does not. */
  readonly fill: WindowFill;
  /** Windows that go through an encoder at once. Default 1. */
  readonly batchWindows?: number;
  /** What was encoded of the recording before, and is then no more work. */
  readonly cache?: WindowCache;
}

/** Computing goes on for this long before other work of the program gets its turn. */
const TURN_MS = 40;

/**
 * Resamples a recording to the rate of some encoders, then cuts it into windows and encodes them, one
 * batch after the other: beyond the samples, memory does not grow with the recording. Lets other work
 * run in between, so that a signal can stop it.
 *
 * @param waveform at its own rate
 * @param encoders at least one, all of one rate
 * @throws {TypeError} when an option has another type
 * @throws {RangeError} when the encoders' rates differ or an option is out of range
 */
export async function* encodeWindows(
  waveform: Waveform,
  encoders: readonly Encoder[],
  options: EncodeOptions,
): AsyncGenerator<EncodedWindow> {
  const { signal, onProgress, fill, batchWindows = 1, cache } = options;
  const { firstSeconds, resampling = "flat" } = options;
  const action = "Encoding windows";
  checkChoice(action, "fill", fill, ["zero", "repeat"]);
  checkChoice(action, "resampling", resampling, ["flat", "soxr", "linear"]);
  if (firstSeconds !== undefined) checkNumber(action, "firstSeconds", firstSeconds, { above: 0 });
  checkNumber(action, "batchWindows", batchWindows, { min: 1, integer: true });
  checkWork(action, options);
  const sampleRateHz = rateOf(encoders);
  signal?.throwIfAborted();
  const known = cache?.get(waveform, encoders, options);
  if (known) {
    yield* known;
    return;
  }
  const encoded: EncodedWindow[] = [];
  const samples = resampleWaveform(waveform, sampleRateHz, options);
  const durationSeconds = waveform.samples.length / waveform.sampleRateHz;
  const positions = slidingWindows({ ...options, lengthSamples: samples.length, sampleRateHz });
  const windowSamples = secondsToSamples(options.windowSeconds, sampleRateHz);
  const windows = Array.from(
    { length: Math.min(batchWindows, positions.length) },
    () => new Float32Array(windowSamples),
  );
  let turnEnds = performance.now() + TURN_MS;
  for (let done = 0; done < positions.length;) {
    const batch = positions.slice(done, done + windows.length);
    batch.forEach((position, i) => windowInto(windows[i]!, samples, position, fill));
    const vectors: Float32Array[][] = [];
    for (const encoder of encoders) {
      vectors.push(await encoder.encode(windows.slice(0, batch.length)));
      signal?.throwIfAborted();
    }
    for (const [i, { startSample, filledSamples }] of batch.entries()) {
      const window: EncodedWindow = {
        startSample,
        startSeconds: startSample / sampleRateHz,
        // Resampled, a recording may end up to a sample later.
        endSeconds: Math.min((startSample + filledSamples) / sampleRateHz, durationSeconds),
        levelDbfs: levelDbfs(windows[i]!.subarray(0, filledSamples)),
        vectors: vectors.map((ofEncoder) => ofEncoder[i]!),
      };
      if (cache) encoded.push(window);
      yield window;
      done++;
      onProgress?.({ done, total: positions.length });
    }
    if (performance.now() >= turnEnds) {
      await new Promise<void>((resolve) => setTimeout(resolve));
      turnEnds = performance.now() + TURN_MS;
    }
    signal?.throwIfAborted();
  }
  cache?.set(waveform, encoders, options, encoded);
}

/** The one rate of some encoders. */
export function rateOf(encoders: readonly Encoder[]): number {
  const rates = new Set(encoders.map(({ sampleRateHz }) => sampleRateHz));
  if (rates.size !== 1) {
    throw new RangeError(
      `Encoding windows at ${[...rates].join(", ") || "no"} Hz, wanted one rate`,
    );
  }
  return [...rates][0]!;
}

/** RMS level, dB re full scale. */
export function levelDbfs(samples: Float32Array): number {
  let sum = 0;
  forBlocks(samples, ({ kernels }, address, length) => {
    sum += kernels.sumSquares(address, length, 0);
  });
  return 10 * Math.log10(sum / samples.length);
}
