/**
 * Distortions of speech codecs.
 *
 * @module
 */
import { IMA_INDEX_STEPS, IMA_STEPS } from "../decode/ima_adpcm.ts";
import { decode } from "../decode/mod.ts";
import { UnavailableError } from "../errors.ts";

/** Bit rates of AMR-NB in kbit/s, by mode number. */
export const AMR_NB_KBPS = [4.75, 5.15, 5.9, 6.7, 7.4, 7.95, 10.2, 12.2] as const;

/** Function that encodes samples at 8 kHz with AMR-NB and decodes them. */
export type AmrRoundTrip = (samples: Float32Array, mode: number) => Promise<Float32Array>;

interface AmrEncoder {
  encode(samples: Float32Array, sampleRateHz: number, mode: number): Uint8Array;
}

/**
 * Loads an AMR-NB encoder: opencore-amr in the package `benz-amr-recorder`.
 *
 * @returns a round trip at 8 kHz; its output has the length of its input
 * @throws {UnavailableError} when `benz-amr-recorder` is not installed
 */
export async function loadAmrRoundTrip(): Promise<AmrRoundTrip> {
  const encoder = await loadEncoder();
  return async (samples, mode) => {
    // The encoder drops a last frame that is not followed by another sample.
    const padded = new Float32Array(160 * (Math.ceil(samples.length / 160) + 2));
    padded.set(samples.map((x) => Math.max(-1, Math.min(1, x))));
    const { channels } = await decode(encoder.encode(padded, 8000, mode));
    const out = new Float32Array(samples.length);
    out.set(channels[0]!.subarray(0, samples.length));
    return out;
  };
}

/** Package of the AMR-NB encoder: Deno fetches it on first use, elsewhere the user installs it. */
export const AMR_ENCODER = { name: "benz-amr-recorder", version: "1.1.5" } as const;

async function loadEncoder(): Promise<AmrEncoder> {
  const { name, version } = AMR_ENCODER;
  const onDeno = "Deno" in globalThis;
  // Not a literal, so that the package is fetched only when it is used.
  const specifier = `${onDeno ? `npm:${name}@${version}` : name}/src/amrnb.js`;
  let worker: unknown;
  try {
    worker = (await import(specifier)).default;
  } catch (cause) {
    const remedy = onDeno
      ? "allow network access and add it to a frozen lock file"
      : `install it with npm install ${name}@${version}`;
    throw new UnavailableError(
      `Loading an AMR-NB encoder: expected the package ${name}, received an import error; ` +
        `${remedy} to augment with phone codecs`,
      { dependency: name, cause },
    );
  }
  // The module is the source of a browser worker: a function whose body defines AMR.
  const body = String(worker).replace(/^\s*function\s*\(\)\s*\{/, "").replace(/\}\s*$/, "");
  return new Function("self", `${body}\nreturn AMR;`)({}) as AmrEncoder;
}

/**
 * Encodes samples with IMA ADPCM, four bits per sample, and decodes them.
 *
 * @see IMA Recommended Practices for Enhancing Digital Audio Compatibility, 1992
 */
export function imaRoundTrip(samples: Float32Array): Float32Array {
  let predicted = 0;
  let index = 0;
  return samples.map((x) => {
    const step = IMA_STEPS[index]!;
    const difference = Math.max(-32768, Math.min(32767, Math.round(x * 32768))) - predicted;
    const code = Math.min(7, Math.floor(Math.abs(difference) * 4 / step));
    const change = Math.floor((2 * code + 1) * step / 8);
    predicted = Math.max(-32768, Math.min(32767, predicted + (difference < 0 ? -change : change)));
    index = Math.max(0, Math.min(88, index + IMA_INDEX_STEPS[code]!));
    return predicted / 32768;
  });
}

/**
 * Encodes samples with mu-law, eight bits per sample, and decodes them, in its continuous form with
 * 256 steps.
 *
 * @see ITU-T G.711
 */
export function muLawRoundTrip(samples: Float32Array): Float32Array {
  return samples.map((x) => {
    const bent = Math.sign(x) * Math.log1p(255 * Math.min(1, Math.abs(x))) / Math.log(256);
    const code = Math.round(bent * 127) / 127;
    return Math.sign(code) * (256 ** Math.abs(code) - 1) / 255;
  });
}
