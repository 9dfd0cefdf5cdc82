/**
 * Results page in Markdown.
 *
 * @module
 */
import type { Topic } from "./cases/mod.ts";
import { checkGoal } from "./goals.ts";
import type { Finding } from "./precision.ts";
import { formatFactor, type Row, speedup } from "./row.ts";

/** Contents of `bench/results.json`. */
export interface Results {
  /** `2026-11-21` */
  readonly date: string;
  readonly machine: string;
  /** Versions by runtime, in the order of the columns. */
  readonly versions: Readonly<Record<string, string>>;
  /** Size of `dsp.wasm`. */
  readonly core_bytes: number;
  readonly rows: readonly Row[];
  readonly precision: readonly Finding[];
}

type Case = Topic["cases"][number];

const REQUIRED_BYTES = 60_000;
const TARGET_BYTES = 40_000;
const TITLES: Readonly<Record<string, string>> = {
  deno: "Deno",
  node: "Node",
  bun: "Bun",
  workerd: "workerd",
};
const MISSED = "**✗**";
/** Rows of fresh Workers: their state makes the columns. */
const STATE_AND_STEP = /^fresh isolate, ([^:]+): (.+)$/;

/**
 * Formats the page.
 *
 * @throws {RangeError} when a row belongs to no topic
 */
export function formatResults(results: Results, topics: readonly Topic[]): string {
  const { date, machine, versions, core_bytes, rows, precision } = results;
  const names = new Set(topics.flatMap(({ cases }) => cases.map(({ name }) => name)));
  const unknown = rows.find(({ name }) => !names.has(name));
  if (unknown) {
    throw new RangeError(
      `Formatting the results: expected the name of a case, received "${unknown.name}"; ` +
        "measure again with deno task bench --results",
    );
  }
  return `# Benchmark results

![Speed compared with other JavaScript libraries](../docs/speed.svg)

\`deno task bench --results\` measures all cases and writes [results.json](results.json), this page and
the chart. \`deno task bench:report\` writes the page and the chart again from \`results.json\`.

- Date: ${date}
- Machine: ${machine}
- Runtimes: ${Object.keys(versions).map((runtime) => title(runtime, versions)).join(", ")}
- WebAssembly core: ${bytes(core_bytes)} (limit ${bytes(REQUIRED_BYTES)}, target
  ${bytes(TARGET_BYTES)})
- Goals: ${countGoals(rows, topics)}

How to read the tables:

- A time is the processor time of one call, all threads together: the least of all runs. The medians are in
  \`results.json\`.
- The factor in brackets is the rival's time divided by babycry's time. 7.2× means that the rival takes
  7.2 times as long; below 1× the rival is faster.
- babycry and its rivals take turns in one process, after a warm-up. Libraries in Python run in a
  process of their own, so their times are the same in each column.
- A goal is the lowest acceptable factor, or the longest acceptable time, with the target in brackets.
  ${MISSED} marks a result that misses its goal. On Deno, which checks each access to WebAssembly
  memory, babycry may take 1.3 times as long in transforms, resampling and networks, and 1.2 times in
  features.

${topics.map((topic) => section(topic, results)).join("")}## Precision

Errors against references in float64.

${table(["Measurement", "Value"], precision.map(({ name, value }) => [name, value]))}`;
}

function section(topic: Topic, { rows, versions }: Results): string {
  const own = topic.cases.map((one) => rows.filter(({ name }) => name === one.name));
  const found = own.flat();
  if (found.length === 0) return "";
  const columns = Object.keys(versions).filter((key) => found.some((row) => row.runtime === key));
  const library = found.some(({ rival }) => rival !== null) ? "babycry" : "";
  const body = STATE_AND_STEP.test(found[0]!.name) ? stateTable(found) : table(
    ["Task", "Library", ...columns.map((runtime) => title(runtime, versions)), "Goal"],
    topic.cases.flatMap((one, i) => linesOf(one, own[i]!, columns, library)),
  );
  return `## ${topic.title}\n\n${topic.note}\n\n${body}\n`;
}

/** Lines of a case: this package, then each rival. */
function linesOf(
  one: Case,
  rows: readonly Row[],
  columns: readonly string[],
  library: string,
): string[][] {
  const rivals = [...new Set(rows.map(({ rival }) => rival))].filter((rival) => rival !== null);
  const line = (rival: string | null) =>
    columns.map((column) => {
      const row = rows.find((row) => row.runtime === column && (rival ?? row.rival) === row.rival);
      return row ? cell(row, rival, one) : "";
    });
  const goal = (rival: string | null) => {
    const row = rows.find((row) => row.rival === rival);
    // The goal without the allowance of a runtime.
    const check = row && checkGoal({ ...row, runtime: "" }, one);
    if (!check) return "";
    const [required, target] = [check.required, check.target].map((limit) =>
      rival === null ? `${limit} ms` : formatFactor(1 / limit)
    );
    return `${required} (${target})`;
  };
  return [
    [one.name, library, ...line(null), goal(null)],
    ...rivals.map((rival) => ["", rival, ...line(rival), goal(rival)]),
  ];
}

function cell(row: Row, rival: string | null, one: Case): string {
  const factor = speedup(row);
  const text = rival !== null && factor !== null
    ? `${time(row.rival_ms!)} (${formatFactor(factor)})`
    : time(row.ours_ms);
  const missed = row.rival === rival && checkGoal(row, one)?.met === "missed";
  return missed ? `${text} ${MISSED}` : text;
}

/** Steps of fresh Workers as lines, states as columns. */
function stateTable(rows: readonly Row[]): string {
  const steps = new Map<string, Map<string, string>>();
  for (const { name, ours_ms } of rows) {
    const [, state = "", step = ""] = name.match(STATE_AND_STEP)!;
    if (!steps.has(step)) steps.set(step, new Map());
    steps.get(step)!.set(state, time(ours_ms));
  }
  const states = [...new Set([...steps.values()].flatMap((one) => [...one.keys()]))];
  const lines = [...steps].map(([step, times]) => [
    step,
    ...states.map((state) => times.get(state) ?? ""),
  ]);
  return table(["Step", ...states], lines);
}

/** A table without the columns that are empty. */
function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const used = head.map((_, i) => lines.some((line) => line[i] !== ""));
  return [head, head.map(() => "---"), ...lines]
    .map((line) => `| ${line.filter((_, i) => used[i]).join(" | ")} |\n`).join("");
}

function countGoals(rows: readonly Row[], topics: readonly Topic[]): string {
  const cases = new Map(topics.flatMap((topic) => topic.cases.map((one) => [one.name, one])));
  const met = rows.map((row) => checkGoal(row, cases.get(row.name)!)?.met);
  const count = (wanted: string) => met.filter((one) => one === wanted).length;
  const [target, required, missed] = ["target", "required", "missed"].map(count);
  return `${target} results reach the target, ${required} meet only the goal, ${missed} miss it`;
}

function title(runtime: string, versions: Readonly<Record<string, string>>): string {
  return `${TITLES[runtime]} ${versions[runtime]}`;
}

function bytes(count: number): string {
  return `${count.toLocaleString("en-US")} bytes`;
}

/** Three digits in the unit that fits. */
function time(ms: number): string {
  if (ms >= 1000) return `${(ms / 1000).toPrecision(3)} s`;
  return ms < 1 ? `${(1000 * ms).toPrecision(3)} µs` : `${ms.toPrecision(3)} ms`;
}
