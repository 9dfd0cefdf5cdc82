import type { DspCore } from "../../dsp/core.ts";
import { bandsOfEight, type RowsOfEight } from "../_eight_frames.ts";
import { chromaFilterbank, type ChromaOptions } from "./chroma_filterbank.ts";
import { allocBank } from "../mel/mel_filterbank.ts";

/** Share of the largest weight of a bin below which a weight does not change the float32 sum. */
const LEAST_SHARE = 2 ** -27;

/** Chroma filter bank in WebAssembly memory, without negligible weights, which are about half. */
export interface ChromaBank {
  readonly nChroma: number;
  /** Number of runs of consecutive weights, of all classes together. */
  readonly runs: number;
  readonly weights: number;
  /** Bank that adds the runs of each pitch class. */
  readonly merging: number;
}

export function planChromaBank(
  core: DspCore,
  options: Required<
    Pick<ChromaOptions, "sampleRateHz" | "nFft" | "nChroma" | "tuning">
  >,
): ChromaBank {
  const { sampleRateHz, nFft, nChroma, tuning } = options;
  return core.plan(`chroma ${sampleRateHz} ${nFft} ${nChroma} ${tuning}`, () => {
    const { data, bins } = chromaFilterbank(options);
    const most = Float32Array.from({ length: bins }, (_, k) => {
      let top = 0;
      for (let at = k; at < data.length; at += bins) top = Math.max(top, data[at]!);
      return top;
    });
    const runs: { firstBin: number; weights: number[] }[] = [];
    const classes = Array.from({ length: nChroma }, (_, c) => {
      const firstBin = runs.length;
      let end = -1;
      for (let k = 0; k < bins; k++) {
        const weight = data[c * bins + k]!;
        if (weight < LEAST_SHARE * most[k]!) continue;
        if (end !== k) runs.push({ firstBin: k, weights: [] });
        runs.at(-1)!.weights.push(weight);
        end = k + 1;
      }
      return { firstBin, weights: new Array<number>(runs.length - firstBin).fill(1) };
    });
    const weights = allocBank(core, runs);
    return { nChroma, runs: runs.length, weights, merging: allocBank(core, classes) };
  });
}

/** Computes the pitch classes of up to eight frames. @returns `[count, nChroma]` */
export function chromaOfEight(
  core: DspCore,
  { nChroma, runs, weights, merging }: ChromaBank,
  { rows, count }: Pick<RowsOfEight, "rows" | "count">,
): Float32Array {
  return core.scratch(() => {
    const parts = core.alloc(runs * 32);
    core.kernels.filterbank8(rows, weights, runs, parts);
    return bandsOfEight(core, { rows: parts, count }, merging, nChroma);
  });
}
