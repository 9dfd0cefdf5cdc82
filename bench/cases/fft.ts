import { rfftInto } from "@babycry/babycry/features";
import { dspCore } from "../../src/dsp/core.ts";
import { planRfftSingle } from "../../src/dsp/fft_plan.ts";
import { planSpectra, spectra4 } from "../../src/dsp/spectra.ts";
import type { BenchCase, Work } from "../case.ts";
import { PFFFT, pffft } from "../rivals/pffft.ts";
import { PLAIN_FFT, PlainFft } from "../rivals/plain_fft.ts";
import { cryLike } from "../signals.ts";

/** Frames per call: so many that none stays in the first-level cache. */
const FRAMES = 16;
const REQUIRED_OF_FOUR: Readonly<Record<number, number>> = { 512: 0.85, 1024: 0.85, 2048: 0.95 };

/**
 * Real transforms of 16 frames: with the kernels, which leave the bins in WebAssembly memory on both
 * sides, and with the public function, which copies them out.
 */
export const fftCases: readonly BenchCase[] = [512, 1024, 2048].flatMap((nFft) => [
  {
    name: `rfft ${nFft}, one frame at a time`,
    goals: [{ rival: PFFFT, required: 1, target: 0.92 }],
    denoAllowance: 1.3,
    setUp() {
      const frames = framesOf(nFft);
      return { ours: oneAtATime(frames, nFft), rivals: { [PFFFT]: () => pffft(frames, nFft) } };
    },
  },
  {
    name: `rfft ${nFft}, four frames at a time`,
    goals: [{ rival: PFFFT, required: REQUIRED_OF_FOUR[nFft]!, target: 0.7 }],
    denoAllowance: 1.3,
    setUp() {
      const frames = framesOf(nFft);
      return { ours: fourAtATime(frames, nFft), rivals: { [PFFFT]: () => pffft(frames, nFft) } };
    },
  },
  {
    name: `rfftInto ${nFft}`,
    setUp() {
      const frames = framesOf(nFft);
      const out = new Float32Array(nFft + 2);
      return {
        ours: () => frames.forEach((frame) => rfftInto(out, frame)),
        rivals: {
          [PFFFT]: () => pffft(frames, nFft, out.subarray(0, nFft)),
          [PLAIN_FFT]: () => {
            const plain = new PlainFft(nFft);
            return () => frames.forEach((frame) => plain.transformInto(out, frame));
          },
        },
      };
    },
  },
]);

function framesOf(nFft: number): Float32Array[] {
  const signal = cryLike(FRAMES * nFft / 16_000, 16_000);
  return Array.from({ length: FRAMES }, (_, t) => signal.subarray(t * nFft, (t + 1) * nFft));
}

function oneAtATime(frames: readonly Float32Array[], nFft: number): Work {
  const core = dspCore();
  const { address, from, work, to } = planRfftSingle(core, nFft)!;
  const { heap, kernels } = core;
  return () => {
    for (const frame of frames) {
      heap.set(frame, from >> 2);
      kernels.rfftSingle(address, from, work, from, to);
    }
  };
}

/** Four frames at a time with a window, as the feature extractors do. */
function fourAtATime(frames: readonly Float32Array[], nFft: number): Work {
  const core = dspCore();
  const plan = planSpectra(core, nFft, `bench ${nFft}`, () => new Float32Array(nFft).fill(1));
  const from = core.alloc(nFft * 16);
  const [x, y] = [core.alloc(plan.workBytes), core.alloc(plan.workBytes)];
  const { heap } = core;
  return () => {
    for (let t = 0; t < frames.length; t++) {
      heap.set(frames[t]!, (from >> 2) + t % 4 * nFft);
      if (t % 4 === 3) spectra4(core, plan, from, nFft * 4, x, y);
    }
  };
}
