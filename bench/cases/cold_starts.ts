import type { BenchCase } from "../case.ts";

/** Steps that `bench/cold_start.ts` reports, in its order. */
export const COLD_STARTS: readonly Pick<BenchCase, "name" | "goals">[] = [
  { name: "cold start: import, create, predict 7 s" },
  {
    name: "cold start: decode, compile and instantiate the core",
    goals: [{ rival: null, required: 10, target: 4 }],
  },
];
