/**
 * The report of a bench as Markdown.
 *
 * @module
 */
import { cpus } from "node:os";
import process from "node:process";
import type { BenchCase } from "./case.ts";
import { judge } from "./goals.ts";
import { formatPrecision } from "./precision.ts";
import type { Row } from "./row.ts";

/** What a report is made of. */
export interface Results {
  readonly rows: readonly Row[];
  /** Versions by runtime, in the order of the report. */
  readonly versions: Readonly<Record<string, string>>;
  readonly goals: readonly Pick<BenchCase, "name" | "goals" | "denoAllowance">[];
  /** Size of `dsp.wasm`. */
  readonly coreBytes: number;
}

const MUST_BYTES = 60_000;
const AIM_BYTES = 40_000;

/** Writes the whole file. */
export function formatResults(results: Results): string {
  const { versions, coreBytes } = results;
  const size = coreBytes <= AIM_BYTES ? "aim" : coreBytes <= MUST_BYTES ? "must" : "no";
  const names = Object.entries(versions).map(([name, version]) => `${title(name)} ${version}`);
  const [cpu] = cpus();
  return `# Results of the benches

Written by \`deno task bench --results\`; not by hand.

- ${new Date().toISOString().slice(0, 10)}, ${names.join(", ")}, ${process.platform} ${process.arch}
- ${cpus().length} processors: ${cpu?.model ?? "of unknown kind"}
- the core, \`dsp.wasm\`: ${coreBytes} bytes, no imports; must ${MUST_BYTES}, aim ${AIM_BYTES}, met:
  ${size}

Milliseconds of processor time a call, all threads of the process together: the least of all runs and,
in brackets, the median. This package and its rival take turns in one process, once both are warm;
rivals in Python ran in a process of their own. Below 1, the ratio of the least times says that this
package is faster; the second ratio is that of the medians. Goals on Deno have an allowance, since
Deno checks every access to WebAssembly memory: 1.3 for transforms and resampling, 1.2 for features.
"met" names the better goal that the ratio reaches, or the time where there is no rival.
${Object.keys(versions).map((runtime) => section(runtime, results)).join("")}
## Precision, against float64

${formatPrecision()}`;
}

function section(runtime: string, { rows, goals, versions }: Results): string {
  const lines = rows.filter((row) => row.runtime === runtime).map((row) => {
    const known = goals.find(({ name }) => name === row.name) ?? {};
    const verdict = judge(row, known);
    const medians = row.rival_median_ms && row.ours_median_ms / row.rival_median_ms;
    return [
      row.name,
      `${ms(row.ours_ms)} (${ms(row.ours_median_ms)})`,
      row.rival ?? "",
      row.rival_ms && row.rival_median_ms ? `${ms(row.rival_ms)} (${ms(row.rival_median_ms)})` : "",
      row.ratio && medians ? `${ratio(row.ratio)} (${ratio(medians)})` : "",
      verdict ? short(verdict.must) : "",
      verdict ? short(verdict.aim) : "",
      verdict?.met ?? "",
    ].join(" | ");
  });
  return `
## ${title(runtime)} ${versions[runtime]}

| what | ours, ms | rival | rival, ms | ratio | must | aim | met |
| --- | --- | --- | --- | --- | --- | --- | --- |
${lines.map((line) => `| ${line} |\n`).join("")}`;
}

function ms(value: number): string {
  return value >= 1 ? value.toFixed(2) : value.toPrecision(3);
}

function ratio(value: number): string {
  return value.toFixed(value < 0.1 ? 3 : 2);
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function title(name: string): string {
  return name[0]!.toUpperCase() + name.slice(1);
}
