/**
 * Measures the memory of an additional source of `listen`, and the time from the end of the window
 * that decides on an event to its MQTT message, with mosquitto, in real time.
 *
 *     deno run -A --v8-flags=--expose-gc --lock=npm/deno.lock --frozen bench/listen.ts
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
import { minuteWithCry } from "./signals.ts";

const RATE_HZ = 16_000;
/** Duration of a chunk, as microphones and cameras send them. */
const CHUNK_MS = 20;
const CHUNK = RATE_HZ * CHUNK_MS / 1000;
const MEMORY_SOURCES = 20;
const LATENCY_SOURCES = 24;
const LATENCY_SECONDS = 100;
const PORT = 18_831;

const classifier = await createClassifier();
const minute = minuteWithCry(RATE_HZ);
/** Cries with short pauses, so that there are many events. */
const cries = minute.subarray(20 * RATE_HZ, 34 * RATE_HZ);

console.log(`Memory per additional source: ${await memoryMegabytes()} MB`);
const latencies = (await latenciesMs()).sort((a, b) => a - b);
const quantile = (share: number) => latencies[Math.ceil(share * latencies.length) - 1]!.toFixed(1);
console.log(
  `End of the deciding window to the message: median ${quantile(0.5)} ms, ` +
    `99 % within ${quantile(0.99)} ms, ${latencies.length} events`,
);
process.exit();

/** Measures what sources take after a minute without a cry. */
async function memoryMegabytes(): Promise<string> {
  const quiet = new Float32Array(60 * RATE_HZ).map((_, i) => minute[i % (2 * RATE_HZ)]!);
  const run = async (count: number) => {
    const open = Array.from({ length: count }, () => recorded(quiet));
    for (const items of open) await items.next();
    // All sources stay open, at the same second.
    for (let second = 1; second < 60; second++) {
      for (const items of open) await items.next();
    }
    const used = usedBytes();
    for (const items of open) await items.return(undefined);
    return used;
  };
  await run(2);
  const [few, many] = [await run(1), await run(1 + MEMORY_SOURCES)];
  return ((many - few) / MEMORY_SOURCES / 1e6).toFixed(2);
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

function usedBytes(): number {
  const { gc } = globalThis as { gc?: () => void };
  for (let i = 0; i < 3; i++) gc?.();
  return process.memoryUsage().rss;
}

/** Times from the capture of the last sample of a window to the message of its event. */
async function latenciesMs(): Promise<number[]> {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  const config = join(folder, "mosquitto.conf");
  await writeFile(config, `listener ${PORT} 127.0.0.1\nallow_anonymous true\n`);
  const broker = spawn("mosquitto", ["-c", config], { stdio: "ignore" });
  const names = Array.from({ length: LATENCY_SOURCES }, (_, i) => `source${i}`);
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
    await new Promise((resolve) => setTimeout(resolve, i * 14_000 / LATENCY_SOURCES));
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
  for (let i = 1; i <= LATENCY_SECONDS * 1000 / CHUNK_MS; i++) {
    const waitMs = start + i * CHUNK_MS - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const at = (i - 1) * CHUNK % cries.length;
    captured.push(performance.now());
    yield cries.subarray(at, at + CHUNK);
  }
}
