import type { Waveform } from "../types.ts";

/** Rates outside this are taken for a mistake. */
const RATE_HZ_RANGE = [1, 768_000] as const;
/** Longer ones too: a header that lies about its rate would fill the memory. */
const SECONDS_MAX = 24 * 3600;

/**
 * Refuses what is not audio, before it can turn into a confident answer.
 *
 * @throws {TypeError} when samples are not a Float32Array or the rate is missing
 * @throws {RangeError} when a sample is not finite, the rate is out of range or the audio too short or long
 */
export function checkWaveform(
  waveform: Waveform,
  options: { readonly minSeconds: number },
): void {
  const { samples, sampleRateHz } = waveform;
  checkSamples(samples);
  if (typeof sampleRateHz !== "number") {
    throw new TypeError(
      `Reading samples: sampleRateHz is ${sampleRateHz}, wanted the rate of the samples in Hz`,
    );
  }
  const [low, high] = RATE_HZ_RANGE;
  if (!(sampleRateHz >= low && sampleRateHz <= high)) {
    throw new RangeError(
      `Reading samples: sampleRateHz is ${sampleRateHz}, wanted ${low} to ${high}`,
    );
  }
  const seconds = samples.length / sampleRateHz;
  if (samples.length === 0 || seconds < options.minSeconds) {
    throw new RangeError(
      `Reading samples: ${seconds} s of audio came, wanted at least ${options.minSeconds} s`,
    );
  }
  if (seconds > SECONDS_MAX) {
    throw new RangeError(
      `Reading samples: ${seconds} s of audio came, wanted at most ${SECONDS_MAX} s at once`,
    );
  }
  for (let i = 0; i < samples.length; i++) {
    if (!Number.isFinite(samples[i])) {
      throw new RangeError(`Reading samples: sample ${i} is ${samples[i]}, wanted finite values`);
    }
  }
}

/** @throws {TypeError} when samples are anything but a Float32Array */
export function checkSamples(samples: unknown): void {
  if (samples instanceof Float32Array) return;
  const name = (samples as object | undefined)?.constructor?.name ?? typeof samples;
  throw new TypeError(
    `Reading samples: ${name} came, wanted a Float32Array in -1 to 1 (divide 16-bit PCM by 32768)`,
  );
}
