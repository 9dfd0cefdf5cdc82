/**
 * Measures on Deno (the sources), Node and Bun (the npm package): CPU time of the process, ours and a
 * rival's in turns, minimum and median.
 *
 *     deno task bench [--json FILE] [--runtime deno|node|bun]
 *
 * @module
 */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { OUT, ROOT } from "../tests/runner/paths.ts";
import { BUN, preparePackage } from "../tests/runner/prepare.ts";
import { run } from "../tests/runner/run.ts";
import { type Row, row } from "./measure.ts";

const COLD_STARTS = 7;
/** Program and first arguments that run a file of this folder, by runtime. */
const PROGRAMS: Readonly<Record<string, (file: string) => readonly string[]>> = {
  deno: (file) => [Deno.execPath(), "run", "-A", `${ROOT}bench/${file}.ts`],
  node: (file) => ["node", `${OUT}bench/${file}.mjs`],
  bun: (file) => [BUN, `${OUT}bench/${file}.mjs`],
};

const { values } = parseArgs({
  options: { json: { type: "string" }, runtime: { type: "string", multiple: true } },
});
const runtimes = values.runtime ?? Object.keys(PROGRAMS);
if (runtimes.some((runtime) => runtime !== "deno")) await preparePackage();
const rows: Row[] = [];
for (const runtime of runtimes) {
  const start = async () => Number(await output(runtime, "cold_start"));
  const measured: Row[] = JSON.parse(await output(runtime, "main", runtime));
  const starts: number[] = [];
  for (let i = 0; i < COLD_STARTS; i++) starts.push(await start());
  const cold = row({ name: "cold start to a prediction of 7 s", runtime, rival: null }, starts);
  for (const one of [...measured, cold]) {
    rows.push(one);
    console.log(line(one));
  }
}
if (values.json) await writeFile(values.json, JSON.stringify(rows, null, 2) + "\n");

/** What a file of this folder prints on a runtime. */
async function output(runtime: string, file: string, ...args: string[]): Promise<string> {
  const program = PROGRAMS[runtime];
  if (!program) {
    throw new RangeError(`Runtime ${runtime} came, wanted ${Object.keys(PROGRAMS).join(", ")}`);
  }
  const [command = "", ...rest] = program(file);
  const { status, output } = await run(command, [...rest, ...args]);
  if (status !== 0) throw new Error(`${file} failed on ${runtime}:\n${output}`);
  return output.trim().split("\n").at(-1)!;
}

function line(row: Row): string {
  const figures = `${row.ours_ms.toPrecision(3)} ms (median ${row.ours_median_ms.toPrecision(3)})`;
  const rival = row.ratio === null
    ? ""
    : `  ${row.ratio.toFixed(2)} of ${row.rival}, ${row.rival_ms!.toPrecision(3)} ms`;
  return `${row.runtime.padEnd(5)} ${row.name.padEnd(44)} ${figures}${rival}`;
}
