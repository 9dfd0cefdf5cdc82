/**
 * Vectors of every window of a recording, for prediction and for fitting.
 *
 * @module
 */
import { checkChoice, checkNumber, checkWork } from "../check_option.ts";
import { forBlocks } from "../dsp/blocks.ts";
import { createTurns } from "../event_loop.ts";
import { resampleWaveform, type ResampleWaveformOptions } from "../resample/resample_waveform.ts";
import type { ProgressOptions, Waveform } from "../types.ts";
import { mean } from "../waveform/mean.ts";
import {
  secondsToSamples,
  slidingWindows,
  type WindowFill,
  windowInto,
  type WindowOptions,
  type WindowPosition,
} from "../windows/sliding_windows.ts";
import type { EncodedWindow } from "./encoded_window.ts";
import type { Encoder } from "./encoder.ts";
import type { WindowCache } from "./window_cache.ts";

/** Options for {@link encodeWindows}. */
export interface EncodeOptions extends WindowOptions, ProgressOptions, ResampleWaveformOptions {
  /** Fill of a window that extends past the end of the recording. */
  readonly fill: WindowFill;
  /** Number of windows per call of an encoder, an integer of 1 or more. Default 1. */
  readonly batchWindows?: number;
  /** Cache of windows that were already encoded. Default none. */
  readonly cache?: WindowCache;
}

/**
 * Resamples a recording to the encoders' sample rates, cuts it into windows and encodes them batch
 * by batch. The windows are those of the first encoder's rate. Apart from the samples, memory does
 * not grow with the recording. The loop yields to the event loop regularly, so that a signal can
 * stop it.
 *
 * @param waveform recording at any sample rate
 * @param encoders at least one
 * @throws {TypeError} when an option has the wrong type
 * @throws {RangeError} when there is no encoder or an option is out of range
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
  const ratesHz = ratesOf(encoders);
  const [sampleRateHz] = ratesHz;
  signal?.throwIfAborted();
  const known = cache?.get(waveform, encoders, options);
  if (known) {
    yield* known;
    return;
  }
  const encoded: EncodedWindow[] = [];
  const durationSeconds = waveform.samples.length / waveform.sampleRateHz;
  const samples = ratesHz.map((rateHz) => resampleWaveform(waveform, rateHz, options));
  const lengthSamples = samples[0]!.length;
  const positions = slidingWindows({ ...options, lengthSamples, sampleRateHz });
  const batchMax = Math.min(batchWindows, positions.length);
  const windows = ratesHz.map((rateHz) =>
    Array.from(
      { length: batchMax },
      () => new Float32Array(secondsToSamples(options.windowSeconds, rateHz)),
    )
  );
  const turn = createTurns(signal);
  for (let done = 0; done < positions.length;) {
    const batch = positions.slice(done, done + batchMax);
    for (const [r, rateHz] of ratesHz.entries()) {
      batch.forEach((position, i) => {
        const window = windows[r]![i]!;
        const own = positionAt(position, rateHz / sampleRateHz, window.length, samples[r]!.length);
        windowInto(window, samples[r]!, own, fill);
      });
    }
    const vectors: Float32Array[][] = [];
    for (const encoder of encoders) {
      const own = windows[ratesHz.indexOf(encoder.sampleRateHz)]!;
      vectors.push(await encoder.encode(own.slice(0, batch.length)));
      signal?.throwIfAborted();
    }
    for (const [i, { startSample, filledSamples }] of batch.entries()) {
      const window: EncodedWindow = {
        startSample,
        startSeconds: startSample / sampleRateHz,
        // Resampling may lengthen a recording by up to a sample.
        endSeconds: Math.min((startSample + filledSamples) / sampleRateHz, durationSeconds),
        levelDbfs: levelDbfs(windows[0]![i]!.subarray(0, filledSamples)),
        vectors: vectors.map((batch) => batch[i]!),
      };
      if (cache) encoded.push(window);
      yield window;
      done++;
      onProgress?.({ done, total: positions.length });
    }
    await turn();
  }
  cache?.set(waveform, encoders, options, encoded);
}

/**
 * Sample rates of several encoders, in Hz, each once; first that of the first encoder.
 *
 * @throws {RangeError} when there is no encoder
 */
export function ratesOf(encoders: readonly Encoder[]): [number, ...number[]] {
  const [first, ...others] = new Set(encoders.map(({ sampleRateHz }) => sampleRateHz));
  if (first === undefined) {
    throw new RangeError("Encoding windows: expected one encoder or more, received none");
  }
  return [first, ...others];
}

/**
 * Computes the position of a window at another sample rate.
 *
 * @param factor the other rate divided by that of the position
 * @param windowSamples length of a window at the other rate
 * @param lengthSamples length of the recording at the other rate
 */
export function positionAt(
  { startSample, filledSamples }: WindowPosition,
  factor: number,
  windowSamples: number,
  lengthSamples: number,
): WindowPosition {
  // Each of these lengths is rounded on its own.
  const start = Math.min(Math.round(startSample * factor), lengthSamples);
  const end = Math.min(Math.round((startSample + filledSamples) * factor), lengthSamples);
  return { startSample: start, filledSamples: Math.min(end - start, windowSamples) };
}

/** RMS level of samples without their mean, in dB re full scale: a constant offset is silent. */
export function levelDbfs(samples: Float32Array): number {
  const offset = mean(samples);
  let sum = 0;
  forBlocks(samples, ({ kernels }, address, length) => {
    sum += kernels.sumSquares(address, length, offset);
  });
  return 10 * Math.log10(sum / samples.length);
}
