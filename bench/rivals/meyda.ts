import type { Work } from "../case.ts";
import { loadRival } from "./load.ts";

/** Name of {@link meydaMfcc} in rows. */
export const MEYDA = "meyda 5.6.3";

/** MFCC of all full frames, without padding. */
export async function meydaMfcc(
  samples: Float32Array,
  options: { sampleRateHz: number; nFft: number; hopSamples: number; nMels: number; nMfcc: number },
): Promise<Work> {
  const { default: loaded } = await loadRival("npm:meyda@5.6.3");
  const meyda = loaded.default ?? loaded;
  meyda.sampleRate = options.sampleRateHz;
  meyda.bufferSize = options.nFft;
  meyda.melBands = options.nMels;
  meyda.numberOfMFCCCoefficients = options.nMfcc;
  meyda.windowingFunction = "hanning";
  const { nFft, hopSamples } = options;
  return () => {
    const rows: number[][] = [];
    for (let at = 0; at + nFft <= samples.length; at += hopSamples) {
      rows.push(meyda.extract("mfcc", samples.subarray(at, at + nFft)));
    }
    return rows;
  };
}
