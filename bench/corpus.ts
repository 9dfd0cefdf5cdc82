/**
 * What the whole of the shared recordings costs from their compressed files: features, an audit. Prints
 * processor time of all threads, how many times real time that is on one core, and the clock's time.
 *
 *     deno run -A --lock=npm/deno.lock --frozen bench/corpus.ts
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import process from "node:process";
import { type Dataset, isOmission, parseManifest, type ReadFile } from "@babycry/babycry/data";
import { auditDataset } from "@babycry/babycry/eval";
import { frontEnd } from "@babycry/babycry/features";
import { readFeatures } from "../src/data/read_features.ts";

const WINDOWS = {
  windowSeconds: 2,
  hopSeconds: 1,
  minPartialSeconds: 0.5,
  fill: "repeat",
} as const;

const folder = `${process.env["BABYCRY_SHARED"] ?? "../shared"}/data`;
const read: ReadFile = (path) => readFile(`${folder}/${path}`);
const text = await readFile(`${folder}/manifest.csv`, "utf8");
const dataset = parseManifest(text, { format: "csv", labelColumn: "coarse" });

let seconds = 0;
let windows = 0;
await report("cry-features of every window", async () => {
  const options = { frontEnd: frontEnd("cry-features"), windows: WINDOWS };
  for await (const clip of readFeatures(dataset, read, options)) {
    if (isOmission(clip)) throw new RangeError(`${clip.path}: ${clip.detail}`);
    seconds += clip.facts.durationSeconds;
    windows += clip.features.length;
  }
});
console.log(`  ${(seconds / 3600).toFixed(2)} hours, ${windows} windows`);
await report("audit", () => audited(dataset));

async function audited(dataset: Dataset): Promise<void> {
  const { clips, duplicates } = await auditDataset(dataset, read, { seed: 1 });
  console.log(`  ${clips} clips, ${duplicates.length} pairs`);
}

async function report(name: string, work: () => Promise<void>): Promise<void> {
  const [clock, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  const cpu = (user + system) / 1e6;
  const wall = (performance.now() - clock) / 1000;
  console.log(
    `${name}: ${cpu.toFixed(1)} s of processor time, ${(seconds / cpu).toFixed(0)} times real ` +
      `time a core; ${wall.toFixed(1)} s by the clock`,
  );
}
