import {
  createClassifier,
  type CryUpdate,
  DecodeError,
  InputError,
  UnavailableError,
} from "@babycry/babycry";
import { watch } from "@babycry/babycry/listen";
import { type ClassifierWorker, createClassifierWorker } from "@babycry/babycry/microphone";
import assert from "node:assert/strict";
import { test } from "node:test";
import { syntheticCry } from "../../src/cli/commands/_synthetic_cry.ts";

/** Node has no Web Workers; only the error can be tested there. */
const skip = typeof Worker === "undefined" ? "no Web Workers" : false;

async function withWorker(use: (worker: ClassifierWorker) => Promise<void>): Promise<void> {
  const worker = await createClassifierWorker();
  try {
    await use(worker);
  } finally {
    worker.close();
  }
}

async function* chunks(samples: Float32Array, length = 1000): AsyncGenerator<Float32Array> {
  for (let at = 0; at < samples.length; at += length) yield samples.subarray(at, at + length);
}

test("a host without Web Workers is reported", { skip: !skip }, async () => {
  await assert.rejects(createClassifierWorker(), {
    name: "UnavailableError",
    dependency: "Worker",
  });
});

test(
  "a classifier in a worker has the results of one without",
  { skip },
  () =>
    withWorker(async (worker) => {
      const classifier = await createClassifier();
      const cry = syntheticCry();
      assert.deepEqual(worker.models, classifier.models);
      const own = await classifier.predict(cry);
      assert.deepEqual(await worker.predict(cry), own);
      assert.deepEqual(await worker.predict([cry, cry]), [own, own]);
      assert.ok(cry.samples.length > 0, "samples stay with the caller");

      const { sampleRateHz } = cry;
      const updates = async (one: typeof classifier | typeof worker, lowDelay: boolean) => {
        const options = { sampleRateHz, lowDelay };
        const all: CryUpdate[] = [];
        for await (const update of one.stream(chunks(cry.samples), options)) {
          all.push(update);
        }
        return all;
      };
      for (const lowDelay of [false, true]) {
        assert.deepEqual(await updates(worker, lowDelay), await updates(classifier, lowDelay));
      }
      const types: string[] = [];
      const source = { sampleRateHz, samples: chunks(cry.samples) };
      for await (const item of watch(source, worker)) types.push(item.type);
      assert.ok(types.includes("cry_started") && types.includes("cry_ended"));
    }),
);

test(
  "errors of a worker keep their class, fields and causes",
  { skip },
  () =>
    withWorker(async (worker) => {
      await assert.rejects(worker.predict(new Uint8Array(100)), (error) => {
        assert.ok(error instanceof DecodeError);
        assert.equal(error.reason, "unrecognized");
        return true;
      });
      await assert.rejects(worker.predict("/missing/file.wav"), (error) => {
        assert.ok(error instanceof InputError && error.cause instanceof Error);
        assert.equal(error.code, "not_found");
        return true;
      });
      await assert.rejects(
        worker.predict({ samples: new Float32Array(16_000), sampleRateHz: 1 }),
        RangeError,
      );
      await assert.rejects(worker.predict(42 as never), TypeError);
      await assert.rejects(worker.predict(syntheticCry(), { fetch } as never), /fetch/);
      await assert.rejects(createClassifierWorker({ coverage: 2 }), RangeError);
      class Lost extends Error {}
      const lost = new Lost("unplugged");
      async function* failing() {
        yield new Float32Array(100);
        throw lost;
      }
      await assert.rejects(worker.stream(failing(), { sampleRateHz: 16_000 }).next(), lost);
      await assert.rejects(worker.stream([] as never, { sampleRateHz: 16_000 }).next(), TypeError);
    }),
);

test(
  "a worker asks for a piece only when it needs one",
  { skip },
  () =>
    withWorker(async (worker) => {
      let [read, isClosed] = [0, false];
      async function* endless() {
        try {
          for (;; read++) yield new Float32Array(16_000);
        } finally {
          isClosed = true;
        }
      }
      const updates = worker.stream(endless(), { sampleRateHz: 16_000 });
      for (let i = 0; i < 3; i++) await updates.next();
      await new Promise((resolve) => setTimeout(resolve, 200));
      assert.ok(read >= 3 && read < 8, `${read}`);
      await updates.return(undefined);
      while (!isClosed) await new Promise((resolve) => setTimeout(resolve));
    }),
);

test(
  "a signal and the end of the worker reject what is under way",
  { skip },
  () =>
    withWorker(async (worker) => {
      const hour = { samples: new Float32Array(16_000 * 3600), sampleRateHz: 16_000 };
      const aborting = new AbortController();
      const aborted = worker.predict(hour, { signal: aborting.signal });
      aborting.abort(new Error("enough"));
      await assert.rejects(aborted, /enough/);
      const silent = new ReadableStream<Float32Array>();
      const updates = worker.stream(silent, {
        sampleRateHz: 16_000,
        signal: AbortSignal.timeout(50),
      });
      await assert.rejects(updates.next(), { name: "TimeoutError" });
      const { cry } = await worker.predict(syntheticCry());
      assert.equal(cry?.label, "cry");

      const waiting = worker.stream(new ReadableStream(), { sampleRateHz: 16_000 }).next();
      const work = worker.predict(hour);
      worker.close();
      await assert.rejects(waiting, UnavailableError);
      await assert.rejects(work, UnavailableError);
      await assert.rejects(worker.predict(hour), UnavailableError);
    }),
);

test("a worker whose file cannot be loaded is reported", { skip }, async () => {
  const url = URL.createObjectURL(
    new Blob(["throw new Error('broken');"], { type: "text/javascript" }),
  );
  const worker = new Worker(url, { type: "module" });
  await assert.rejects(createClassifierWorker({ worker }), (error) => {
    assert.ok(error instanceof UnavailableError);
    assert.match(error.message, /broken/);
    return true;
  });
});
