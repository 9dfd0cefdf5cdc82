/**
 * Server of predictions: an application for any runtime, and a server for Deno, Node and Bun.
 *
 * Research software: not for medical, safety or monitoring decisions.
 *
 * @example
 * ```ts
 * import { createApp } from "@babycry/babycry/server";
 *
 * const app = createApp();
 * export default { fetch: app.fetch };
 * ```
 *
 * @module
 */

// The application
export { type App, createApp } from "./create_app.ts";
export type { AppOptions, LogEntry, UpgradeWebSocket } from "./options.ts";

// The server of Deno, Node and Bun
export { type RunningServer, serve, type ServeOptions } from "./host/serve.ts";

// Models
export {
  createPredictor,
  type ModelInfo,
  type Predictor,
  type PredictorLoad,
  type PredictorOptions,
  type PredictRequest,
  type StoredRecording,
} from "./predictor/predictor.ts";
export { createPool, type PoolOptions } from "./predictor/pool.ts";
export type { WorkerOptions } from "./predictor/pool_messages.ts";

// Uploads, URLs and jobs
export { openUploadSpool, type SpooledFile, type UploadSpool } from "./body/spool.ts";
export type { FetchUrl } from "./body/receive.ts";
export { guardedFetch, type GuardOptions, type HostAddress } from "./guard/guarded_fetch.ts";
export { type FolderJobsOptions, openFolderJobs } from "./jobs/folder_jobs.ts";
export type { JobRecord, JobRequest, JobStore } from "./jobs/job_store.ts";
export { Problem, type ProblemFields } from "./problem.ts";
