import { lockFolder } from "../../listen/sinks/process_lock.ts";
import { hostFileSystem } from "../../store/file_system.ts";
import { sha256, sha256OfFile } from "../../store/sha256.ts";
import { writeAtomically } from "../../store/write_atomically.ts";
import { busy, Problem, problemOf } from "../problem.ts";
import type { Predictor, StoredRecording } from "../predictor/predictor.ts";
import { formatPrediction } from "../routes/classify.ts";
import { deleteOldFiles } from "./delete_old_files.ts";
import { jobId, type JobRecord, type JobRequest, type JobStore } from "./job_store.ts";

/** Options of {@link openFolderJobs}. */
export interface FolderJobsOptions {
  /** Models. */
  readonly predictor: Predictor;
  /** Number of jobs that may wait; default 10,000. */
  readonly maxPending?: number;
  /** Number of jobs that run at once; default 2. */
  readonly concurrency?: number;
  /** Time for which the result of a job is kept, in seconds; default 86,400. */
  readonly keepSeconds?: number;
}

/** File of a job that is not finished. */
interface QueuedJob {
  readonly id: string;
  readonly request: JobRequest;
  readonly attempts: number;
}

/** Starts of a job that ended with the process, after which it fails. */
const ATTEMPTS = 3;

/** Longest time between two deletions of old results. */
const HOUR_SECONDS = 3600;

/**
 * Opens a store of jobs in a folder, which is created if it is missing. Jobs survive the process: a
 * job under way when it ends is started again, at most three times. A result is written once, under
 * a temporary name that is renamed.
 *
 * `queued/ID.json` and `audio/ID` hold a job until `finished/ID.json` has its result.
 *
 * @throws {InputError} when another process uses the folder
 */
export async function openFolderJobs(
  folder: string,
  { predictor, maxPending = 10_000, concurrency = 2, keepSeconds = 86_400 }: FolderJobsOptions,
): Promise<JobStore> {
  const fs = await hostFileSystem();
  const { copyFile, readdir, readFile } = await import("node:fs/promises");
  const { setInterval, clearInterval } = await import("node:timers");
  for (const name of ["queued", "audio", "finished"]) {
    await fs.mkdir(`${folder}/${name}`, { recursive: true });
  }
  const unlock = await lockFolder(folder);
  const pathOf = (kind: "queued" | "audio" | "finished", id: string) =>
    `${folder}/${kind}/${id}${kind === "audio" ? "" : ".json"}`;
  const read = async <T>(kind: "queued" | "finished", id: string): Promise<T | undefined> => {
    try {
      return JSON.parse(await readFile(pathOf(kind, id), "utf8")) as T;
    } catch (error) {
      if ((error as { code?: string }).code === "ENOENT") return undefined;
      throw error;
    }
  };
  const write = (kind: "queued" | "finished", id: string, value: unknown) =>
    writeAtomically(pathOf(kind, id), JSON.stringify(value), fs);
  const pending = new Set(
    (await readdir(`${folder}/queued`)).filter((name) => /^[\da-f]{64}\.json$/.test(name))
      .map((name) => name.slice(0, 64)),
  );
  const submitting = new Map<string, Promise<JobRecord>>();
  const running = new Map<string, Promise<void>>();
  let isClosed = false;

  const finish = async (record: JobRecord): Promise<void> => {
    await write("finished", record.id, record);
    await fs.rm(pathOf("queued", record.id), { force: true });
    await fs.rm(pathOf("audio", record.id), { force: true });
  };
  const run = async (id: string): Promise<void> => {
    // A process that ended after the result was written has left the job.
    const finished = await read<JobRecord>("finished", id);
    if (finished) return await finish(finished);
    const job = await read<QueuedJob>("queued", id);
    if (!job) return;
    const attempts = job.attempts + 1;
    const ended = { id, attempts };
    if (attempts > ATTEMPTS) {
      const detail = `Running the job: expected a result in ${ATTEMPTS} attempts, received none`;
      const problem = { status: 500, code: "poison", detail };
      return await finish({ ...ended, attempts: job.attempts, status: "failed", problem });
    }
    await write("queued", id, { ...job, attempts });
    const { events, ...request } = job.request;
    try {
      const prediction = await predictor.predict(pathOf("audio", id), request);
      await finish({ ...ended, status: "done", result: formatPrediction(prediction, events) });
    } catch (error) {
      const { status, code, detail } = problemOf(error);
      if (isClosed || status === 503 || status === 507) {
        // Not the fault of the recording.
        return await write("queued", id, job);
      }
      await finish({ ...ended, status: "failed", problem: { status, code, detail } });
    }
  };
  const fill = (): void => {
    for (const id of pending) {
      if (isClosed || running.size >= concurrency) return;
      if (running.has(id)) continue;
      const work = run(id).then(() => {
        running.delete(id);
        pending.delete(id);
        fill();
      }, () => {
        // The disk failed: the job stays for a later try.
        running.delete(id);
        pending.delete(id);
      });
      running.set(id, work);
    }
  };
  const get = async (id: string): Promise<JobRecord | undefined> => {
    const finished = await read<JobRecord>("finished", id);
    if (finished) return finished;
    const job = await read<QueuedJob>("queued", id);
    return job &&
      { id, attempts: job.attempts, status: running.has(id) ? "running" : "queued" };
  };
  const add = async (
    id: string,
    recording: StoredRecording,
    request: JobRequest,
  ): Promise<JobRecord> => {
    const known = await get(id);
    if (known) return known;
    if (pending.size >= maxPending) throw busy(429, "too_many_jobs", "Too many jobs wait");
    if (typeof recording === "string") await copyFile(recording, pathOf("audio", id));
    else await writeAtomically(pathOf("audio", id), recording, fs);
    const job: QueuedJob = { id, request, attempts: 0 };
    await write("queued", id, job);
    pending.add(id);
    fill();
    return { id, status: "queued", attempts: 0 };
  };
  fill();
  // Deletes at the start, and then regularly. What fails is tried again.
  const clean = () =>
    deleteOldFiles(`${folder}/finished`, Date.now() - 1000 * keepSeconds, fs).catch(() => {});
  let cleaning = clean();
  const timer = setInterval(() => {
    cleaning = cleaning.then(clean);
  }, 1000 * Math.min(keepSeconds, HOUR_SECONDS));
  timer.unref();
  return {
    async submit(recording, request) {
      if (isClosed) throw busy(503, "closing", "The server is closing");
      await checkModels(predictor, request.models);
      const hash = typeof recording === "string"
        ? await sha256OfFile(recording, fs)
        : await sha256(recording);
      const id = await jobId(hash, request);
      const work = submitting.get(id) ??
        add(id, recording, request).finally(() => submitting.delete(id));
      submitting.set(id, work);
      return await work;
    },
    get,
    get pending() {
      return pending.size;
    },
    async close() {
      isClosed = true;
      clearInterval(timer);
      await Promise.all([...running.values(), cleaning]);
      await unlock();
    },
  };
}

/** Checks names of models before a job waits. @throws {Problem} 422 for an unknown one */
async function checkModels(
  predictor: Predictor,
  names: readonly string[] | undefined,
): Promise<void> {
  const known = (await predictor.models()).map(({ id }) => id);
  if (names === undefined || names.every((name) => known.includes(name))) return;
  const detail = `Choosing models: expected names among ${known.join(", ")}, received another`;
  throw new Problem({ status: 422, code: "unknown_model", detail });
}
