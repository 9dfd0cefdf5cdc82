import type { ProblemFields } from "../problem.ts";
import type { PredictRequest, StoredRecording } from "../predictor/predictor.ts";

/** State of a job. A job is stored with one result, however often it is submitted or tried. */
export interface JobRecord {
  /** Hash of the recording, the models and the options: the same work has the same id. */
  readonly id: string;
  /** State. */
  readonly status: "queued" | "running" | "done" | "failed";
  /** Number of times it was started. */
  readonly attempts: number;
  /** Answer as JSON, when it is done. */
  readonly result?: Readonly<Record<string, unknown>>;
  /** Reason, when it failed. */
  readonly problem?: ProblemFields;
}

/** Work of a job. */
export interface JobRequest extends Omit<PredictRequest, "original"> {
  /** Whether the answer has the timeline, segments and events of the cry. */
  readonly events: boolean;
}

/** Store of jobs, which works them off. */
export interface JobStore {
  /**
   * Adds a job, unless it is known.
   *
   * @throws {Problem} 429 when too many wait
   */
  submit(recording: StoredRecording, request: JobRequest): Promise<JobRecord>;
  /** Finds a job. */
  get(id: string): Promise<JobRecord | undefined>;
  /** Number of jobs that wait or run. */
  readonly pending: number;
  /** Ends the job under way, and leaves the rest for the next start. */
  close(): Promise<void>;
}

/** Computes the id of a job. @param contentHash SHA-256 of the recording, in hexadecimal */
export async function jobId(contentHash: string, request: JobRequest): Promise<string> {
  const { models, coverage, events } = request;
  const text = JSON.stringify([contentHash, models ?? null, coverage ?? null, events]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
