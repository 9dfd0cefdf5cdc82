import type { ResampleWaveformOptions } from "../resample/resample_waveform.ts";
import type { Waveform } from "../types.ts";
import type { WindowFill, WindowOptions } from "../windows/sliding_windows.ts";
import type { EncodedWindow } from "./encoded_window.ts";
import type { Encoder } from "./encoder.ts";

/** Windows of a recording as they were encoded, for the next model that hears the same. */
export interface WindowCache {
  /** The windows with the vectors of these encoders, where all of them have been asked before. */
  get(
    waveform: Waveform,
    encoders: readonly Encoder[],
    how: WindowCut,
  ): readonly EncodedWindow[] | undefined;
  /** Keeps all windows of a recording. */
  set(
    waveform: Waveform,
    encoders: readonly Encoder[],
    how: WindowCut,
    windows: readonly EncodedWindow[],
  ): void;
}

/** How a recording was cut. */
export type WindowCut = WindowOptions & ResampleWaveformOptions & { readonly fill: WindowFill };

/** Longer vectors, such as images of windows, are not kept: those of an hour would take 70 MB. */
const SIZE_MAX = 1024;

/** A memory for the time in which models answer for one recording. */
export function createWindowCache(): WindowCache {
  const kept: {
    readonly samples: Float32Array;
    readonly cut: string;
    readonly encoders: readonly Encoder[];
    readonly windows: readonly EncodedWindow[];
  }[] = [];
  return {
    get({ samples }, encoders, how) {
      const found = kept.find((one) =>
        one.samples === samples && one.cut === cutOf(how) &&
        encoders.every((encoder) => one.encoders.includes(encoder))
      );
      if (!found) return undefined;
      const at = encoders.map((encoder) => found.encoders.indexOf(encoder));
      return found.windows.map((window) => ({
        ...window,
        vectors: at.map((i) => window.vectors[i]!),
      }));
    },
    set({ samples }, encoders, how, windows) {
      const small = [...encoders.keys()].filter((i) => encoders[i]!.size <= SIZE_MAX);
      kept.push({
        samples,
        cut: cutOf(how),
        encoders: small.map((i) => encoders[i]!),
        windows: windows.map((window) => ({
          ...window,
          vectors: small.map((i) => window.vectors[i]!),
        })),
      });
    },
  };
}

function cutOf(cut: WindowCut): string {
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
