import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { ByteBudget } from "../../src/server/body/byte_budget.ts";
import { multipartParts } from "../../src/server/body/multipart.ts";
import { openUploadSpool } from "../../src/server/body/spool.ts";
import { Uploads } from "../../src/server/body/upload.ts";
import { Problem } from "../../src/server/mod.ts";

const seeded = { seed: 20261201, numRuns: 200 };
const encode = (text: string) => new TextEncoder().encode(text);

/** Cuts bytes at places that a generator chose. */
async function* cut(bytes: Uint8Array, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let i = 0; at < bytes.length; i++) {
    const length = lengths[i % lengths.length]!;
    yield bytes.subarray(at, at + length);
    at += length;
    await Promise.resolve();
  }
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<number[]> {
  const bytes: number[] = [];
  for await (const chunk of chunks) bytes.push(...chunk);
  return bytes;
}

/** Bytes that often look like a part of a boundary. */
const content = fc.array(
  fc.oneof(
    fc.constantFrom("\r", "\n", "-", "\r\n--", "\r\n--cut", "\r\n--cu", "cut").map(encode),
    fc.uint8Array({ maxLength: 40 }),
  ),
  { maxLength: 12 },
).map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])))
  .filter((bytes) => !new TextDecoder("latin1").decode(bytes).includes("\r\n--cut!"));

test("a form of any content, cut anywhere, has its parts", async () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 });
  const parts = fc.array(fc.tuple(content, fc.boolean()), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(parts, lengths, fc.boolean(), async (expected, lengths, hasLineEnd) => {
      const pieces = expected.map(([bytes, isFile], i) => [
        ...encode(`--cut!\r\nContent-Disposition: form-data; name="f${i}"`),
        ...encode(isFile ? `; filename="a"\r\nContent-Type: audio/wav\r\n\r\n` : "\r\n\r\n"),
        ...bytes,
        ...encode("\r\n"),
      ]);
      const end = encode(`--cut!--${hasLineEnd ? "\r\n" : ""}`);
      const body = Uint8Array.from([...pieces.flat(), ...end]);
      const received: [string, boolean, number[]][] = [];
      const type = 'multipart/form-data; boundary="cut!"';
      for await (const { name, isFile, chunks } of multipartParts(cut(body, lengths), type)) {
        received.push([name, isFile, await collect(chunks)]);
      }
      assert.deepEqual(
        received,
        expected.map(([bytes, isFile], i) => [`f${i}`, isFile, [...bytes]]),
      );
    }),
    seeded,
  );
});

test("bytes that are no form end in a problem, or in a form", async () => {
  await fc.assert(
    fc.asyncProperty(content, async (bytes) => {
      try {
        for await (const { chunks } of multipartParts(cut(bytes, [7]), "x; boundary=cut")) {
          await collect(chunks);
        }
      } catch (error) {
        assert.ok(error instanceof Problem && error.status === 400, String(error));
      }
    }),
    seeded,
  );
});

test("who takes from a budget waits in line, and gives back once", async () => {
  const budget = new ByteBudget(10, 2);
  const first = await budget.take(6);
  const order: string[] = [];
  const second = budget.take(8).then((give) => (order.push("second"), give));
  const third = budget.take(1).then((give) => (order.push("third"), give));
  await assert.rejects(budget.take(1), { status: 503 });
  assert.deepEqual([budget.used, budget.waiting], [6, 2]);
  first();
  first();
  const giveThird = await third;
  assert.deepEqual(order, ["second", "third"]);
  assert.equal(budget.used, 9);
  giveThird();
  (await second)();
  const all = await budget.take(1000);
  assert.equal(budget.used, 10);
  all();
});

test("who waits for a budget leaves the line when its signal aborts", async () => {
  const budget = new ByteBudget(10, 5);
  const give = await budget.take(10);
  const leaving = new AbortController();
  const left = assert.rejects(budget.take(5, leaving.signal));
  const next = budget.take(5);
  leaving.abort();
  await left;
  give();
  (await next)();
  assert.equal(budget.used, 0);
});

test("uploads that do not fit in memory are written to the spool, and removed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  try {
    const spool = await openUploadSpool(folder);
    const budget = new ByteBudget(100_000, 5);
    const bytes = Uint8Array.from({ length: 90_000 }, (_, i) => i);
    const upload = () => new Uploads({ budget, spool, expectedBytes: 90_000 });
    const [inMemory, spooled, small] = [upload(), upload(), upload()];
    assert.deepEqual(await inMemory.add(cut(bytes, [10_000])), bytes);
    const path = await spooled.add(cut(bytes, [10_000]));
    assert.ok(typeof path === "string");
    assert.deepEqual(new Uint8Array(await readFile(path)), bytes);
    assert.deepEqual(await small.add(cut(bytes.subarray(0, 100), [7])), bytes.subarray(0, 100));
    assert.equal((await readdir(folder)).length, 1);
    for (const one of [inMemory, spooled, small]) await one.release();
    assert.equal(budget.used, 0);
    assert.deepEqual(await readdir(folder), []);
  } finally {
    await rm(folder, { recursive: true });
  }
});
