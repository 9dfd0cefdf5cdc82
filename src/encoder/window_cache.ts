import type { ResampleWaveformOptions } from "../resample/resample_waveform.ts";
import type { Waveform } from "../types.ts";
import type { WindowFill, WindowOptions } from "../windows/sliding_windows.ts";
import type { EncodedWindow } from "./encoded_window.ts";
import type { Encoder } from "./encoder.ts";

/** Cache of encoded windows, which models with the same encoders and windows share. */
export interface WindowCache {
  /**
   * Returns the windows of a recording, or undefined unless all these encoders' vectors are cached.
   */
  get(
    waveform: Waveform,
    encoders: readonly Encoder[],
    cut: WindowCut,
  ): readonly EncodedWindow[] | undefined;
  /** Stores all windows of a recording. */
  set(
    waveform: Waveform,
    encoders: readonly Encoder[],
    cut: WindowCut,
    windows: readonly EncodedWindow[],
  ): void;
}

/** Options that determine the windows of a recording. */
export type WindowCut = WindowOptions & ResampleWaveformOptions & { readonly fill: WindowFill };

/** Maximum length of a cached vector. The images of an hour of windows would take 70 MB. */
const SIZE_MAX = 1024;

/** Creates an empty cache. It holds its entries until it is garbage-collected. */
export function createWindowCache(): WindowCache {
  const entries: {
    readonly samples: Float32Array;
    readonly cut: string;
    readonly encoders: readonly Encoder[];
    readonly windows: readonly EncodedWindow[];
  }[] = [];
  return {
    get({ samples }, encoders, cut) {
      const found = entries.find((entry) =>
        entry.samples === samples && entry.cut === keyOf(cut) &&
        encoders.every((encoder) => entry.encoders.includes(encoder))
      );
      if (!found) return undefined;
      const at = encoders.map((encoder) => found.encoders.indexOf(encoder));
      return found.windows.map((window) => ({
        ...window,
        vectors: at.map((i) => window.vectors[i]!),
      }));
    },
    set({ samples }, encoders, cut, windows) {
      const small = [...encoders.keys()].filter((i) => encoders[i]!.size <= SIZE_MAX);
      entries.push({
        samples,
        cut: keyOf(cut),
        encoders: small.map((i) => encoders[i]!),
        windows: windows.map((window) => ({
          ...window,
          vectors: small.map((i) => window.vectors[i]!),
        })),
      });
    },
  };
}

function keyOf(cut: WindowCut): string {
  const { windowSeconds, hopSeconds, minPartialSeconds, fill, firstSeconds, resampling } = cut;
  return JSON.stringify([
    windowSeconds,
    hopSeconds,
    minPartialSeconds,
    fill,
    firstSeconds,
    resampling,
  ]);
}
