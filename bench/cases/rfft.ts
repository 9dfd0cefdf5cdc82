import { rfftInto } from "@babycry/babycry/features";
import type { BenchCase } from "../bench_case.ts";
import { planPlainRfft } from "../rivals/plain_rfft.ts";
import { seededAudio } from "../seeded_audio.ts";

/** One frame a call, samples copied in. */
export const rfftCases: readonly BenchCase[] = [512, 1024, 2048].map((nFft) => ({
  name: `rfft ${nFft}`,
  rival: "plain TypeScript radix 2",
  prepare() {
    const samples = seededAudio(1, 16_000).subarray(0, nFft);
    const out = new Float32Array(nFft + 2);
    const plain = planPlainRfft(nFft);
    return { ours: () => rfftInto(out, samples), rival: () => plain(samples) };
  },
}));
