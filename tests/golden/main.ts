/**
 * `deno task golden DIR`: compares the package with a reference pack.
 *
 * @module
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { casesOf, openPack } from "./pack.ts";
import { exitStatus, formatTable, type Result, summarize } from "./report.ts";
import { runCases } from "./run_cases.ts";
import { programFor, RUNTIMES } from "./runtimes.ts";

const USAGE = `Usage: deno task golden DIR [options]

Runs every case of the reference pack in DIR whose op is implemented, through the public API only,
and prints per op: cases, passed, failed, missing, and the worst error over bound.

  --runtime NAME  deno (the sources; the default), node or bun (the built npm package)
  --op NAME       only this op; may be repeated
  --json          print the report as JSON
  --all           exit with 1 when a case is missing, too
  --help          print this

Recordings that cases name are looked for in data/ below BABYCRY_SHARED, else below ../shared, else
in DIR/../../data. Exit status: 0 all passed, 1 a case failed or the pack cannot be read, 2 wrong
usage.

Example: deno task golden ../shared/oracle/dsp --op rfft --op stft --runtime node
`;

const OPTIONS = {
  runtime: { type: "string", default: "deno" },
  op: { type: "string", multiple: true, default: [] as string[] },
  json: { type: "boolean", default: false },
  all: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

function readArgs(args: string[]) {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  const [folder, ...more] = positionals;
  if (values.help) return { ...values, folder: "" };
  if (folder === undefined || more.length > 0) {
    throw new TypeError(
      `Reading the arguments: expected one folder, received ${positionals.length}`,
    );
  }
  if (!RUNTIMES.includes(values.runtime)) {
    throw new RangeError(
      `Invalid --runtime: expected ${RUNTIMES.join(" or ")}, received ${values.runtime}`,
    );
  }
  return { ...values, folder };
}

async function run({ folder, runtime, op, json, all }: ReturnType<typeof readArgs>) {
  const cases = casesOf(openPack(folder), op);
  const program = await programFor(runtime);
  const results: Result[] = [];
  for await (
    const verdict of runCases(cases, (first) => [...program, folder, String(first), ...op])
  ) {
    const golden = cases[results.length]!;
    results.push({ id: golden.id, op: golden.op, verdict });
    if ("missing" in verdict && verdict.missing !== "") {
      process.stderr.write(`missing: ${golden.id}: ${verdict.missing}\n`);
    }
  }
  const reports = summarize(results);
  process.stdout.write((json ? JSON.stringify(reports) : formatTable(reports)) + "\n");
  return exitStatus(reports, all);
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
    return await run(options);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
