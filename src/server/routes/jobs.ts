import { receive } from "../body/receive.ts";
import type { JobRecord, JobStore } from "../jobs/job_store.ts";
import { Problem, problemJson } from "../problem.ts";
import type { Services } from "../services.ts";
import { emptyFile, missingFile, readWork } from "./classify.ts";

/** Answers `POST /v1/jobs`: one recording, whose answer is fetched later. */
export async function submitJob(
  request: Request,
  services: Services,
  signal: AbortSignal,
): Promise<Response> {
  const jobs = storeOf(services);
  const work = readWork(request);
  const received = await receive(request, services.receiving, { signal });
  try {
    const [recording, second] = received.recordings;
    if (recording === undefined) throw missingFile();
    if (recording.length === 0) throw emptyFile();
    if (second !== undefined) {
      const detail = "Reading the form: expected one file, received several";
      throw new Problem({ status: 422, code: "several_files", detail });
    }
    const job = await jobs.submit(recording, work);
    return Response.json(formatJob(job), {
      status: 202,
      headers: { location: `/v1/jobs/${job.id}` },
    });
  } finally {
    await received.release();
  }
}

/** Answers `GET /v1/jobs/:id`. */
export async function findJob(id: string, services: Services): Promise<Response> {
  const jobs = storeOf(services);
  const job = /^[\da-f]{64}$/.test(id) ? await jobs.get(id) : undefined;
  if (job) return Response.json(formatJob(job));
  const detail = "Finding the job: expected a known id, received another";
  throw new Problem({ status: 404, code: "unknown_job", detail });
}

function formatJob({ problem, ...job }: JobRecord): Record<string, unknown> {
  return { ...job, ...(problem && { problem: problemJson(problem) }) };
}

function storeOf({ settings }: Services): JobStore {
  if (settings.jobs) return settings.jobs;
  const detail = "Running a job: expected a server with a store of jobs, received one without";
  throw new Problem({ status: 501, code: "no_jobs", detail });
}
