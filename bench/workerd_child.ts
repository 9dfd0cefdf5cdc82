/**
 * Measures one case in workerd, by the processor time of its process, since a Worker has no clock. The
 * argument is the case's name. Runs on Node and Linux.
 *
 * @module
 */
import { readdir, readFile } from "node:fs/promises";
import process from "node:process";
import { Miniflare } from "npm:miniflare@4.20260426.0";
import { median } from "./measure.ts";
import type { CaseTimes } from "./row.ts";

const RUNS = 9;
/** Linux counts hundredths of a second, so a run of this length is exact to two percent. */
const RUN_MS = 500;
const TICK_MS = 10;

const folder = new URL("../npm/bench/worker/", import.meta.url);
const paths = (await readdir(folder)).sort((a, b) =>
  Number(b === "worker.js") - Number(a === "worker.js")
);
const miniflare = new Miniflare({
  modules: await Promise.all(paths.map(async (path) => ({
    type: path.endsWith(".wasm") ? "CompiledWasm" as const : "ESModule" as const,
    path,
    contents: await readFile(new URL(path, folder)),
  }))),
  compatibilityDate: "2026-04-01",
});
const name = encodeURIComponent(process.argv[2]!);
const ask = async (calls: number) => {
  const url = `http://worker/?case=${name}&calls=${calls}`;
  const text = await (await miniflare.dispatchFetch(url)).text();
  if (text !== "done") throw new Error(text);
};

await ask(10);
const pid = await workerdPid();
const timed = async (calls: number) => {
  const before = await processorMs(pid);
  await ask(calls);
  return (await processorMs(pid) - before) / calls;
};
const calls = Math.ceil(RUN_MS / Math.max(0.1, await timed(200)));
const times: number[] = [];
for (let run = 0; run < RUNS; run++) times.push(await timed(calls));
const ours = { minMs: Math.min(...times), medianMs: median(times), runs: RUNS };
await miniflare.dispose();
const report: CaseTimes = { ours, rivals: {} };
process.stdout.write(`\x1e${JSON.stringify(report)}\n`, () => process.exit());

async function workerdPid(): Promise<string> {
  for (const pid of await readdir("/proc")) {
    const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
    const field = (name: string) => status.match(new RegExp(`^${name}:\\s+(\\S+)`, "m"))?.[1];
    if (field("Name") === "workerd" && field("PPid") === String(process.pid)) return pid;
  }
  throw new Error("Finding the process of workerd failed");
}

async function processorMs(pid: string): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8");
  const [user, system] = stat.slice(stat.lastIndexOf(")") + 2).split(" ").slice(11, 13);
  return TICK_MS * (Number(user) + Number(system));
}
