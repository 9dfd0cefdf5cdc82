import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { npyBytes } from "./_npy_bytes.ts";
import { requires } from "../_requires.ts";
import { reportsOf, withPack } from "./_tiny_pack.ts";
import { type Case, openPack } from "./pack.ts";
import { exitStatus, formatTable } from "./report.ts";

const windows: Partial<Case> = {
  id: "valence_windows/a",
  op: "valence_windows",
  params: { samples: 50, sample_rate_hz: 10, window_s: 2, hop_s: 1, min_partial_s: 0.5 },
  outputs: { starts: "starts.npy", filled_samples: "filled.npy" },
  tolerance: { starts: { exact: true }, filled_samples: { exact: true } },
};

const scaler: Partial<Case> = {
  id: "standard_scaler/a",
  op: "standard_scaler",
  inputs: { X: "X.npy" },
  outputs: { mean: "mean.npy", scale: "scale.npy", transformed: "t.npy" },
  tolerance: { mean: { rel: 1e-9 }, scale: { rel: 1e-9 }, transformed: { rel: 1e-9 } },
};

const f8 = (shape: number[], ...data: number[]) => npyBytes("<f8", shape, new Float64Array(data));
const i4 = (...data: number[]) => npyBytes("<i4", [data.length], new Int32Array(data));

const FILES = {
  "starts.npy": i4(0, 10, 20, 30, 40),
  "filled.npy": i4(20, 20, 20, 20, 10),
  "X.npy": f8([2, 2], 1, 5, 3, 5),
  "mean.npy": f8([2], 2, 5),
  "scale.npy": f8([2], 1, 1),
  "t.npy": f8([2, 2], -1, 0, 1, 0),
};

test("a pack of correct numbers passes for each op", async () => {
  await withPack([windows, scaler], FILES, async (folder) => {
    const fields = { cases: 1, passed: 1, failed: 0, missing: 0, worst: 0, failures: [] };
    const reports = await reportsOf(folder);
    assert.deepEqual(reports, [
      { op: "valence_windows", ...fields },
      { op: "standard_scaler", ...fields },
    ]);
    assert.equal(exitStatus(reports, true), 0);
  });
});

test("a pack with one number changed fails", async () => {
  const changes = {
    "starts.npy": i4(0, 10, 21, 30, 40),
    "filled.npy": i4(20, 20, 20, 20, 9),
    "X.npy": f8([2, 2], 1, 5, 3.00001, 5),
    "mean.npy": f8([2], 2.00001, 5),
    "scale.npy": f8([2], 1, 1.00001),
    "t.npy": f8([2, 2], -1, 0, 1, 1e-5),
  };
  for (const [path, bytes] of Object.entries(changes)) {
    await withPack([windows, scaler], { ...FILES, [path]: bytes }, async (folder) => {
      const reports = await reportsOf(folder);
      assert.equal(exitStatus(reports, false), 1, path);
      assert.equal(reports.filter(({ failed }) => failed === 1).length, 1, path);
      assert.match(formatTable(reports), /^failed: /m);
    });
  }
});

test("another param, a file of another shape and a missing file fail", async () => {
  const hop = { ...windows, params: { ...windows.params, hop_s: 1.1 } };
  const text = { ...windows, params: { ...windows.params, hop_s: "1" } };
  for (const golden of [hop, text]) {
    await withPack([golden], FILES, async (folder) => {
      assert.equal((await reportsOf(folder))[0]!.failed, 1);
    });
  }
  await withPack([windows], { ...FILES, "filled.npy": i4(20) }, async (folder) => {
    const [report] = await reportsOf(folder);
    assert.equal(report!.failures[0]!.error, "expected shape [1], received [5]");
    assert.equal(report!.worst, 1e9);
  });
  await withPack([windows], { "starts.npy": FILES["starts.npy"] }, async (folder) => {
    assert.match(String((await reportsOf(folder))[0]!.failures[0]!.error), /filled\.npy/);
  });
});

test("an op that is not implemented is missing, which fails only with --all", async () => {
  await withPack([windows, { id: "later/a", op: "later" }], FILES, async (folder) => {
    const reports = await reportsOf(folder);
    assert.deepEqual(reports[1], {
      op: "later",
      cases: 1,
      passed: 0,
      failed: 0,
      missing: 1,
      worst: 0,
      failures: [],
    });
    assert.equal(exitStatus(reports, false), 0);
    assert.equal(exitStatus(reports, true), 1);
  });
});

test("a missing or broken pack is refused", async () => {
  assert.throws(
    () => openPack(join(tmpdir(), "no-such-pack")),
    /expected a reference pack with an index\.json, received none/,
  );
  await withPack([], {}, async (folder) => {
    assert.throws(() => openPack(folder), SyntaxError);
    writeFileSync(join(folder, "index.json"), "{ not json");
    assert.throws(() => openPack(folder), /expected JSON, received bytes/);
    writeFileSync(join(folder, "index.json"), JSON.stringify({ cases: [{ id: "a" }] }));
    assert.throws(() => openPack(folder), SyntaxError);
    await Promise.resolve();
  });
});

const oracle = resolve(process.env["BABYCRY_SHARED"] ?? "../shared", "oracle");
for (const name of ["dsp", "models", "yamnet"]) {
  const folder = join(oracle, name);
  const files = name === "yamnet" ? ["teacher/yamnet.tflite"] : [];
  const needs = requires("shared data", `oracle/${name}`, ...files);
  test(`the reference pack ${name} passes`, needs, async () => {
    const reports = await reportsOf(folder);
    assert.equal(exitStatus(reports, false), 0, formatTable(reports));
    assert.ok(reports.some(({ passed }) => passed > 0));
  });
}
