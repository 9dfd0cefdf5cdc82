/**
 * What a window of 2 s costs in encoders of real size, and what of it is not the network. Takes the
 * folder that `oracle/generate/full_size_encoders.py --out DIR` of the shared data writes.
 *
 *     deno run -A --lock=npm/deno.lock bench/encoders.ts DIR [NAME...]
 *     deno run -A --no-lock bench/encoders.ts DIR [NAME...] --native
 *
 * With `--native`, `onnxruntime-node` runs the networks.
 *
 * @module
 */
import { createRandom } from "@babycry/babycry/augment";
import {
  createEncoder,
  encoderInput,
  type EncoderManifest,
  type Ort,
  ortSessions,
  type SessionFactory,
  webSessions,
} from "@babycry/babycry/encoders";
import { resample } from "@babycry/babycry/resample";
import { readdir, readFile } from "node:fs/promises";
import process from "node:process";
import { parseArgs } from "node:util";

const RUNS = 5;
const RECORDING_HZ = 44_100;

const { values, positionals: [folder, ...names] } = parseArgs({
  allowPositionals: true,
  options: { native: { type: "boolean", default: false } },
});
if (folder === undefined) throw new SyntaxError("Name the folder of the encoders");
const sessions = values.native ? await nativeSessions() : webSessions;
const known = (await readdir(folder)).filter((file) => file.endsWith(".json"));
for (const name of names.length ? names : known.map((file) => file.slice(0, -5)).sort()) {
  const manifest: EncoderManifest = JSON.parse(await readFile(`${folder}/${name}.json`, "utf8"));
  const random = createRandom(name);
  const recording = Float32Array.from({ length: 2 * RECORDING_HZ }, () => 0.1 * random.normal());
  const rates = { fromHz: RECORDING_HZ, toHz: manifest.sample_rate_hz };
  const window = resample(recording, rates);
  const source = { read: async (_: string, file: string) => await readFile(`${folder}/${file}`) };
  const encoder = createEncoder(manifest, { source, sessions });

  const started = performance.now();
  await encoder.encode([window]);
  const first = performance.now() - started;
  const whole = await cpuMs(() => encoder.encode([window]), RUNS);
  const before = await cpuMs(() => encoderInput(manifest, [resample(recording, rates)]), 10 * RUNS);
  await encoder.dispose();
  console.log(
    `${name.padEnd(24)} window ${show(whole)} ms, not the network ${show(before)} ms, ` +
      `${(100 * before.median / whole.median).toFixed(2)} %, loading and first window ` +
      `${(first / 1000).toFixed(1)} s`,
  );
}

/** Processor time of a piece of work. */
async function cpuMs(work: () => unknown, runs: number) {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1000);
  }
  times.sort((a, b) => a - b);
  return { min: times[0]!, median: times[Math.floor(times.length / 2)]! };
}

function show({ min, median }: { min: number; median: number }): string {
  return `${min.toFixed(1)} (median ${median.toFixed(1)})`;
}

async function nativeSessions(): Promise<SessionFactory> {
  const name = "npm:onnxruntime-node@1.30.0";
  const { default: ort } = await import(name) as { default: Ort };
  return ortSessions(ort, { intraOpNumThreads: 1, interOpNumThreads: 1 });
}
