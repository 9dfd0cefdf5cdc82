import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import process from "node:process";
import { test } from "node:test";
import { promisify } from "node:util";
import { syntheticCry } from "../../src/cli/commands/_synthetic_cry.ts";
import { main } from "../../src/cli/main.ts";
import { fakeHost } from "../cli/_fake_host.ts";
import { wav } from "../decode/_write.ts";
import { read } from "./_repository.ts";

const { tasks } = JSON.parse(read("deno.json"));

test("CONTRIBUTING.md lists the tasks with their descriptions", () => {
  const rows = read("CONTRIBUTING.md").matchAll(/^\| `([\w:]+)` +\| (.+?) +\|$/mg);
  assert.deepEqual(
    Array.from(rows, ([, name, description]) => [name, description]),
    Object.entries<{ description: string }>(tasks)
      .map(([name, { description }]) => [name, description]),
  );
});

test("every command is a task", async () => {
  const host = fakeHost(() => undefined);
  assert.equal(await main(["--help"], host), 0);
  const commands = Array.from(host.written.out.matchAll(/^ {2}(\w+) /mg), ([, name]) => name!);
  assert.ok(commands.includes("classify"));
  assert.deepEqual(commands.filter((name) => !Object.hasOwn(tasks, name)), []);
});

test("a task resolves paths in the folder where it is called", async () => {
  await mkdir(".cache", { recursive: true });
  const folder = await mkdtemp(".cache/a folder ");
  try {
    await writeFile(`${folder}/clip.wav`, wav(new Float32Array(4000), 8000));
    const { INIT_CWD: _, ...env } = process.env;
    const args = ["task", "--quiet", "classify", "clip.wav", "--csv"];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder, env });
    assert.match(stdout, /^clip\.wav,0\.5,no_cry,/m);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("the task enroll may read a folder of recordings and write a model", async () => {
  await mkdir(".cache", { recursive: true });
  const folder = await mkdtemp(".cache/enroll ");
  try {
    const { samples, sampleRateHz } = syntheticCry();
    await mkdir(`${folder}/mine/cry`, { recursive: true });
    await writeFile(`${folder}/mine/cry/clip.wav`, wav(samples, sampleRateHz));
    const { INIT_CWD: _, ...env } = process.env;
    const args = ["task", "--quiet", "enroll", "mine", "--out", "mine.json"];
    await promisify(execFile)(process.execPath, args, { cwd: folder, env });
    assert.ok(JSON.parse(await readFile(`${folder}/mine.json`, "utf8")).length > 0);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("development tasks print their usage, and refuse unknown options", async () => {
  const names = [
    "test",
    "train",
    "bench",
    "bench:report",
    "build:wasm",
    "build:decoders",
    "build:npm",
    "golden",
  ];
  for (const name of names) {
    const [, file] = tasks[name].command.match(/ --frozen (\S+)/);
    const run = (option: string) =>
      promisify(execFile)(process.execPath, [
        ...["run", "-A", "--no-check", "--lock=npm/deno.lock", "--frozen", file, option],
      ]);
    assert.match((await run("--help")).stdout, new RegExp(`^Usage: deno task ${name}\\b`), name);
    await assert.rejects(run("--nope"), { code: 2 }, name);
  }
});
