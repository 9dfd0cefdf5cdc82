import { rfftInto } from "@babycry/babycry/features";
import type { BenchCase } from "../case.ts";
import { PFFFT, pffft } from "../rivals/pffft.ts";
import { PLAIN_FFT, PlainFft } from "../rivals/plain_fft.ts";
import { cryLike } from "../signals.ts";

/** Frames transformed in one call, so that not one is always in the first cache. */
const FRAMES = 16;

/** One real transform after the other. */
export const fftCases: readonly BenchCase[] = [512, 1024, 2048].map((nFft) => ({
  name: `rfft ${nFft}, ${FRAMES} frames one by one`,
  async setUp() {
    const signal = cryLike(FRAMES * nFft / 16_000, 16_000);
    const frames = Array.from(
      { length: FRAMES },
      (_, t) => signal.subarray(t * nFft, (t + 1) * nFft),
    );
    const out = new Float32Array(nFft + 2);
    const plain = new PlainFft(nFft);
    return {
      ours: () => {
        for (const frame of frames) rfftInto(out, frame);
      },
      rivals: {
        [PFFFT]: await pffft(frames, nFft),
        [PLAIN_FFT]: () => {
          for (const frame of frames) plain.transformInto(out, frame);
        },
      },
    };
  },
}));
