/** The program as a process: the source on Deno, the installed package elsewhere. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { requires } from "../_requires.ts";
import { wav } from "../decode/_write.ts";
import { voice } from "./_corpus.ts";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const program = process.versions["deno"]
  ? ["--no-prompt", "--quiet", path("../../cli.ts")]
  : [path("../../npm/tests/node_modules/@babycry/babycry/cli.js")];
/** Subcommand of Deno, before its flags. */
const subcommand = process.versions["deno"] ? ["run"] : [];

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** @param onStart is given the process, to write to or to interrupt */
function run(
  args: readonly string[],
  onStart: (child: ReturnType<typeof spawn>) => void = (child) => child.stdin!.end(),
  { flags = [], env = {} }: {
    readonly flags?: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...subcommand, ...flags, ...program, ...args], {
      env: { ...process.env, ...env },
    });
    const written = { out: "", err: "" };
    child.stdout.on("data", (chunk) => written.out += chunk);
    child.stderr.on("data", (chunk) => written.err += chunk);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...written }));
    onStart(child);
  });
}

/** Half a second of silence. */
const silentWav = wav(new Float32Array(4000), 8000);

test("demo detects a cry, without any permission", async () => {
  const { code, out, err } = await run(["demo"]);
  assert.equal(code, 0, err);
  assert.match(out, /^synthetic cry {3}12\.0 s {3}cry 0\.\d\d {2}/m);
  assert.match(err, /^Research software: /);
});

test("standard input is classified to a line of JSON", async () => {
  const { code, out, err } = await run(["-", "--jsonl"], ({ stdin }) => stdin!.end(silentWav));
  assert.equal(code, 0, err);
  const { path, audio, cry } = JSON.parse(out);
  assert.equal(path, "-");
  assert.deepEqual(audio, {
    duration_seconds: 0.5,
    sample_rate_hz: 8000,
    level_dbfs: -120,
    format: "wav/pcm_s16le",
  });
  assert.equal(cry.label, "no_cry");
});

test("exit codes distinguish failed input and wrong usage", async () => {
  const damaged = await run(["-"], ({ stdin }) => stdin!.end("no audio"));
  assert.equal(damaged.code, 1);
  assert.match(damaged.err, /^standard input {3}Decoding audio: /);
  const wrong = await run(["clasify"]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /--help/);
});

test("an interrupt ends the process", async () => {
  // The first result shows that the second input is being read.
  const { code, out } = await run(["data:,", "-", "--jsonl"], (child) => {
    // After child.kill() Deno reports the signal instead of the exit code.
    child.stdout!.once("data", () => process.kill(child.pid!, "SIGINT"));
  });
  assert.equal(code, 130);
  assert.match(out, /^\{"path":"data:,","error"/);
});

test("a full disk is reported in one line", requires("/dev/full"), async () => {
  const full = openSync("/dev/full", "w");
  try {
    const child = spawn(process.execPath, [...subcommand, ...program, "demo"], {
      stdio: ["ignore", full, "pipe"],
    });
    let err = "";
    child.stderr!.on("data", (chunk) => err += chunk);
    const code = await new Promise((resolve) => child.on("close", resolve));
    assert.equal(code, 1);
    // The notice may come before the error of the system.
    assert.match(err, /^(Research software: .*\n)?babycry: .*[Dd]isk is full\n$/);
  } finally {
    closeSync(full);
  }
});

test("Deno asks for folders and not for each recording", {
  skip: !process.versions["deno"],
}, async () => {
  const makeFolder = async (name: string) =>
    await realpath(await mkdtemp(join(tmpdir(), `babycry-${name}-`)));
  const folders = await Promise.all(["data", "out", "cache"].map(makeFolder));
  const [data, out, cache] = folders as [string, string, string];
  try {
    const rows = await Promise.all(Array.from({ length: 8 }, async (_, i) => {
      await writeFile(join(data, `${i}.wav`), wav(voice(i, 1), 8000));
      return `${i}.wav,${i % 2 ? "cry" : "other"}`;
    }));
    await writeFile(join(data, "clips.csv"), ["path,label", ...rows].join("\n"));
    const log = join(out, "audit.jsonl");
    const { code, err } = await run(
      ["fit", join(data, "clips.csv"), "--folds", "2", "--out", join(out, "mine.json")],
      (child) => child.stdin!.end(),
      {
        flags: [
          `--allow-read=${data},${out},${cache}`,
          `--allow-write=${out},${cache}`,
          "--allow-env=BABYCRY_CACHE",
          "--allow-sys=homedir",
        ],
        env: { BABYCRY_CACHE: cache, DENO_AUDIT_PERMISSIONS: log },
      },
    );
    assert.equal(code, 0, err);
    const asked = { read: [] as string[], write: [] as string[] };
    for (const line of (await readFile(log, "utf8")).trim().split("\n")) {
      const { permission, value } = JSON.parse(line);
      if (permission !== "read" && permission !== "write") continue;
      const known = asked[permission as "read"];
      if (!known.some((path) => value === path || value.startsWith(`${path}/`))) known.push(value);
    }
    const vectors = join(cache, "features");
    assert.deepEqual(asked.read.filter((path) => path !== cache), [out, data, vectors]);
    assert.deepEqual(asked.write, [out, vectors]);
  } finally {
    for (const folder of folders) await rm(folder, { recursive: true });
  }
});
