/**
 * Starts a new workerd for each run and sends the requests of one Worker in order. The argument is the
 * Worker's folder. Runs on Node and Linux, without Miniflare, whose own Workers share the process.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { FRESH_WORKERS, type StepTimes } from "./fresh_steps.ts";
import { median, type Timing } from "./measure.ts";
import { wav } from "../tests/decode/_write.ts";
import { cryLike } from "./signals.ts";

const RUNS = 11;
/** Pause after each answer, in which background work ends. */
const SETTLE_MS = 60;
const NS_PER_MS = 1e6;

const folder = fileURLToPath(new URL("../npm/bench/", import.meta.url));
const worker = FRESH_WORKERS.find(({ folder }) => folder === process.argv[2])!;
const body = wav(cryLike(7, 44_100), 44_100);

/** Milliseconds of processor time of each step. */
interface Run {
  readonly thread: readonly number[];
  readonly all: readonly number[];
}

const settled = () => new Promise((resolve) => setTimeout(resolve, SETTLE_MS));

async function run(config: string, steps: readonly string[]): Promise<Run> {
  const workerd = spawn(`${folder}node_modules/workerd/bin/workerd`, [
    ...["serve", config, "--experimental", "--control-fd=3"],
  ], { stdio: ["ignore", "inherit", "inherit", "pipe"] });
  try {
    const port = await new Promise<number>((resolve, reject) => {
      workerd.on("exit", () => reject(new Error(`Starting workerd failed with ${config}`)));
      workerd.stdio[3]!.on("data", (data) => {
        const { event, port } = JSON.parse(String(data).split("\n")[0]!);
        if (event === "listen") resolve(port);
      });
    });
    await settled();
    const marks = [await processorMs(workerd.pid!)];
    for (const step of steps) {
      const response = await fetch(`http://127.0.0.1:${port}/${step}`, { method: "POST", body });
      if (!response.ok) throw new Error(await response.text());
      await response.arrayBuffer();
      await settled();
      marks.push(await processorMs(workerd.pid!));
    }
    const spent = (of: "thread" | "all") =>
      marks.map((at, i) => at[of] - (marks[i - 1]?.[of] ?? 0));
    return { thread: spent("thread"), all: spent("all") };
  } finally {
    workerd.removeAllListeners("exit").kill("SIGKILL");
  }
}

async function processorMs(pid: number): Promise<{ thread: number; all: number }> {
  const of = async (thread: string | number) => {
    const text = await readFile(`/proc/${pid}/task/${thread}/schedstat`, "utf8").catch(() => "0");
    return Number(text.split(" ")[0]) / NS_PER_MS;
  };
  const all = await Promise.all((await readdir(`/proc/${pid}/task`)).map(of));
  return { thread: await of(pid), all: all.reduce((a, b) => a + b) };
}

/** Writes a configuration for workerd; without modules the Worker is empty. @returns its path */
async function writeConfig(name: string, modules: readonly string[]): Promise<string> {
  const list = modules.map((file) => {
    const kind = file.endsWith(".wasm") ? "wasm" : "esModule";
    return `(name = "${file}", ${kind} = embed "${name}/${file}")`;
  });
  if (modules.length === 0) list.push('(name = "worker.js", esModule = "export default {}")');
  const path = `${folder}${name}.capnp`;
  await writeFile(
    path,
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
const worker :Workerd.Worker = (modules = [${list}], compatibilityDate = "2026-04-01");
`,
  );
  return path;
}

const files = (await readdir(folder + worker.folder)).sort((a, b) =>
  Number(b === "worker.js") - Number(a === "worker.js")
);
const config = await writeConfig(worker.folder, files);
const empty = await writeConfig("empty_worker", []);
const runs: Run[] = [], emptyRuns: Run[] = [];
for (let i = 0; i < RUNS; i++) {
  runs.push(await run(config, worker.steps.slice(1)));
  emptyRuns.push(await run(empty, []));
}
const timing = (of: "thread" | "all", step: number): Timing => {
  // The start-up of workerd with an empty Worker is subtracted.
  const idle = step === 0 ? Math.min(...emptyRuns.map((one) => one[of][0]!)) : 0;
  const times = runs.map((one) => one[of][step]! - idle);
  return { minMs: Math.min(...times), medianMs: median(times), runs: RUNS };
};
const report: StepTimes[] = worker.steps.map((_, step) => ({
  thread: timing("thread", step),
  all: timing("all", step),
}));
process.stdout.write(`\x1e${JSON.stringify(report)}\n`, () => process.exit());
