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
 * Resamples a recording to the encoders' sample rate, cuts it into windows and encodes them batch
 * by batch. Apart from the samples, memory does not grow with the recording. The loop yields to the
 * event loop regularly, so that a signal can stop it.
 *
 * @param waveform recording at any sample rate
 * @param encoders at least one, all with the same sample rate
 * @throws {TypeError} when an option has the wrong type
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
  const turn = createTurns(signal);
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
        // Resampling may lengthen a recording by up to a sample.
        endSeconds: Math.min((startSample + filledSamples) / sampleRateHz, durationSeconds),
        levelDbfs: levelDbfs(windows[i]!.subarray(0, filledSamples)),
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
 * Sample rate of several encoders, in Hz.
 *
 * @throws {RangeError} when the encoders' rates differ
 */
export function rateOf(encoders: readonly Encoder[]): number {
  const rates = new Set(encoders.map(({ sampleRateHz }) => sampleRateHz));
  if (rates.size !== 1) {
    throw new RangeError(
      "Encoding windows: expected encoders of one sample rate, received " +
        (rates.size === 0 ? "no encoder" : `${[...rates].join(" and ")} Hz`),
    );
  }
  return [...rates][0]!;
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
