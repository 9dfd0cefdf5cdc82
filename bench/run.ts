/**
 * `deno task bench`: measures this package and its rivals on Deno, Node and Bun.
 *
 * @module
 */
import { readFile, stat, writeFile } from "node:fs/promises";
import process from "node:process";
import { parseArgs } from "node:util";
import { ROOT } from "../tests/runner/paths.ts";
import { run } from "../tests/runner/run.ts";
import { benchCases } from "./cases/mod.ts";
import { predictCases } from "./cases/predict.ts";
import { COLD_STARTS, coldStarts } from "./cold_starts.ts";
import { benchEncoders } from "./encoders.ts";
import { freshIsolates } from "./fresh_isolates.ts";
import { formatResults } from "./results.ts";
import { besideRival, type CaseTimes, formatRow, type RivalTime, type Row, rowsOf } from "./row.ts";
import { preparePackage, runOn, RUNTIMES, versionOf } from "./runtimes.ts";

const USAGE = `Usage: deno task bench [options]

Measures processor time of this package and of its rivals, in turns, each case in a process of its
own: on Deno from the sources, elsewhere with the built npm package, and on workerd only predictions.
Times are milliseconds, the least of all runs and, in brackets, the median. A ratio below 1 says that this package is faster.

  --runtime NAMES  deno, node, bun, workerd or several with commas; default all
  --only TEXT      only cases with this in their name; may be repeated
  --json FILE      write the rows as JSON
  --python FILE    compare with the rows that python_side.py printed, too
  --results        write bench/RESULTS.md, or with --encoders bench/ENCODERS.md
  --encoders       measure audio encoders of the published sizes instead, and what is not the network
                   of their time; makes them with Python when they are missing (PYTHON, default
                   python3), for which the shared folder has to be beside the repository
  --help           print this

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
    throw new RangeError(`Runtime ${unknown} came, wanted one of ${RUNTIMES.join(", ")}`);
  }
  return { ...values, runtimes };
}

/** Measures on one runtime, row by row. */
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
  if (rows.length === 0) throw new RangeError(`No case has ${only.join(" or ")} in its name`);
  if (json) await writeFile(json, JSON.stringify(rows, null, 2) + "\n");
  if (results) await writeResults(rows, runtimes);
}

async function writeResults(rows: readonly Row[], runtimes: readonly string[]): Promise<void> {
  const versions = await versionsOf(runtimes);
  const { size: coreBytes } = await stat(`${ROOT}dsp-wasm/dsp.wasm`);
  const goals = [...benchCases, ...COLD_STARTS];
  const path = `${ROOT}bench/RESULTS.md`;
  await writeFile(path, formatResults({ rows, versions, goals, coreBytes }));
  const { status, output } = await run(Deno.execPath(), ["fmt", "--quiet", path]);
  if (status !== 0) throw new Error(`Formatting the results failed:\n${output}`);
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
