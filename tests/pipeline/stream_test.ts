import {
  createClassifier,
  type CryUpdate,
  embeddedModels,
  type SampleStream,
} from "@babycry/babycry";
import type { CryManifest } from "@babycry/babycry/models";
import { createRandom } from "@babycry/babycry/augment";
import { CRY_FEATURE_NAMES } from "@babycry/babycry/features";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";

const RATE = 8000;
const classifier = await createClassifier({ model: "cry-detect" });
const detector = embeddedModels.find(({ task }) => task === "cry") as CryManifest;

/** Generates periodic calls in noise. */
function calls(seconds: number, sampleRateHz: number): Float32Array {
  const random = createRandom("calls");
  return Float32Array.from({ length: Math.round(seconds * sampleRateHz) }, (_, i) => {
    const t = i / sampleRateHz;
    const loud = Math.max(0, Math.sin(2 * Math.PI * 0.4 * t));
    const phase = 2 * Math.PI * (450 * t + 8 * Math.sin(3 * t));
    return 0.01 * random.normal() + 0.2 * loud * (Math.sin(phase) + 0.5 * Math.sin(2 * phase));
  });
}

/** Cuts a signal at the given samples. */
async function* pieces(samples: Float32Array, cuts: readonly number[]) {
  const places = [0, ...cuts.toSorted((a, b) => a - b), samples.length];
  for (const [i, end] of places.slice(1).entries()) yield samples.subarray(places[i], end);
}

async function all(
  source: SampleStream,
  sampleRateHz: number,
  lowDelay = false,
): Promise<CryUpdate[]> {
  const updates: CryUpdate[] = [];
  for await (const update of classifier.stream(source, { sampleRateHz, lowDelay })) {
    updates.push(update);
  }
  return updates;
}

const timed = ({ startSeconds, endSeconds, probability, levelDbfs }: CryUpdate) => ({
  ...{ startSeconds, endSeconds, probability, levelDbfs },
});

/** Spans between the events of a stream. */
function eventSpans(updates: readonly CryUpdate[]) {
  const [starts, ends] = (["cry_started", "cry_ended"] as const).map((event) =>
    updates.filter((update) => update.event === event).map(({ endSeconds }) => endSeconds)
  ) as [number[], number[]];
  const last = updates.at(-1)!.endSeconds;
  return starts.map((startSeconds, i) => ({ startSeconds, endSeconds: ends[i] ?? last }));
}

test("a stream has the windows and events of the whole recording, however it is cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(8000, 11_025, 16_000, 44_100, 48_000 / 1.001),
      fc.double({ min: 0.11, max: 6.9, noNaN: true }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 }),
      async (sampleRateHz, seconds, cuts) => {
        const samples = calls(seconds, sampleRateHz);
        const { cry } = await classifier.predict({ samples, sampleRateHz });
        const places = cuts.map((share) => Math.round(share * samples.length));
        const updates = await all(pieces(samples, places), sampleRateHz);
        assert.deepEqual(updates.map(timed), cry.timeline);
        assert.deepEqual(eventSpans(updates), cry.events);
      },
    ),
    { seed: 1, numRuns: 25 },
  );
});

test("a low delay changes no bits between cuts, and logits by rounding only", async () => {
  const logit = (p: number) => Math.log(p / (1 - p));
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(11_025, 16_000, 44_100, 48_000, 48_000 / 1.001),
      fc.double({ min: 1, max: 6.9, noNaN: true }),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 }),
      async (sampleRateHz, seconds, cuts) => {
        const samples = calls(seconds, sampleRateHz);
        const places = cuts.map((share) => Math.round(share * samples.length));
        const updates = await all(pieces(samples, places), sampleRateHz, true);
        assert.deepEqual(updates, await all(pieces(samples, []), sampleRateHz, true));
        const { cry } = await classifier.predict({ samples, sampleRateHz });
        assert.equal(updates.length, cry.timeline.length);
        for (const [i, { startSeconds, endSeconds, probability }] of updates.entries()) {
          const expected = cry.timeline[i]!;
          assert.equal(startSeconds, expected.startSeconds);
          assert.equal(endSeconds, expected.endSeconds);
          const error = logit(probability) - logit(expected.probability);
          assert.ok(Math.abs(error) < 1e-5, `${error}`);
        }
      },
    ),
    { seed: 2, numRuns: 25 },
  );
});

test("updates with a low delay follow their windows within 0.066 s", async () => {
  const delaysOf = async (sampleRateHz: number) => {
    const samples = calls(5, sampleRateHz);
    let given = 0;
    async function* slowly() {
      for (let at = 0; at < samples.length; at += 50) yield samples.subarray(at, given = at + 50);
    }
    const delays: number[] = [];
    for await (
      const { endSeconds } of classifier.stream(slowly(), { sampleRateHz, lowDelay: true })
    ) {
      delays.push(given / sampleRateHz - endSeconds);
    }
    return delays;
  };
  for (const rateHz of [11_025, 16_000, 22_050, 44_100, 48_000]) {
    const delays = await delaysOf(rateHz);
    assert.equal(delays.length, 5);
    assert.ok(delays.every((delay) => delay >= 0 && delay <= 0.066), `${rateHz} Hz: ${delays}`);
  }
});

test("an update is sent with the last sample of its window when nothing is resampled", async () => {
  const samples = calls(5, RATE);
  let given = 0;
  async function* slowly() {
    for (let at = 0; at < samples.length; at += 500) {
      given = at + 500;
      yield samples.subarray(at, given);
    }
  }
  const delays: number[] = [];
  for await (const { endSeconds } of classifier.stream(slowly(), { sampleRateHz: RATE })) {
    delays.push(given / RATE - endSeconds);
  }
  // At the model's sample rate the resampling filter adds no delay.
  assert.deepEqual(delays, [0, 0, 0, 0, 0]);
});

/**
 * Streams a pattern of loud (1) and silent seconds to a detector that scores loud ones as cries.
 */
async function eventsOf(pattern: string, changes: Partial<CryManifest> = {}) {
  const head = {
    format: "sklearn-json/1",
    n_features: CRY_FEATURE_NAMES.length,
    classes: ["no_cry", "cry"],
    steps: [{ type: "select", index: [0] }],
    classifier: { type: "logistic_regression", coef: [[0]], intercept: [1], link: "sigmoid" },
  } as const;
  const classifier = await createClassifier({
    model: {
      ...detector,
      windows: { ...detector.windows, window_seconds: 1, hop_seconds: 1 },
      threshold: 0.5,
      calibration: { scale: 1, offset: 0 },
      members: [{ front_end: "cry-features", head }],
      ...changes,
    },
  });
  const noise = calls(1, RATE);
  async function* seconds() {
    for (const loud of pattern) yield loud === "1" ? noise : new Float32Array(RATE);
  }
  const updates: CryUpdate[] = [];
  for await (const update of classifier.stream(seconds(), { sampleRateHz: RATE })) {
    updates.push(update);
  }
  const samples = new Float32Array(pattern.length * RATE);
  [...pattern].forEach((loud, i) => loud === "1" && samples.set(noise, i * RATE));
  const { cry } = await classifier.predict({ samples, sampleRateHz: RATE });
  assert.deepEqual(cry.events, eventSpans(updates));
  return {
    events: updates.filter(({ event }) => event).map(({ event, endSeconds }) =>
      `${event} ${endSeconds}`
    ),
    crying: updates.map(({ crying }) => Number(crying)).join(""),
  };
}

test("three of four windows start and end a cry", async () => {
  const rule = { windows: 4, agreeing: 3 };
  const { events, crying } = await eventsOf("0110111101000101", { events: rule });
  assert.deepEqual(events, ["cry_started 5", "cry_ended 12"]);
  assert.equal(crying, "0000111111100000");
});

test("the manifest's event rule decides when a cry starts and ends", async () => {
  const crying = async (windows: number, agreeing: number) =>
    (await eventsOf("0110111101000101", { events: { windows, agreeing } })).crying;
  assert.equal(await crying(1, 1), "0110111101000101");
  assert.equal(await crying(2, 2), "0011111111100000");
  assert.equal(await crying(4, 4), "0000000111111111");
});

test("a ReadableStream is a source, and is cancelled when the caller stops reading", async () => {
  const samples = calls(4, RATE);
  let cancelled = 0;
  const source = () =>
    new ReadableStream<Float32Array>({
      start(controller) {
        controller.enqueue(samples);
        controller.close();
      },
    });
  assert.deepEqual(await all(source(), RATE), await all(pieces(samples, []), RATE));
  const endless = new ReadableStream<Float32Array>({
    pull: (controller) => controller.enqueue(samples),
    cancel: () => void cancelled++,
  });
  for await (const _ of classifier.stream(endless, { sampleRateHz: RATE })) break;
  assert.equal(cancelled, 1);
});

test("a signal interrupts the wait for samples", async () => {
  const controller = new AbortController();
  let closed = false;
  async function* silent() {
    try {
      yield new Float32Array(3 * RATE);
      setTimeout(() => controller.abort(new RangeError("enough")));
      yield await new Promise<Float32Array>((resolve) =>
        controller.signal.addEventListener("abort", () => resolve(new Float32Array(1)))
      );
    } finally {
      closed = true;
    }
  }
  const options = { sampleRateHz: RATE, signal: controller.signal };
  const seen: number[] = [];
  await assert.rejects(async () => {
    for await (const { endSeconds } of classifier.stream(silent(), options)) seen.push(endSeconds);
  }, { message: "enough" });
  assert.deepEqual(seen, [2, 3]);
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(closed);
  const aborted = { sampleRateHz: RATE, signal: AbortSignal.abort(new RangeError("before")) };
  await assert.rejects(classifier.stream(silent(), aborted).next(), { message: "before" });
});

test("a source that is not a stream of samples is an error", async () => {
  const refuse = (source: unknown, sampleRateHz: unknown, error: object) =>
    assert.rejects(all(source as SampleStream, sampleRateHz as number), error);
  const second = () => pieces(calls(1, RATE), []);
  await refuse(new Float32Array(RATE), RATE, {
    name: "TypeError",
    message: /received a Float32Array; yield them from an async function\*$/,
  });
  await refuse(null, RATE, TypeError);
  await refuse(second(), 0, RangeError);
  await refuse(second(), undefined, {
    name: "TypeError",
    message: /sampleRateHz .* received undefined/,
  });
  await refuse(second(), "16000", {
    name: "TypeError",
    message: /sampleRateHz .* received the string "16000"/,
  });
  const classifier = await createClassifier();
  const forgotten = classifier.stream(second(), undefined as unknown as { sampleRateHz: number });
  await assert.rejects(forgotten.next(), /sampleRateHz .* received undefined/);
  function* generator() {}
  await refuse(generator(), RATE, {
    name: "TypeError",
    message: /received a Generator; yield them from an async function\*$/,
  });
  await refuse(pieces(new Float32Array(0), []), RATE, {
    message: "Reading samples: expected at least 0.1 s of audio, received no samples",
  });
  const broken = calls(1, RATE);
  broken[5000] = NaN;
  await refuse(pieces(broken, [3000]), RATE, { message: /received NaN at index 5000/ });
  async function* integers() {
    yield new Int16Array(RATE) as unknown as Float32Array;
  }
  await refuse(integers(), RATE, TypeError);
  async function* failing() {
    yield new Float32Array(RATE);
    throw new RangeError("unplugged");
  }
  await refuse(failing(), RATE, { message: "unplugged" });
  const valence = await createClassifier({ model: "valence" });
  await assert.rejects(
    valence.stream(second(), { sampleRateHz: RATE }).next(),
    /expected a model that detects cries, received valence/,
  );
});
