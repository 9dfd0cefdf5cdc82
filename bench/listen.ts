/**
 * Measures a live source of `listen`: its processor time for a minute with one cry, with all embedded
 * models; its memory; and the time from the end of the window that decides on an event to its MQTT
 * message, with mosquitto, in real time.
 *
 *     deno run -A --v8-flags=--expose-gc --lock=npm/deno.lock --frozen bench/listen.ts [cpu|memory|delay [RATE]]
 *
 * @module
 */
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { connect } from "npm:mqtt@5.16.0";
import { createClassifier } from "@babycry/babycry";
import { createDispatcher, mqttSink, watch } from "@babycry/babycry/listen";
import { resample } from "@babycry/babycry/resample";
import { syntheticCry } from "../src/cli/commands/_synthetic_cry.ts";
import { measure, type Timing } from "./measure.ts";

const [wanted, rate = "16000"] = process.argv.slice(2);
/** Sample rate of the sources whose memory and delay are measured. */
const RATE_HZ = Number(rate);
/** Duration of a chunk, as microphones and cameras send them. */
const CHUNK_MS = 20;
const CHUNK = RATE_HZ * CHUNK_MS / 1000;
const MEMORY_SOURCES = 20;
const DELAY_SOURCES = 24;
const DELAY_SECONDS = 100;
const PORT = 18_831;

const classifier = await createClassifier();
const minute = minuteWithCry(RATE_HZ);
/** Cries with short pauses, so that there are many events. */
const cries = minute.subarray(20 * RATE_HZ, 34 * RATE_HZ);

if (wanted === undefined || wanted === "cpu") {
  for (const rateHz of [8000, 16_000, 48_000]) {
    const [{ minMs, medianMs }] = await measure([minuteOfSource(rateHz)]) as [Timing];
    console.log(
      `A source at ${rateHz} Hz: ${(minMs / 600).toFixed(3)} % of a core (median ` +
        `${(medianMs / 600).toFixed(3)} %), ${Math.floor(60_000 / minMs)} sources per core`,
    );
  }
}
if (wanted === undefined || wanted === "memory") {
  console.log(`Memory per additional source: ${await memoryPerSource()}`);
}
if (wanted === undefined || wanted === "delay") {
  const delays = (await delaysMs()).sort((a, b) => a - b);
  const quantile = (share: number) => delays[Math.ceil(share * delays.length) - 1]!.toFixed(1);
  console.log(
    `End of the deciding window to the message: median ${quantile(0.5)} ms, ` +
      `99 % within ${quantile(0.99)} ms, ${delays.length} events`,
  );
}
process.exit();

/** A minute of room noise with 6 s of crying. @returns mono, `[60 * rateHz]` */
function minuteWithCry(rateHz: number): Float32Array {
  const { samples, sampleRateHz } = syntheticCry();
  const cry = resample(samples, { fromHz: sampleRateHz, toHz: rateHz });
  const quiet = cry.subarray(0, 2 * rateHz);
  const minute = new Float32Array(60 * rateHz);
  for (let at = 0; at < minute.length; at += quiet.length) minute.set(quiet, at);
  minute.set(cry, 20 * rateHz);
  return minute;
}

/** Work of a source for a minute, in chunks of 100 ms. */
function minuteOfSource(rateHz: number): () => Promise<void> {
  const minute = minuteWithCry(rateHz);
  const chunk = rateHz / 10;
  async function* endless() {
    for (let at = 0;; at = (at + chunk) % minute.length) yield minute.subarray(at, at + chunk);
  }
  const items = watch({ sampleRateHz: rateHz, samples: endless() }, classifier);
  return async () => {
    for (let updates = 0; updates < 60;) {
      const { value } = await items.next();
      if (value.type === "update") updates++;
    }
  };
}

/** Measures what additional sources take without a cry: resident memory, and objects in use. */
async function memoryPerSource(): Promise<string> {
  const quiet = minute.subarray(0, 2 * RATE_HZ);
  const sources: AsyncGenerator[] = [];
  const after = async (count: number) => {
    while (sources.length < count) {
      const items = recorded(quiet);
      for (let second = 0; second < 12; second++) await items.next();
      sources.push(items);
    }
    for (const items of sources) await items.next();
    const { gc } = globalThis as { gc?: () => void };
    for (let i = 0; i < 3; i++) gc?.();
    const { rss, heapUsed, external } = process.memoryUsage();
    return [rss, heapUsed + external];
  };
  const few = await after(MEMORY_SOURCES);
  const many = await after(3 * MEMORY_SOURCES);
  const [resident, used] = many.map((bytes, i) =>
    ((bytes - few[i]!) / (2 * MEMORY_SOURCES) / 1e6).toFixed(2)
  );
  return `${resident} MB, ${used} MB in use`;
}

/** Items of a source that is read as fast as possible. */
function recorded(minute: Float32Array) {
  async function* samples() {
    for (let at = 0;; at = (at + CHUNK) % minute.length) yield minute.slice(at, at + CHUNK);
  }
  return watch(
    { isLive: false, open: () => ({ sampleRateHz: RATE_HZ, samples: samples() }) },
    classifier,
  );
}

/** Times from the capture of the last sample of a window to the message of its event. */
async function delaysMs(): Promise<number[]> {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  const config = join(folder, "mosquitto.conf");
  await writeFile(config, `listener ${PORT} 127.0.0.1\nallow_anonymous true\n`);
  const broker = spawn("mosquitto", ["-c", config], { stdio: "ignore" });
  const names = Array.from({ length: DELAY_SOURCES }, (_, i) => `source${i}`);
  /** Times at which the chunks of each source were captured. */
  const captured = new Map(names.map((name) => [name, [] as number[]]));
  const measured: number[] = [];
  const client = connect(`mqtt://127.0.0.1:${PORT}`, { reconnectPeriod: 200 });
  client.on("error", () => {});
  client.on("message", (_, payload) => {
    const now = performance.now();
    const { event_type, source, end_seconds } = JSON.parse(String(payload));
    if (event_type !== "cry_started") return;
    // Windows end at whole seconds of the samples, which begin in the first second of the source.
    const chunk = Math.floor(end_seconds) * 1000 / CHUNK_MS - 1;
    measured.push(now - captured.get(source)![chunk]!);
  });
  await client.subscribeAsync("babycry/+/+/event", { qos: 1 });
  const url = new URL(`mqtt://127.0.0.1:${PORT}`);
  const sink = await mqttSink(url, { sources: names, onProblem: console.error });
  const dispatcher = createDispatcher([sink], console.error);
  await Promise.all(names.map(async (name, i) => {
    // The sources start at different times.
    await new Promise((resolve) => setTimeout(resolve, i * 14_000 / DELAY_SOURCES));
    const open = () => ({ sampleRateHz: RATE_HZ, samples: live(captured.get(name)!) });
    const options = { holdSeconds: 0 };
    for await (const item of watch({ name, open }, classifier, options)) {
      await dispatcher.send(item);
    }
  }));
  await dispatcher.close(2000);
  await client.endAsync(true);
  broker.kill();
  await rm(folder, { recursive: true });
  return measured;
}

/** Chunks in real time. */
async function* live(captured: number[]): AsyncGenerator<Float32Array> {
  const start = performance.now();
  for (let i = 1; i <= DELAY_SECONDS * 1000 / CHUNK_MS; i++) {
    const waitMs = start + i * CHUNK_MS - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const at = (i - 1) * CHUNK % cries.length;
    captured.push(performance.now());
    yield cries.subarray(at, at + CHUNK);
  }
}
