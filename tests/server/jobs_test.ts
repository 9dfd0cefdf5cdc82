import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  createPredictor,
  type JobRecord,
  type JobStore,
  openFolderJobs,
  type Predictor,
} from "../../src/server/mod.ts";
import { CRY, form, post, SILENCE, testApp } from "./_app.ts";

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Waits until a job has ended. */
async function ended(jobs: JobStore, id: string): Promise<JobRecord> {
  for (;;) {
    const job = await jobs.get(id);
    if (job?.status === "done" || job?.status === "failed") return job;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Predictor that counts, and that a test can hold. */
function counting(predict: Predictor["predict"]): { predictor: Predictor; calls: () => number } {
  let calls = 0;
  const predictor: Predictor = {
    ...createPredictor(),
    predict(...args) {
      calls++;
      return predict(...args);
    },
  };
  return { predictor, calls: () => calls };
}

test("a job is answered later, and the same job has one result", () =>
  inFolder(async (folder) => {
    const own = createPredictor();
    const { predictor, calls } = counting(own.predict);
    const jobs = await openFolderJobs(folder, { predictor });
    const app = testApp({ predictor, jobs });
    const submits = Array.from({ length: 4 }, () => app.ask("/v1/jobs", post(CRY)));
    const first = (await Promise.all(submits))[0]!;
    assert.equal(first.status, 202, first.text);
    const { id } = first.json;
    assert.equal(first.headers.get("location"), `/v1/jobs/${id}`);
    await ended(jobs, id);
    const { json } = await app.ask(`/v1/jobs/${id}`);
    assert.deepEqual([json.status, json.attempts, json.result.cry.label], ["done", 1, "cry"]);
    const again = await app.ask("/v1/jobs", form({ file: CRY }));
    assert.equal(again.json.id, id);
    assert.equal(again.json.status, "done");
    assert.equal(calls(), 1);
    const other = await app.ask("/v1/jobs?models=cry-detect&events=false", post(CRY));
    assert.notEqual(other.json.id, id);
    const short = (await ended(jobs, other.json.id)).result!;
    assert.deepEqual(Object.keys(short), ["audio", "cry"]);
    assert.deepEqual(await readdir(join(folder, "audio")), []);
    assert.deepEqual(await readdir(join(folder, "queued")), []);
    await jobs.close();
  }));

test("a recording that fails is a failed job, and its faults are refused at once", () =>
  inFolder(async (folder) => {
    const predictor = createPredictor();
    const jobs = await openFolderJobs(folder, { predictor });
    const app = testApp({ predictor, jobs });
    const { json } = await app.ask("/v1/jobs", post(new Uint8Array(9)));
    await ended(jobs, json.id);
    const job = (await app.ask(`/v1/jobs/${json.id}`)).json;
    assert.deepEqual([job.status, job.problem.status], ["failed", 415]);
    const cases: [number, string, RequestInit][] = [
      [400, "/v1/jobs", post(new Uint8Array())],
      [422, "/v1/jobs?models=gpt", post(CRY)],
      [422, "/v1/jobs", form({ a: CRY, b: SILENCE })],
      [404, `/v1/jobs/${"0".repeat(64)}`, {}],
      [404, "/v1/jobs/..%2f..%2fetc", {}],
    ];
    for (const [status, path, init] of cases) {
      assert.equal((await app.ask(path, init)).status, status, path);
    }
    await jobs.close();
  }));

test("jobs survive the process: each has one result, and one that ends it fails in the end", () =>
  inFolder(async (folder) => {
    const hung = counting(() => new Promise(() => {}));
    const jobs = await openFolderJobs(folder, { predictor: hung.predictor, concurrency: 1 });
    const poison = await jobs.submit(CRY, { events: true });
    const waiting = await jobs.submit(SILENCE, { events: true });
    while (hung.calls() < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal((await jobs.get(poison.id))!.status, "running");
    assert.equal((await jobs.get(waiting.id))!.status, "queued");
    // The process ends here: nothing is closed, and its lock stays.
    await rm(join(folder, "lock"));
    const queued = join(folder, "queued", `${poison.id}.json`);
    const file = JSON.parse(await readFile(queued, "utf8"));
    assert.equal(file.attempts, 1);
    await writeFile(queued, JSON.stringify({ ...file, attempts: 3 }));
    const own = createPredictor();
    const { predictor, calls } = counting(own.predict);
    const next = await openFolderJobs(folder, { predictor });
    assert.deepEqual((await ended(next, poison.id)).problem!.code, "poison");
    assert.equal((await ended(next, waiting.id)).status, "done");
    assert.equal(calls(), 1);
    await next.close();
  }));

test("a job that is not the recording's fault stays, and too many jobs are refused", () =>
  inFolder(async (folder) => {
    let release = () => {};
    const held = new Promise<void>((resolve) => release = resolve);
    const { predictor } = counting(async () => {
      await held;
      throw Object.assign(new Error("full"), { code: "ENOSPC" });
    });
    const options = { predictor, maxPending: 1, concurrency: 1 };
    const jobs = await openFolderJobs(folder, options);
    const { id } = await jobs.submit(CRY, { events: true });
    const app = testApp({ predictor, jobs });
    const refused = await app.ask("/v1/jobs", post(SILENCE));
    assert.equal(refused.status, 429);
    assert.equal(refused.headers.get("retry-after"), "1");
    release();
    while (jobs.pending > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal((await jobs.get(id))!.status, "queued");
    await jobs.close();
  }));

test("results are deleted when they are old, and at the start", () =>
  inFolder(async (folder) => {
    const predictor = createPredictor();
    const finished = join(folder, "finished");
    const first = await openFolderJobs(folder, { predictor });
    const old = await first.submit(CRY, { events: false });
    const recent = await first.submit(SILENCE, { events: false });
    for (const { id } of [old, recent]) await ended(first, id);
    await first.close();
    const time = Date.now() / 1000 - 86_401;
    await utimes(join(finished, `${old.id}.json`), time, time);
    const second = await openFolderJobs(folder, { predictor });
    while (await second.get(old.id)) await new Promise((resolve) => setTimeout(resolve, 5));
    await second.close();
    assert.deepEqual(await readdir(finished), [`${recent.id}.json`]);
    const third = await openFolderJobs(folder, { predictor, keepSeconds: 0.5 });
    const next = await third.submit(CRY, { events: false });
    await ended(third, next.id);
    while (await third.get(next.id)) await new Promise((resolve) => setTimeout(resolve, 50));
    await third.close();
    assert.deepEqual(await readdir(finished), []);
  }));

test("a folder of another process is refused", () =>
  inFolder(async (folder) => {
    await writeFile(join(folder, "lock"), "1");
    const predictor = createPredictor();
    await assert.rejects(openFolderJobs(folder, { predictor }), { name: "InputError" });
  }));
