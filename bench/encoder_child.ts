/**
 * Measures one encoder on the runtime that runs this program. Prints a report as JSON after a record
 * separator.
 *
 *     encoder_child.ts FOLDER NAME BUILD window        times with a recording of one window
 *     encoder_child.ts FOLDER NAME BUILD memory 600    peak memory with a recording of 600 s
 *
 * BUILD is `onnxruntime-web` or `onnxruntime-node`.
 *
 * @module
 */
import { clipVector } from "@babycry/babycry/heads";
import { createRandom } from "@babycry/babycry/augment";
import {
  createEncoder,
  type EncoderManifest,
  type Ort,
  ortSessions,
  type OrtWeb,
  type SessionFactory,
} from "@babycry/babycry/encoders";
import { readFile, writeFile } from "node:fs/promises";
import process from "node:process";
import { median, type Timing } from "./measure.ts";
import { loadRival } from "./rivals/load.ts";

/** Times of one encoder on a recording of one window, milliseconds of processor time. */
export interface WindowTimes {
  /** From samples at the recording's rate to the vector. */
  readonly whole: Timing;
  /** The part outside the network: resampling, front end, copies, pooling. */
  readonly rest: Timing;
  /** Import and start of the runtime: the first window minus the first one of a new session. */
  readonly coldStartMs: number;
  /** A new session and its first window, with the runtime loaded. */
  readonly openMs: number;
  /** Result of the last run. */
  readonly vector: readonly number[];
}

/** Peak memory of the process with one recording. */
export interface PeakMemory {
  /** Null if the system does not report it. */
  readonly peakMegabytes: number | null;
  /** Samples in memory, at the rates of the recording and of the encoder. */
  readonly samplesMegabytes: number;
}

const RECORDING_HZ = 44_100;
const WINDOWS = { windowSeconds: 2, hopSeconds: 10, minPartialSeconds: 0.5, fill: "zero" } as const;
const RUNS_MIN = 5;
const RUNS_MAX = 25;
const BUDGET_MS = 4000;
const THREADS = { intraOpNumThreads: 1, interOpNumThreads: 1 };

const [folder = "", name = "", build = "", task, seconds = "2"] = process.argv.slice(2);
const manifest: EncoderManifest = JSON.parse(await readFile(`${folder}/${name}.json`, "utf8"));
const source = { read: async (_: string, file: string) => await readFile(`${folder}/${file}`) };
const random = createRandom("window");
const samples = Float32Array.from(
  { length: Number(seconds) * RECORDING_HZ },
  () => 0.1 * random.normal(),
);
const recording = { samples, sampleRateHz: RECORDING_HZ };
let networkMs = 0;
let sessions: Promise<SessionFactory> | undefined;
const encoder = createEncoder(manifest, {
  source,
  sessions: async (bytes) => await (await (sessions ??= timedSessions()))(bytes),
});
const work = () => clipVector(recording, [encoder], WINDOWS);
const report = task === "memory" ? await peakMemory() : await windowTimes();
process.stdout.write(`\x1e${JSON.stringify(report)}\n`, () => process.exit());

async function windowTimes(): Promise<WindowTimes> {
  // The Python side reads the same recording.
  await writeFile(`${folder}/recording.f32`, new Uint8Array(samples.buffer));
  const first = await time();
  await encoder.dispose();
  const again = await time();
  const wholes: number[] = [];
  const rests: number[] = [];
  const started = cpuMs();
  while (wholes.length < RUNS_MIN || cpuMs() - started < BUDGET_MS) {
    if (wholes.length === RUNS_MAX) break;
    networkMs = 0;
    const whole = await time();
    wholes.push(whole);
    rests.push(whole - networkMs);
  }
  const vector = Array.from(await work());
  return {
    whole: timing(wholes),
    rest: timing(rests),
    coldStartMs: first - again,
    openMs: again,
    vector,
  };
}

async function peakMemory(): Promise<PeakMemory> {
  await work();
  const status = await readFile("/proc/self/status", "utf8").catch(() => "");
  const peak = status.match(/^VmHWM:\s+(\d+) kB/m)?.[1];
  const rates = RECORDING_HZ + manifest.sample_rate_hz;
  return {
    peakMegabytes: peak === undefined ? null : Number(peak) * 1024 / 1e6,
    samplesMegabytes: 4 * Number(seconds) * rates / 1e6,
  };
}

async function time(): Promise<number> {
  const before = cpuMs();
  await work();
  return cpuMs() - before;
}

/** Sessions on one thread that add the time of their runs to `networkMs`. */
async function timedSessions(): Promise<SessionFactory> {
  const ort = await loadOrt();
  const timed: Ort = {
    Tensor: ort.Tensor,
    InferenceSession: {
      async create(bytes, options) {
        const session = await ort.InferenceSession.create(bytes, options);
        const run: (...args: never[]) => ReturnType<typeof session.run> = session.run.bind(session);
        return Object.assign(session, {
          async run(...args: never[]) {
            const before = cpuMs();
            const outputs = await run(...args);
            networkMs += cpuMs() - before;
            return outputs;
          },
        });
      },
    },
  };
  return ortSessions(timed, THREADS);
}

async function loadOrt(): Promise<Ort> {
  if (build === "onnxruntime-node") {
    const native = await loadRival("npm:onnxruntime-node@1.30.0");
    return native.default;
  }
  const ort: OrtWeb = await loadRival("npm:onnxruntime-web@1.30.0/wasm");
  ort.env.wasm.numThreads = 1;
  return ort;
}

function timing(times: readonly number[]): Timing {
  return { minMs: Math.min(...times), medianMs: median(times), runs: times.length };
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
