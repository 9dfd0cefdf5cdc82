/**
 * Decodes mutated and generated files. The only errors allowed are `DecodeError` and
 * `UnavailableError`; no file may take more than 1 s, or more than 64 MiB and eight times its length.
 *
 * @module
 */
import { mkdir, writeFile } from "node:fs/promises";
import process from "node:process";
import { parseArgs } from "node:util";
import { FORMATS } from "./formats.ts";
import { fuzzFiles } from "./fuzz_file.ts";
import { runRange } from "./run_range.ts";

const USAGE = `Usage: deno task fuzz FORMAT [options]

Decodes mutated and generated files of at most 4 kB. A file is a function of the format, the seed and
its index: --from INDEX --runs 1 decodes it again. Exits with 1 when there are findings.

  FORMAT        ${Object.keys(FORMATS).join(", ").replace(/(.{60}\S*) /g, "$1\n                ")}
                or all
  --runs N      number of files; default 10000
  --seed S      default 1
  --from INDEX  index of the first file, to resume a run; default 0
  --save DIR    write the files of findings to a folder
  --help        print this text

Example: deno task fuzz flac --runs 1000000 --seed 7`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    from: { type: "string", default: "0" },
    save: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const names = positionals[0] === "all" ? Object.keys(FORMATS) : positionals;
const [runs, seed, from] = [values.runs, values.seed, values.from].map(Number);
const isValid = names.length > 0 && names.every((name) => Object.hasOwn(FORMATS, name)) &&
  [runs, seed, from].every((value) => Number.isSafeInteger(value) && value! >= 0);
if (values.help || !isValid) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}
for (const name of names) await fuzz(name);

/** Decodes the files of one format, and prints findings as they come. */
async function fuzz(name: string): Promise<void> {
  const started = performance.now();
  const processor = process.cpuUsage();
  const range = { name, seed: seed!, from: from!, to: from! + runs! };
  let findings = 0;
  for await (const { index, fault } of runRange(range)) {
    findings++;
    process.exitCode = 1;
    console.log(`${name} ${seed} ${index}: ${fault}`);
    if (values.save === undefined) continue;
    await mkdir(values.save, { recursive: true });
    await writeFile(`${values.save}/${name}_${seed}_${index}`, fuzzFiles(name, seed!)(index));
  }
  const { user, system } = process.cpuUsage(processor);
  const perSecond = (ms: number) => Math.round(1000 * runs! / ms);
  console.log(
    `${name}: ${runs} files, seed ${seed}, from ${from}, ${findings} findings, ` +
      `${perSecond(performance.now() - started)} files/s, ` +
      `${perSecond((user + system) / 1000)} per second of processor time`,
  );
}
