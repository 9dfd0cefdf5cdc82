/**
 * Program of `deno task bench`: measures this package and its rivals on all runtimes.
 *
 * @module
 */
import { readFile, stat, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import process from "node:process";
import { parseArgs } from "node:util";
import { ROOT } from "../tests/runner/paths.ts";
import { benchCases } from "./cases/mod.ts";
import { predictCases } from "./cases/predict.ts";
import { COLD_STARTS } from "./cases/cold_starts.ts";
import { coldStarts } from "./cold_starts.ts";
import { benchEncoders } from "./encoders.ts";
import { freshIsolates } from "./fresh_isolates.ts";
import { measurePrecision } from "./precision.ts";
import { reportFiles, RESULTS } from "./report.ts";
import type { Results } from "./results.ts";
import { besideRival, type CaseTimes, formatRow, type RivalTime, type Row, rowsOf } from "./row.ts";
import { preparePackage, runOn, RUNTIMES, versionOf } from "./runtimes.ts";

const USAGE = `Usage: deno task bench [options]

Measures the processor time of this package and of its rivals, which take turns. Each case runs in a
process of its own: on Deno from the sources, on Node and Bun with the built npm package. workerd
runs predictions only. Times are in milliseconds: the minimum of all runs and, in brackets, the
median. The factor is the rival's time divided by this package's time.

  --runtime NAMES  deno, node, bun or workerd, separated by commas; default all
  --only TEXT      only cases whose name contains the text; may be repeated
  --json FILE      write the rows as JSON
  --python FILE    add the times of libraries in Python, from the output of python_side.py
  --results        write bench/results.json, bench/RESULTS.md and docs/speed.svg, for which all
                   cases have to run on all runtimes; with --encoders write bench/ENCODERS.md
  --encoders       measure audio encoders of the published sizes instead. Missing ones are created
                   with Python (variable PYTHON, default python3) and the scripts of the shared
                   folder (variable BABYCRY_SHARED, default ../shared)
  --help           print this text

Example: deno task bench --runtime node --only "rfft 512"
`;

const OPTIONS = {
  runtime: { type: "string", default: RUNTIMES.join() },
  only: { type: "string", multiple: true, default: [] as string[] },
  json: { type: "string" },
  python: { type: "string" },
  results: { type: "boolean", default: false },
  encoders: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

function readArgs(args: string[]) {
  const { values } = parseArgs({ args, options: OPTIONS });
  const runtimes = values.runtime.split(",");
  const unknown = runtimes.find((runtime) => !RUNTIMES.includes(runtime));
  if (unknown !== undefined) {
    throw new RangeError(
      `Reading --runtime: expected one of ${RUNTIMES.join(", ")}, received ${unknown}`,
    );
  }
  const { results, encoders, only } = values;
  if (results && !encoders && (only.length > 0 || runtimes.length < RUNTIMES.length)) {
    throw new TypeError(
      "Reading --results: expected all cases and runtimes, received a selection; " +
        "remove --only and --runtime",
    );
  }
  return { ...values, runtimes };
}

/** Measures the cases on one runtime. */
async function* rowsOn(runtime: string, wanted: (name: string) => boolean): AsyncGenerator<Row> {
  const [cases, program] = runtime === "workerd"
    ? [predictCases, "workerd_child"] as const
    : [benchCases, "child"] as const;
  for (const { name } of cases) {
    if (!wanted(name)) continue;
    yield* rowsOf(name, runtime, await runOn(runtime, program, name) as CaseTimes);
  }
  if (runtime === "workerd") return yield* await freshIsolates(wanted);
  if (COLD_STARTS.some(({ name }) => wanted(name))) {
    yield* (await coldStarts(runtime)).filter(({ name }) => wanted(name));
  }
}

async function bench(options: ReturnType<typeof readArgs>): Promise<void> {
  const { runtimes, only, json, python, results, encoders } = options;
  const wanted = (name: string) => only.length === 0 || only.some((text) => name.includes(text));
  const elsewhere: RivalTime[] = python ? JSON.parse(await readFile(python, "utf8")) : [];
  if (runtimes.some((runtime) => runtime !== "deno")) await preparePackage();
  if (encoders) {
    return await benchEncoders({ versions: await versionsOf(runtimes), wanted, results });
  }
  const rows: Row[] = [];
  const add = (row: Row): void => {
    rows.push(row);
    process.stdout.write(formatRow(row) + "\n");
  };
  for (const runtime of runtimes) {
    const merged = new Set<RivalTime>();
    for await (const row of rowsOn(runtime, wanted)) {
      const others = elsewhere.filter((one) => one.name === row.name && !merged.has(one));
      if (row.rival !== null || others.length === 0) add(row);
      for (const other of others) add(besideRival(row, other));
      for (const other of others) merged.add(other);
    }
  }
  if (rows.length === 0) {
    throw new RangeError(
      `Choosing cases: expected part of a case's name, received ${only.join(", ")}`,
    );
  }
  if (json) await writeFile(json, JSON.stringify(rows, null, 2) + "\n");
  if (results) await writeResults(rows, await versionsOf(runtimes));
}

async function writeResults(
  rows: readonly Row[],
  versions: Readonly<Record<string, string>>,
): Promise<void> {
  const results: Results = {
    date: new Date().toISOString().slice(0, 10),
    machine: `${process.platform} ${process.arch}, ${cpus().length} processors: ${
      cpus()[0]?.model
    }`,
    versions,
    core_bytes: (await stat(`${ROOT}dsp-wasm/dsp.wasm`)).size,
    rows,
    precision: measurePrecision(),
  };
  await writeFile(ROOT + RESULTS, JSON.stringify(results, null, 2) + "\n");
  for (const [path, text] of reportFiles(results)) await writeFile(ROOT + path, text);
}

async function versionsOf(runtimes: readonly string[]): Promise<Record<string, string>> {
  const versions: Record<string, string> = {};
  for (const runtime of runtimes) versions[runtime] = await versionOf(runtime);
  return versions;
}

async function main(args: string[]): Promise<number> {
  let options: ReturnType<typeof readArgs>;
  try {
    options = readArgs(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  try {
    await bench(options);
    return 0;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
