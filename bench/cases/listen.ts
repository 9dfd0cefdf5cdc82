import { createClassifier } from "@babycry/babycry";
import { watch } from "@babycry/babycry/listen";
import type { BenchCase } from "../case.ts";
import { minuteWithCry } from "../signals.ts";

/** Duration of a chunk, in seconds. */
const CHUNK_SECONDS = 0.1;

/** One source of `listen` for a minute, with one cry and its valence and reason. */
export const listenCases: readonly BenchCase[] = [
  // 0.4 % of a core, and 150 sources on a core; better 0.25 % and 300.
  { rateHz: 16_000, required: 240, target: 150 },
  { rateHz: 48_000, required: 400, target: 200 },
].map(({ rateHz, required, target }): BenchCase => ({
  name: `listen, a minute at ${rateHz / 1000} kHz`,
  goals: [{ rival: null, required, target }],
  async setUp() {
    const minute = minuteWithCry(rateHz);
    const chunk = rateHz * CHUNK_SECONDS;
    async function* endless() {
      for (let at = 0;; at = (at + chunk) % minute.length) yield minute.subarray(at, at + chunk);
    }
    const source = { sampleRateHz: rateHz, samples: endless() };
    const items = watch(source, await createClassifier());
    return {
      async ours() {
        for (let updates = 0; updates < 60;) {
          const { value } = await items.next();
          if (value.type === "update") updates++;
        }
      },
    };
  },
}));
