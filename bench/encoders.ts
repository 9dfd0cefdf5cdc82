/**
 * Part of `deno task bench --encoders`: the time of a window in encoders of the published sizes,
 * the share outside the network, the time of the original in Python, and the memory of long
 * recordings.
 *
 * @module
 */
import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import process from "node:process";
import { ROOT } from "../tests/runner/paths.ts";
import { run } from "../tests/runner/run.ts";
import type { PeakMemory, WindowTimes } from "./encoder_child.ts";
import { findPython, FULL_SIZE, GENERATE, makeEncoders } from "./full_size_encoders.ts";
import type { Timing } from "./measure.ts";
import { formatFactor } from "./row.ts";
import { runOn } from "./runtimes.ts";

/** Highest share of the time outside the network. */
const SHARE_GOAL = 0.03;
/** Highest growth of the memory beyond the samples from a short to a long recording. */
const GROWTH_GOAL = 1.1;
const SHORT_SECONDS = 20;
const LONG_SECONDS = 600;
/** Highest relative distance of the vectors: float32, after different resamplers. */
const DISTANCE_MAX = 0.01;
/** Encoder of the default head. */
const MEMORY_ENCODER = "clap-htsat-tiny";

/** Options of the bench. */
export interface EncoderBench {
  /** Versions by runtime. */
  readonly versions: Readonly<Record<string, string>>;
  readonly wanted: (name: string) => boolean;
  /** Whether to write `bench/ENCODERS.md`. */
  readonly results: boolean;
}

interface PythonRow {
  readonly name: string;
  readonly library: string;
  readonly ms: number;
  readonly median_ms: number;
  readonly vector: readonly number[];
}

/** Measures and prints the encoders. */
export async function benchEncoders({ versions, wanted, results }: EncoderBench): Promise<void> {
  const names = Object.keys(FULL_SIZE).filter(wanted);
  if (names.length === 0) {
    throw new RangeError(
      `Choosing encoders: expected part of ${Object.keys(FULL_SIZE).join(", ")} in --only`,
    );
  }
  const folder = `${ROOT}.cache/encoders`;
  await mkdir(folder, { recursive: true });
  await makeEncoders(folder, names);
  const windows: string[] = [];
  const memory: string[] = [];
  let python: PythonRow[] | undefined;
  for (const [runtime, version] of Object.entries(versions)) {
    for (const name of names) {
      for (const build of ["onnxruntime-web", "onnxruntime-node"]) {
        const times = await runOn(runtime, "encoder_child", folder, name, build, "window")
          .catch((error) => missing(build, error)) as WindowTimes | undefined;
        if (!times) continue;
        // Python reads the recording that the first child wrote.
        python ??= await pythonRows(folder, names);
        const rival = python.find((row) => row.name === name);
        if (rival) checkSame(`${name} on ${runtime} with ${build}`, times.vector, rival.vector);
        windows.push(add(windowLine(`${runtime} ${version}`, name, build, times, rival)));
      }
    }
    if (names.includes(MEMORY_ENCODER)) {
      const short = await peak(runtime, folder, SHORT_SECONDS);
      const long = await peak(runtime, folder, LONG_SECONDS);
      memory.push(add(memoryLine(`${runtime} ${version}`, short, long)));
    }
  }
  if (results) await writeResults(windows, memory, python?.[0]?.library);
}

/** Skips a native build that is not installed or does not support the runtime. */
function missing(build: string, error: Error): undefined {
  if (build !== "onnxruntime-node") throw error;
  const reason = error.message.trim().split("\n").find((line) => /error/i.test(line)) ?? "";
  process.stderr.write(`Skipped ${build}: ${reason}\n`);
}

async function pythonRows(folder: string, names: readonly string[]): Promise<PythonRow[]> {
  const { python, why } = await findPython();
  if (python === undefined) {
    process.stderr.write(`Skipped the original in Python: ${why}\n`);
    return [];
  }
  const script = `${ROOT}bench/encoders.py`;
  const { status, output } = await run(python, [script, GENERATE, folder, ...names]);
  const rows = output.split("\x1e")[1];
  if (status !== 0 || rows === undefined) throw new Error(`Running ${script} failed:\n${output}`);
  return JSON.parse(rows);
}

/** Checks that both sides compute the same vector. */
function checkSame(name: string, ours: readonly number[], theirs: readonly number[]): void {
  const norm = (values: readonly number[]) => Math.hypot(...values);
  const distance = norm(ours.map((value, i) => value - theirs[i]!)) / norm(theirs);
  if (distance < DISTANCE_MAX) return;
  throw new RangeError(
    `Comparing ${name} with Python: expected a distance below ${DISTANCE_MAX}, received ${distance}`,
  );
}

async function peak(runtime: string, folder: string, seconds: number): Promise<PeakMemory> {
  const args = [folder, MEMORY_ENCODER, "onnxruntime-web", "memory", String(seconds)];
  return await runOn(runtime, "encoder_child", ...args) as PeakMemory;
}

const WINDOW_HEAD = ["runtime", "encoder", "build", "window, ms", "Python, ms", "factor"]
  .concat("outside the network, ms", "share", "goal met", "open, ms", "cold start, ms");

function windowLine(
  runtime: string,
  name: string,
  build: string,
  { whole, rest, coldStartMs, openMs }: WindowTimes,
  rival: PythonRow | undefined,
): string[] {
  const share = rest.medianMs / whole.medianMs;
  return [
    runtime,
    name,
    build,
    ms(whole),
    rival ? ms({ minMs: rival.ms, medianMs: rival.median_ms }) : "",
    rival
      ? `${formatFactor(rival.ms / whole.minMs)} (${
        formatFactor(rival.median_ms / whole.medianMs)
      })`
      : "",
    ms(rest),
    `${percent(rest.minMs / whole.minMs)} (${percent(share)})`,
    share < SHARE_GOAL ? "yes" : "no",
    openMs.toFixed(0),
    Math.max(0, coldStartMs).toFixed(0),
  ];
}

const MEMORY_HEAD = ["runtime", `${SHORT_SECONDS} s, MB`, `${LONG_SECONDS} s, MB`]
  .concat("samples, MB", "growth beyond the samples", "goal met");

function memoryLine(runtime: string, short: PeakMemory, long: PeakMemory): string[] {
  const known = short.peakMegabytes !== null && long.peakMegabytes !== null;
  const beyond = (one: PeakMemory) => one.peakMegabytes! - one.samplesMegabytes;
  const growth = beyond(long) / beyond(short);
  const size = (megabytes: number | null) => megabytes === null ? "unknown" : megabytes.toFixed(0);
  return [
    runtime,
    size(short.peakMegabytes),
    size(long.peakMegabytes),
    `${size(short.samplesMegabytes)}, ${size(long.samplesMegabytes)}`,
    known ? growth.toFixed(2) : "",
    known ? growth <= GROWTH_GOAL ? "yes" : "no" : "",
  ];
}

async function writeResults(
  windows: readonly string[],
  memory: readonly string[],
  library = "none",
): Promise<void> {
  const path = `${ROOT}bench/ENCODERS.md`;
  const [cpu] = cpus();
  await writeFile(
    path,
    `# Benchmark results of encoders

Written by \`deno task bench --encoders --results\`.

- Measured: ${
      new Date().toISOString().slice(0, 10)
    }, ${process.platform} ${process.arch}, ${cpus().length}
  processors: ${cpu?.model ?? "of unknown kind"}
- Original in Python: ${library}

Networks of the published sizes with random weights, on one thread. A recording of 2 s at 44.1 kHz
becomes a vector: resampling, front end, network, pooling. The original in Python takes the same
recording through the same network.

- Times are milliseconds of processor time: the least of all runs and, in brackets, the median.
- The factor is Python's time divided by babycry's time; below 1× Python is faster.
- The share of the time outside the network has to be below ${percent(SHARE_GOAL)}, by the median.
- "open" is a new session and its first window. "cold start" is the additional time of the very first
  window, which imports and compiles the runtime.

${table(WINDOW_HEAD, windows)}

## Memory

Peak memory of the process with \`${MEMORY_ENCODER}\` and windows of 2 s every 10 s. The samples are
in memory at the rates of the recording and of the encoder. Beyond them, ${
      LONG_SECONDS / 60
    } minutes
may take at most ${GROWTH_GOAL} times the memory of ${SHORT_SECONDS} s.

${table(MEMORY_HEAD, memory)}
`,
  );
  const { status, output } = await run(Deno.execPath(), ["fmt", "--quiet", path]);
  if (status !== 0) throw new Error(`Formatting the results failed:\n${output}`);
}

function table(head: readonly string[], lines: readonly string[]): string {
  return [head.join(" | "), head.map(() => "---").join(" | "), ...lines]
    .map((line) => `| ${line} |`).join("\n");
}

/** Prints a line. @returns the line */
function add(cells: readonly string[]): string {
  const line = cells.join(" | ");
  process.stdout.write(line + "\n");
  return line;
}

function ms({ minMs, medianMs }: Pick<Timing, "minMs" | "medianMs">): string {
  const show = (value: number) => value.toPrecision(value < 100 ? 2 : 3);
  return `${show(minMs)} (${show(medianMs)})`;
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
