import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { createClassifier } from "../../src/pipeline.ts";
import { createPool } from "../../src/server/mod.ts";
import { requires } from "../_requires.ts";
import { wav } from "../decode/_write.ts";
import { CRY } from "./_app.ts";

/** Recording that takes longer than the time limit below: an hour of noise. */
const LONG = (() => {
  const samples = new Float32Array(8000 * 3600);
  for (let i = 0; i < samples.length; i++) samples[i] = ((i * 7919) % 1009) / 2018;
  return wav(samples, 8000);
})();

test("a pool predicts what the classifier does", async () => {
  const pool = createPool({ workers: 2 });
  try {
    const expected = await (await createClassifier()).predict(CRY);
    const all = await Promise.all(
      Array.from({ length: 5 }, () => pool.predict(CRY.slice(), {})),
    );
    for (const prediction of all) assert.deepEqual(prediction, expected);
    assert.deepEqual(pool.load, { running: 0, waiting: 0, replaced: 0 });
    await assert.rejects(pool.predict(new Uint8Array(9)), { status: 415, code: "unrecognized" });
    const chosen = await pool.predict(CRY.slice(), { models: ["cry-detect"] });
    assert.deepEqual(Object.keys(chosen), ["audio", "cry"]);
  } finally {
    await pool.close();
  }
  await assert.rejects(pool.predict(CRY.slice()), { status: 503 });
});

test("a decoder that computes too long costs one worker", async () => {
  const pool = createPool({ workers: 1, timeLimitSeconds: 0.2 });
  try {
    await assert.rejects(pool.predict(LONG.slice()), { status: 422, code: "time_limit" });
    assert.equal(pool.load.replaced, 1);
  } finally {
    await pool.close();
  }
});

test(
  "a worker that hangs is replaced, and the next recording predicted",
  requires("mkfifo"),
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "babycry-"));
    const pool = createPool({ workers: 1, timeLimitSeconds: 4 });
    try {
      // Nothing is ever written to the pipe.
      const pipe = join(folder, "pipe");
      await promisify(execFile)("mkfifo", [pipe]);
      const hung = assert.rejects(pool.predict(pipe), { status: 422, code: "time_limit" });
      const next = pool.predict(CRY.slice());
      await hung;
      assert.equal((await next).cry!.label, "cry");
      assert.equal(pool.load.replaced, 1);
    } finally {
      await pool.close();
      // Lets the thread that waits for the pipe end.
      await writeFile(join(folder, "pipe"), "", { flag: "r+" });
      await rm(folder, { recursive: true });
    }
  },
);

test("a full queue refuses, and a client that is gone leaves it", async () => {
  const pool = createPool({ workers: 1, maxWaiting: 1 });
  try {
    await pool.predict(CRY.slice());
    const running = pool.predict(CRY.slice());
    const leaving = new AbortController();
    const waiting = assert.rejects(pool.predict(CRY.slice(), {}, leaving.signal));
    await assert.rejects(pool.predict(CRY.slice()), { status: 503, code: "overloaded" });
    leaving.abort();
    await waiting;
    const last = pool.predict(CRY.slice());
    assert.equal((await running).cry!.label, "cry");
    assert.equal((await last).cry!.label, "cry");
  } finally {
    await pool.close();
  }
});

test("models that cannot be loaded are a problem, and not a loop", async () => {
  const pool = createPool({ workers: 1, models: ["cry-resnet"], cacheFolder: "missing-folder" });
  try {
    await assert.rejects(pool.predict(CRY.slice()), { status: 503 });
    await assert.rejects(pool.predict(CRY.slice()), { status: 503 });
  } finally {
    await pool.close();
  }
});

test("wrong options are refused", () => {
  assert.throws(() => createPool({ workers: 0 }), RangeError);
  assert.throws(() => createPool({ worker: 1 } as never), TypeError);
});
