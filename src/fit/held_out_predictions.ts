export type { HeldOutPredictions } from "../metrics/evaluate.ts";
