import type { Prediction } from "../../prediction/prediction.ts";
import type { ProblemFields } from "../problem.ts";
import type { PredictorOptions, PredictRequest, StoredRecording } from "./predictor.ts";

/** Options that a worker is started with: plain data. */
export interface WorkerOptions extends Omit<PredictorOptions, "source"> {
  /** Folder of the model store. Default: that of the host. */
  readonly cacheFolder?: string;
}

/** Message to a worker: its options first, then one recording at a time. */
export type ToWorker =
  | { readonly options: WorkerOptions }
  | { readonly recording: StoredRecording; readonly request: PredictRequest };

/** Message of a worker: once when it is ready, then one answer for each recording. */
export type FromWorker =
  | { readonly ready: true }
  | { readonly prediction: Prediction }
  | { readonly problem: ProblemFields };
