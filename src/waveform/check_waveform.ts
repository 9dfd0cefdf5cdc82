import { describe } from "../check_option.ts";
import { forBlocks } from "../dsp/blocks.ts";
import { isInstance } from "../instance_of.ts";
import type { Waveform } from "../types.ts";

/**
 * Accepted sample rates. Lower rates leave too little of a cry: of the cries that `cry-detect` detects at
 * 8 kHz, it detects 98 % at 4 kHz, 60 % at 3 kHz and none at 1 kHz. Higher rates are taken for mistakes.
 */
const RATE_HZ_RANGE = [4000, 768_000] as const;
/** Largest magnitude of a sample, that of 32-bit integers: beyond, spectra in float32 overflow. */
const SAMPLE_MAX = 2 ** 31;
/** Longer ones too: a header that lies about its rate would fill the memory. */
const SECONDS_MAX = 24 * 3600;

/**
 * Refuses what is not audio, before it can turn into a confident answer.
 *
 * @throws {TypeError} when samples are not a Float32Array or the rate is missing
 * @throws {RangeError} when a sample is not finite or beyond 2 ** 31, the rate is out of range or the audio
 *   too short or long
 */
export function checkWaveform(
  waveform: Waveform,
  options: { readonly minSeconds: number },
): void {
  const { samples, sampleRateHz } = waveform;
  checkSamples(samples);
  checkRate(sampleRateHz);
  checkLength(samples.length, sampleRateHz, options.minSeconds);
  const seconds = samples.length / sampleRateHz;
  if (seconds > SECONDS_MAX) {
    throw new RangeError(
      `Reading samples: expected at most ${SECONDS_MAX} s of audio at once, received ${seconds} s`,
    );
  }
  checkValues(samples);
}

/**
 * The pieces of a recording that is still going on, each checked as {@link checkWaveform} does; its
 * length at the end.
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
 * Refuses what is no rate.
 *
 * @throws {TypeError} when it is no number
 * @throws {RangeError} when it is out of range
 */
export function checkRate(sampleRateHz: number): void {
  if (typeof sampleRateHz !== "number") {
    throw new TypeError(
      `Reading samples: sampleRateHz is ${
        sampleRateHz === undefined ? "missing" : `a ${typeof sampleRateHz}`
      }, wanted the rate of the samples in Hz`,
    );
  }
  const [low, high] = RATE_HZ_RANGE;
  if (!(sampleRateHz >= low && sampleRateHz <= high)) {
    throw new RangeError(
      `Reading samples: sampleRateHz is ${sampleRateHz}, wanted ${low} to ${high}`,
    );
  }
}

function checkLength(samples: number, sampleRateHz: number, minSeconds: number): void {
  const seconds = samples / sampleRateHz;
  if (samples > 0 && seconds >= minSeconds) return;
  throw new RangeError(
    `Reading samples: expected at least ${minSeconds} s of audio, received ` +
      (samples === 0 ? "no samples" : `${seconds} s`),
  );
}

/**
 * Refuses samples that no audio has.
 *
 * @param first index of the first sample in its recording, for the message
 * @throws {RangeError} when a sample is not finite or beyond 2 ** 31
 */
export function checkValues(samples: Float32Array, first = 0): void {
  let sum = 0;
  forBlocks(samples, ({ kernels }, address, length) => {
    sum += kernels.sumSquares(address, length, 0);
  });
  // Quicker than a look at each: no sample is beyond the root of the sum, and none is NaN.
  if (sum <= SAMPLE_MAX ** 2) return;
  const i = samples.findIndex((sample) => !(Math.abs(sample) <= SAMPLE_MAX));
  if (i < 0) return;
  throw new RangeError(
    `Reading samples: expected finite values with full scale at -1 to 1, received ${samples[i]} ` +
      `at index ${first + i}`,
  );
}

/** @throws {TypeError} when samples are anything but a Float32Array */
export function checkSamples(samples: unknown): void {
  if (isInstance(samples, "Float32Array")) return;
  throw new TypeError(
    `Reading samples: expected a Float32Array in -1 to 1, received ${describe(samples)}; ` +
      "divide 16-bit PCM by 32768",
  );
}
