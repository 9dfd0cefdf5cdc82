import {
  watch,
  type WatchEvent,
  type WatchItem,
  watchJson,
  type WatchOptions,
} from "@babycry/babycry/listen";
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  collect,
  fakeClassifier,
  fakeClock,
  RATE,
  samplesOf,
  seconds,
  summary,
  turns,
} from "./_fakes.ts";

/** Watches digits, one a second, as a recording. */
async function watched(digits: string, options: WatchOptions = {}, predictions: number[] = []) {
  const source = {
    isLive: false,
    open: () => ({ sampleRateHz: RATE, samples: samplesOf(digits) }),
  };
  const clock = fakeClock();
  return await collect(
    watch(source, fakeClassifier(predictions), { clock, holdSeconds: 0, ...options }),
  );
}
const eventsOf = async (digits: string, options?: WatchOptions) =>
  summary(await watched(digits, options));

test("crying starts with its first window and ends with its last", async () => {
  const predictions: number[] = [];
  const items = await watched("00000999990000011", {}, predictions);
  assert.deepEqual(summary(items), ["cry_started 5-8", "cry_ended 5-10"]);
  const events = items.filter(({ type }) => type !== "update") as WatchEvent[];
  const [started, ended] = events as [WatchEvent, WatchEvent];
  assert.equal(started.episodeId, ended.episodeId);
  assert.notEqual(started.id, ended.id);
  assert.equal(started.startTime, "2026-01-01T00:00:05.000Z");
  assert.equal(ended.endTime, "2026-01-01T00:00:10.000Z");
  assert.ok(Math.abs(ended.peakProbability - 0.9) < 1e-6);
  assert.ok(Math.abs(ended.meanProbability - 0.9) < 1e-6);
  assert.ok(Math.abs(ended.peakDbfs - 20 * Math.log10(0.9)) < 0.01);
  assert.equal(ended.valence?.label, "distress");
  assert.deepEqual(predictions, [5]);
  assert.ok(!("audio" in watchJson(ended)) && ended.audio?.sampleRateHz === RATE);
  assert.equal(watchJson(ended).peak_dbfs, ended.peakDbfs);
  assert.equal(items.filter(({ type }) => type === "update").length, 17);
});

test("the durations of the user delay starts, join pauses and repeat reports", async () => {
  assert.deepEqual(await eventsOf("099900000", { minSeconds: 4 }), []);
  assert.deepEqual(await eventsOf("0999990000", { minSeconds: 4 }), [
    "cry_started 1-5",
    "cry_ended 1-6",
  ]);
  const pause = "0999000009990000000";
  assert.equal((await eventsOf(pause)).length, 4);
  assert.deepEqual(await eventsOf(pause, { holdSeconds: 6 }), [
    "cry_started 1-4",
    "cry_ended 1-12",
  ]);
  assert.equal((await eventsOf(pause, { cooldownSeconds: 20 })).length, 2);
  assert.deepEqual(await eventsOf("0999999999", { continuesSeconds: 3 }), [
    "cry_started 1-4",
    "cry_continues 1-7",
    "cry_continues 1-10",
    "cry_ended 1-10",
  ]);
});

test("sensitivity shifts the thresholds by a logit", async () => {
  const probability = (options: WatchOptions) => eventsOf("333330000", options);
  assert.deepEqual(await probability({}), []);
  assert.equal((await probability({ sensitivity: "high" })).length, 2);
  assert.equal((await eventsOf("555550000")).length, 2);
  assert.equal((await eventsOf("555550000", { sensitivity: "low" })).length, 0);
});

test("a loud sound and digital silence are events", async () => {
  assert.deepEqual(
    await eventsOf("1199110009", { loudDbfs: -6, minSeconds: 100, holdSeconds: 2 }),
    [
      "loud 2-3",
      "loud 9-10",
    ],
  );
  assert.deepEqual(await eventsOf("1000001", { silentSeconds: 3 }), [
    "source_silent 1-4",
    "source_restored 1-7",
  ]);
});

test("audio of an event is limited to its end", async () => {
  const items = await watched("0" + "9".repeat(100) + "00000", { audioSeconds: 20 });
  const ended = items.find(({ type }) => type === "cry_ended") as WatchEvent;
  assert.equal(ended.audio!.samples.length, 20 * RATE);
  assert.equal(ended.endSeconds, 101);
  const chunks = async (piece: number) => {
    const all = Float32Array.from([...seconds("0999990000099990000")].flatMap((s) => [...s]));
    const samples = async function* () {
      for (let at = 0; at < all.length; at += piece) yield all.subarray(at, at + piece);
    };
    const source = { isLive: false, open: () => ({ sampleRateHz: RATE, samples: samples() }) };
    const options = { clock: fakeClock(), preRollSeconds: 1 };
    const items = await collect(watch(source, fakeClassifier(), options));
    return items.map((item) => ({ ...item, id: "", episodeId: "" }));
  };
  const whole = await chunks(80 * 19);
  assert.ok(whole.some(({ type }) => type === "cry_ended"));
  assert.deepEqual(await chunks(37), whole);
  assert.deepEqual(await chunks(80), whole);
});

test("valence is that of the last minute of crying, however long the pause", async () => {
  const predictions: number[] = [];
  const digits = "0" + "9".repeat(100) + "0".repeat(80);
  const items = await watched(digits, { holdSeconds: 70, audioSeconds: 0 }, predictions);
  const ended = items.find(({ type }) => type === "cry_ended") as WatchEvent;
  assert.deepEqual(predictions, [60]);
  assert.ok(ended.endSeconds === 101 && !("audio" in ended));
});

/** Source whose chunks the test pushes. */
function pushed() {
  let wake: (() => void) | undefined;
  const queue: (Float32Array | Error | "end")[] = [];
  const push = async (...items: typeof queue) => {
    queue.push(...items);
    wake?.();
    await turns();
  };
  async function* samples() {
    for (;;) {
      const next = queue.shift();
      if (next === "end") return;
      if (next instanceof Error) throw next;
      if (next) yield next;
      else await new Promise<void>((resolve) => wake = resolve);
    }
  }
  return { push, samples };
}

/** Watches a live source and collects its items. */
function live(options: WatchOptions = {}, reopens = true) {
  const clock = fakeClock();
  const ending = new AbortController();
  const source = pushed();
  const items: WatchItem[] = [];
  let opened = 0;
  const open = () => {
    opened++;
    return { sampleRateHz: RATE, samples: source.samples() };
  };
  const done = (async () => {
    const settings = { clock, random: () => 1, holdSeconds: 0, signal: ending.signal, ...options };
    const all = watch({ name: "nursery", reopens, open }, fakeClassifier(), settings);
    for await (const item of all) items.push(item);
  })();
  return {
    ...{ clock, items, done, push: source.push },
    opened: () => opened,
    stop: async () => {
      ending.abort();
      await done;
    },
    async play(digits: string) {
      for (const second of seconds(digits)) {
        await clock.advance(1);
        await source.push(second);
      }
    },
  };
}

test("a stalled source ends the event and is opened again", async () => {
  const source = live();
  await source.play("0999");
  await source.clock.advance(10);
  assert.deepEqual(summary(source.items), [
    "cry_started 1-4",
    "cry_ended 1-4",
    "source_lost 4-14",
  ]);
  assert.equal((source.items.at(-1) as WatchEvent).detail, "no samples for 10 s");
  await source.clock.advance(1);
  assert.equal(source.opened(), 2);
  await source.play("11");
  assert.deepEqual(summary(source.items).slice(3), ["source_restored 4-16"]);
  assert.equal((source.items.at(-1) as { time: string }).time, "2026-01-01T00:00:17.000Z");
  await source.stop();
});

test("a stalled source that cannot be opened again is awaited", async () => {
  const source = live({}, false);
  await source.play("11");
  await source.clock.advance(10);
  await source.clock.advance(20);
  await source.play("1");
  assert.deepEqual(summary(source.items).slice(0, 2), ["source_lost 2-12", "source_restored 2-3"]);
  assert.equal(source.opened(), 1);
  await source.stop();
});

test("seconds start with the first sample, however late it arrives", async () => {
  const source = live();
  await source.clock.advance(3.5);
  await source.play("0999");
  await source.stop();
  assert.deepEqual(summary(source.items), ["cry_started 1-4", "cry_ended 1-4"]);
  assert.equal((source.items.at(-1) as WatchEvent).startTime, "2026-01-01T00:00:04.500Z");
});

test("errors are reported once, and waits between attempts grow", async () => {
  const source = live();
  await turns();
  for (const wait of [1, 2, 4, 8]) {
    await source.push(new RangeError("refused"));
    await source.clock.advance(wait - 0.5);
    const before = source.opened();
    await source.clock.advance(0.5);
    assert.equal(source.opened(), before + 1);
  }
  assert.deepEqual(summary(source.items), ["source_lost 0-0"]);
  assert.equal((source.items[0] as WatchEvent).detail, "refused");
  await source.stop();
});

test("an error of a source that does not reopen rejects", async () => {
  const source = live({}, false);
  await source.push(new RangeError("refused"));
  await assert.rejects(source.done, /refused/);
});

test("lost samples and a changed clock are reported and corrected", async () => {
  const source = live();
  await source.play("11");
  source.clock.jump(3600);
  await source.play("1");
  assert.deepEqual(summary(source.items), ["clock_jump 3600.0"]);
  await source.clock.advance(5);
  await source.play("11111111111111");
  assert.deepEqual(summary(source.items).slice(1), ["gap 5.0"]);
  assert.equal((source.items.at(-1) as { time: string }).time, "2026-01-01T01:00:22.000Z");
  await source.stop();
});

test("the signal ends an event", async () => {
  const source = live();
  await source.play("0999");
  await source.stop();
  assert.deepEqual(summary(source.items), ["cry_started 1-4", "cry_ended 1-4"]);
});

test("a thousand connections take listeners and memory of one", async () => {
  let listeners = 0;
  const source = live({ backoff: { firstMs: 0 } });
  const { addEventListener, removeEventListener } = AbortSignal.prototype;
  AbortSignal.prototype.addEventListener = function (
    this: AbortSignal,
    ...args: Parameters<typeof addEventListener>
  ) {
    listeners++;
    return addEventListener.apply(this, args);
  } as typeof addEventListener;
  AbortSignal.prototype.removeEventListener = function (
    this: AbortSignal,
    ...args: Parameters<typeof removeEventListener>
  ) {
    listeners--;
    return removeEventListener.apply(this, args);
  } as typeof removeEventListener;
  try {
    for (let i = 0; i < 1000; i++) {
      await source.push("end");
      await source.clock.advance(1);
    }
  } finally {
    Object.assign(AbortSignal.prototype, { addEventListener, removeEventListener });
  }
  assert.ok(source.opened() > 1000);
  assert.ok(listeners < 2100, `${listeners}`);
  await source.stop();
});

test("options are checked", async () => {
  const source = { sampleRateHz: RATE, samples: samplesOf("1") };
  const rejects = (options: unknown, error: RegExp) =>
    assert.rejects(collect(watch(source, fakeClassifier(), options as WatchOptions)), error);
  await rejects({ sensitivity: "max" }, /expected sensitivity to be low or normal or high/);
  await rejects({ minSeconds: -1 }, /expected minSeconds to be a finite number at least 0/);
  await rejects({ loudDbfs: 3 }, /expected loudDbfs to be a finite number at most 0/);
  await rejects({ threshold: 1 }, /received threshold/);
  await assert.rejects(collect(watch(1 as never, fakeClassifier())), /expected an object with/);
});
