/**
 * Measures features and an audit of all shared recordings, from their compressed files. Prints the
 * processor time of all threads, the factor over real time per core, and the time by the clock.
 *
 *     deno run -A --lock=npm/deno.lock --frozen bench/corpus.ts
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import process from "node:process";
import { type Dataset, parseManifest, type ReadFile } from "@babycry/babycry/data";
import { auditDataset } from "@babycry/babycry/eval";
import { frontEnd } from "@babycry/babycry/features";
import { featureEncoder } from "../src/encoder/encoder.ts";
import { readTrainingSet } from "../src/fit/training_set.ts";

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
await report("cry-features of all windows", async () => {
  const front = frontEnd("cry-features");
  const encoding = { encoders: [featureEncoder(front)], code: [""], windows: WINDOWS };
  const limits = { minSeconds: 0, silenceDbfs: -Infinity };
  const { windows: encoded } = await readTrainingSet(dataset, read, encoding, limits);
  for (const { encodings: [one] } of encoded) {
    seconds += one!.metadata.durationSeconds;
    windows += one!.features.length;
  }
});
console.log(`  ${(seconds / 3600).toFixed(2)} hours, ${windows} windows`);
await report("audit", () => audited(dataset));

async function audited(dataset: Dataset): Promise<void> {
  const { clips, duplicates } = await auditDataset({ name: "shared recordings", dataset, read });
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
      `time per core, ${wall.toFixed(1)} s by the clock`,
  );
}
