import { describe } from "../check_option.ts";
import { forBlocks } from "../dsp/blocks.ts";
import { isDetached, isInstance } from "../instance_of.ts";
import type { Waveform } from "../types.ts";

/**
 * Accepted sample rates. Lower rates lose too much of a cry: of the cries that `cry-detect` detects
 * at 8 kHz, it detects 98 % at 4 kHz, 60 % at 3 kHz and none at 1 kHz. Higher rates are probably
 * mistakes.
 */
const RATE_HZ_RANGE = [4000, 768_000] as const;
/**
 * Largest magnitude of a sample, that of 32-bit integers; float32 spectra of larger ones overflow.
 */
const SAMPLE_MAX = 2 ** 31;
/** Maximum duration, which limits the memory for files with a wrong sample rate. */
const SECONDS_MAX = 24 * 3600;

/**
 * Checks samples and sample rate of a recording.
 *
 * @param options.minSeconds minimum duration in seconds; a recording without samples is always
 * rejected
 * @throws {TypeError} when samples are not a Float32Array, or the rate is not a number
 * @throws {RangeError} when a sample is not finite or its magnitude is above 2 ** 31, the rate is
 * not 4,000 to 768,000 Hz, or the duration is too short or above 24 h
 */
export function checkWaveform(
  waveform: Waveform,
  options: { readonly minSeconds: number },
): void {
  const { samples, sampleRateHz } = waveform;
  checkSamples(samples);
  checkRate(sampleRateHz);
  checkDuration(samples.length, sampleRateHz, options.minSeconds);
  checkValues(samples);
}

/**
 * Checks the pieces of a live recording as {@link checkWaveform} does, and its duration at the end.
 *
 * @returns the same pieces
 * @throws {TypeError} when the rate is not a number
 * @throws {RangeError} when the rate is out of range
 */
export function checkStream(
  pieces: AsyncIterable<Float32Array>,
  options: { readonly sampleRateHz: number; readonly minSeconds: number },
): AsyncGenerator<Float32Array> {
  checkRate(options.sampleRateHz);
  return checkPieces(pieces, options);
}

async function* checkPieces(
  pieces: AsyncIterable<Float32Array>,
  options: { readonly sampleRateHz: number; readonly minSeconds: number },
): AsyncGenerator<Float32Array> {
  let length = 0;
  for await (const piece of pieces) {
    checkSamples(piece);
    checkValues(piece, length);
    length += piece.length;
    yield piece;
  }
  checkLength(length, options.sampleRateHz, options.minSeconds);
}

/**
 * Checks a sample rate in Hz.
 *
 * @throws {TypeError} when it is not a number
 * @throws {RangeError} when it is not 4,000 to 768,000
 */
export function checkRate(sampleRateHz: number): void {
  if (typeof sampleRateHz !== "number") {
    throw new TypeError(
      "Reading samples: expected sampleRateHz to be the sample rate in Hz, received " +
        describe(sampleRateHz),
    );
  }
  const [low, high] = RATE_HZ_RANGE;
  if (!(sampleRateHz >= low && sampleRateHz <= high)) {
    throw new RangeError(
      `Reading samples: expected sampleRateHz to be ${low} to ${high}, received ${sampleRateHz}`,
    );
  }
}

/**
 * Checks the duration of a recording.
 *
 * @throws {RangeError} when it has no samples, or its duration is below `minSeconds` or above 24 h
 */
export function checkDuration(samples: number, sampleRateHz: number, minSeconds: number): void {
  checkLength(samples, sampleRateHz, minSeconds);
  const seconds = samples / sampleRateHz;
  if (seconds <= SECONDS_MAX) return;
  throw new RangeError(
    `Reading samples: expected at most ${SECONDS_MAX} s of audio at once, received ${seconds} s`,
  );
}

function checkLength(samples: number, sampleRateHz: number, minSeconds: number): void {
  const seconds = samples / sampleRateHz;
  if (samples > 0 && seconds >= minSeconds) return;
  throw new RangeError(
    `Reading samples: expected ${
      minSeconds > 0 ? `at least ${minSeconds} s of audio` : "one sample or more"
    }, received ` +
      (samples === 0 ? "no samples" : `${seconds} s`),
  );
}

/**
 * Checks the values of samples.
 *
 * @param first index of the first sample in the recording, for errors
 * @throws {RangeError} when a sample is not finite, or its magnitude is above 2 ** 31
 */
export function checkValues(samples: Float32Array, first = 0): void {
  let sum = 0;
  forBlocks(samples, ({ kernels }, address, length) => {
    sum += kernels.sumSquares(address, length, 0);
  });
  // Faster than a check of each sample: none exceeds the root of the sum, and a NaN makes it NaN.
  if (sum <= SAMPLE_MAX ** 2) return;
  const i = samples.findIndex((sample) => !(Math.abs(sample) <= SAMPLE_MAX));
  if (i < 0) return;
  throw new RangeError(
    `Reading samples: expected finite values with full scale at -1 to 1, received ${samples[i]} ` +
      `at index ${first + i}`,
  );
}

/** Checks the type of samples. @throws {TypeError} when they are not a Float32Array */
export function checkSamples(samples: unknown): void {
  if (isInstance(samples, "Float32Array")) {
    if (!isDetached(samples.buffer)) return;
    throw new TypeError(
      "Reading samples: expected a Float32Array, received one whose buffer was transferred; " +
        "pass a copy, or transfer it later",
    );
  }
  throw new TypeError(
    `Reading samples: expected a Float32Array in -1 to 1, received ${describe(samples)}; ` +
      "divide 16-bit PCM by 32768",
  );
}
