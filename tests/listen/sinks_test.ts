import {
  createDispatcher,
  type Sink,
  type WatchEvent,
  type WatchItem,
} from "@babycry/babycry/listen";
import { execSink, metricsSink, saveSink } from "@babycry/babycry/listen";
import assert from "node:assert/strict";
import { readdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { turns } from "./_fakes.ts";
import { inFolder } from "./_program.ts";

const update = (source: string, probability: number) =>
  ({
    type: "update",
    source,
    time: new Date().toISOString(),
    probability,
    levelDbfs: -20,
  }) as unknown as WatchItem;
const event = (id: string, more: Partial<WatchEvent> = {}) =>
  ({ type: "cry_started", id, source: "a", ...more }) as WatchItem;
const nameOf = (item: WatchItem) =>
  item.type === "update" ? `${item.source}${item.probability}` : (item as WatchEvent).id;

test("a slow sink has all events, the updates before them and the latest, and a count of others", async () => {
  const release: (() => void)[] = [];
  const seen: Record<string, string[]> = { slow: [], fast: [] };
  const slow: Sink = {
    name: "slow",
    async send(item) {
      seen["slow"]!.push(nameOf(item));
      await new Promise<void>((resolve) => release.push(resolve));
    },
  };
  const fast: Sink = { name: "fast", send: (item) => void seen["fast"]!.push(nameOf(item)) };
  const dispatcher = createDispatcher([slow, fast], assert.fail);
  await dispatcher.send(update("a", 0));
  await turns();
  for (let i = 1; i <= 3; i++) {
    await dispatcher.send(update("a", i));
    await dispatcher.send(update("b", i));
    await dispatcher.send(event(`e${i}`));
    await turns();
  }
  assert.deepEqual([...dispatcher.dropped], [["slow", 2], ["fast", 0]]);
  const closed = dispatcher.close(10_000);
  while (seen["slow"]!.length < 8) {
    release.shift()?.();
    await turns();
  }
  release.shift()!();
  await closed;
  assert.deepEqual(seen["slow"], ["a0", "a1", "e1", "a2", "e2", "a3", "e3", "b3"]);
  assert.equal(seen["fast"]!.length, 10);
});

test("an event is kept before any sink has it, and failures stop nothing", async () => {
  const order: string[] = [];
  const problems: string[] = [];
  const keeping: Sink = {
    name: "keeping",
    keep: async () => {
      await turns();
      order.push("kept");
    },
    send: () => Promise.reject(new RangeError("broken")),
  };
  const other: Sink = { name: "other", send: () => void order.push("sent") };
  const dispatcher = createDispatcher([other, keeping], (line) => problems.push(line));
  await dispatcher.send(event("1"));
  await dispatcher.send(event("2"));
  await dispatcher.close(1000);
  assert.deepEqual(order, ["kept", "sent", "kept", "sent"]);
  assert.deepEqual(problems, ["keeping: broken", "keeping: broken"]);
});

test("a sink that never ends does not prevent closing", async () => {
  const never: Sink = { name: "never", send: () => new Promise(() => {}) };
  const dispatcher = createDispatcher([never], assert.fail);
  await dispatcher.send(event("1"));
  await dispatcher.close(10);
});

test("a program that fails, hangs or is missing is reported", async () => {
  const run = async (code: string, program = process.execPath) => {
    const args = process.versions["deno"] ? ["eval", "--no-lock", code] : ["-e", code];
    await (await execSink(program, { args, timeoutMs: 5000 })).send(event("1"));
  };
  await run("");
  await assert.rejects(run("process.exit(3)"), /Running .*: ended with code 3/);
  await assert.rejects(run("setInterval(() => {}, 1000)"), /killed after 5000 ms/);
  await assert.rejects(
    run("", "no-such-program"),
    /Running no-such-program: .*(?:ENOENT|not found)/,
  );
});

test("metrics and health follow the updates", async () => {
  const sink = await metricsSink({
    port: 0,
    sources: ["a", "b"],
    dropped: () => new Map([["mqtt", 7]]),
  });
  const get = async (path: string) => {
    const response = await fetch(`http://127.0.0.1:${sink.port}${path}`);
    return { status: response.status, text: await response.text() };
  };
  try {
    await sink.send(update("a", 0.25));
    await sink.send(event("1"));
    assert.equal((await get("/healthz")).status, 503);
    await sink.send(update("b", 0.5));
    assert.equal((await get("/healthz")).status, 200);
    const { text } = await get("/metrics");
    assert.match(text, /^babycry_cry_probability\{source="a"\} 0.25$/m);
    assert.match(text, /^babycry_level_dbfs\{source="b"\} -20$/m);
    assert.match(text, /^babycry_events_total\{source="a",type="cry_started"\} 1$/m);
    assert.match(text, /^babycry_dropped_updates\{sink="mqtt"\} 7$/m);
    assert.equal((await get("/other")).status, 404);
  } finally {
    await sink.close!();
  }
});

test("saved audio is bounded by age and size", () =>
  inFolder(async (folder) => {
    const audio = { samples: new Float32Array(478), sampleRateHz: 8000 };
    const save = (sink: Sink, minute: number) =>
      sink.send(event(`${minute}0000000-`, {
        ...{ type: "cry_ended", audio, startTime: `2026-01-01T00:0${minute}:00.000Z` },
      }));
    const sink = await saveSink(folder, { maxBytes: 2500 });
    for (const minute of [1, 2, 3]) await save(sink, minute);
    const name = (minute: number) => `20260101T000${minute}00Z-a-${minute}0000000.wav`;
    assert.deepEqual((await readdir(folder)).sort(), [name(2), name(3)]);
    await utimes(join(folder, name(2)), 0, 0);
    await saveSink(folder);
    assert.deepEqual(await readdir(folder), [name(3)]);
  }));
