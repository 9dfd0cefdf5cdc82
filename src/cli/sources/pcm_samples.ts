import { type PcmEncoding, RawPcmDecoder } from "../../decode/raw_pcm.ts";

/** Format of samples without a container. */
export interface PcmFormat {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly encoding: PcmEncoding;
}

/** Duration of a part that is checked for noise, in seconds. */
const CHECKED_SECONDS = 1;
/** Number of parts that are checked. */
const CHECKED_PARTS = 60;
/** Power from which noise counts as full scale: -9 dB. */
const NOISE_POWER = 0.125;
/** Correlation of adjacent samples below which a signal counts as noise. */
const NOISE_CORRELATION = 0.2;

/**
 * Decodes samples without a container.
 *
 * @param warn receives a line when the samples look like another encoding, or end in a sample
 */
export async function* pcmSamples(
  chunks: AsyncIterable<Uint8Array>,
  { sampleRateHz, channels, encoding }: PcmFormat,
  warn: (message: string) => void,
): AsyncGenerator<Float32Array> {
  const decoder = new RawPcmDecoder(encoding, channels);
  const noise = new NoiseCheck(CHECKED_SECONDS * sampleRateHz);
  for await (const chunk of chunks) {
    const samples = decoder.decode(chunk);
    if (samples.length === 0) continue;
    if (noise.add(samples)) {
      warn(
        `The samples look like noise at full scale: expected ${encoding} with ${channels} ` +
          `channel${channels > 1 ? "s" : ""}, probably another encoding; check --encoding and ` +
          "--channels",
      );
    }
    yield samples;
  }
  if (decoder.restBytes > 0) {
    warn(`The input ended within a sample: ${decoder.restBytes} bytes are left`);
  }
}

/** Check whether a part of a signal's start is white noise at full scale. */
export class NoiseCheck {
  readonly #length: number;
  #parts = 0;
  #count = 0;
  #power = 0;
  #product = 0;
  #last = 0;

  /** Creates a check of parts of `length` samples. */
  constructor(length: number) {
    this.#length = length;
  }

  /** Takes samples. @returns true once, when a part is noise */
  add(samples: Float32Array): boolean {
    for (let at = 0; at < samples.length && this.#parts < CHECKED_PARTS;) {
      const end = Math.min(samples.length, at + this.#length - this.#count);
      this.#sum(samples.subarray(at, end));
      at = end;
      if (this.#count === this.#length && this.#endPart()) return true;
    }
    return false;
  }

  #sum(samples: Float32Array): void {
    for (const sample of samples) {
      // Samples far above full scale are not audio either.
      const limited = Math.max(-1, Math.min(1, sample)) || 0;
      this.#power += limited * limited;
      this.#product += limited * this.#last;
      this.#last = limited;
    }
    this.#count += samples.length;
  }

  #endPart(): boolean {
    const isNoise = this.#power / this.#count > NOISE_POWER &&
      Math.abs(this.#product) < NOISE_CORRELATION * this.#power;
    this.#parts = isNoise ? CHECKED_PARTS : this.#parts + 1;
    this.#count = this.#power = this.#product = 0;
    return isNoise;
  }
}
