/** Streams of decoded blocks from every form of input. */
import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type AudioStream, decode, decodeStream, type EncodedInput } from "@babycry/babycry/decode";
import { AMR } from "./_tones.ts";
import { bytesOf, le, mp4File, wavFile } from "./_write.ts";

const noise = (n: number) => Array.from({ length: n }, (_, i) => i * i * 37 % 251);
const file = wavFile({ tag: 1, channels: 2, bits: 16, sampleRateHz: 8000 }, noise(1_600_000));
const mp4 = mp4File({ codec: "samr", chunks: [[AMR.slice(6, 38)], [AMR.slice(38, 70)]] });

async function joined({ blocks }: AudioStream): Promise<Float32Array[]> {
  const parts: Float32Array[][] = [];
  for await (const block of blocks) parts.push(block);
  return parts[0]!.map((_, channel) =>
    Float32Array.from(parts.flatMap((block) => [...block[channel]!]))
  );
}

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test("every form of input has the samples that decode returns", async () => {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  const path = join(folder, "clip.wav");
  await writeFile(path, file);
  const handle = await open(path);
  try {
    const { channels } = await decode(file);
    const inputs: readonly EncodedInput[] = [
      path,
      handle,
      createReadStream(path),
      file,
      new Blob([file]),
      new Response(file),
      new Request("https://example.org/", { method: "POST", body: file }),
      new Response(file).body!,
      pieces(file, 1000),
      { getFile: () => Promise.resolve(new Blob([file])) },
    ];
    for (const input of inputs) {
      const stream = await decodeStream(input);
      assert.deepEqual(
        [stream.format, stream.sampleRateHz, stream.channelCount, stream.durationSeconds],
        ["wav/pcm_s16le", 8000, 2, 50],
      );
      assert.deepEqual(await joined(stream), channels);
      assert.equal(stream.damage, undefined);
    }
  } finally {
    await handle.close();
    await rm(folder, { recursive: true });
  }
});

test("a file above 4 GiB is read where its audio is", async () => {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  const path = join(folder, "large.wav");
  const junkBytes = 2 ** 32 - 16;
  try {
    const handle = await open(path, "w");
    // The file is sparse: only its ends occupy the disk.
    await handle.write(bytesOf(file.subarray(0, 36), "junk", le(junkBytes, 4)));
    await handle.write(file.subarray(36), 0, file.length - 36, 44 + junkBytes);
    await handle.close();
    const stream = await decodeStream(path);
    assert.deepEqual(await joined(stream), (await decode(file)).channels);
    assert.equal(stream.damage, undefined);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("the damage of a file is known after its last block", async () => {
  const stream = await decodeStream(file.subarray(0, 1001));
  assert.equal(stream.damage, undefined);
  await joined(stream);
  assert.match(stream.damage!.message, /expected a data chunk of 1600000 bytes, received 957/);
});

test("a signal stops decoding, and timers run meanwhile", async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new RangeError("enough")), 1);
  const stream = await decodeStream(endless(), { signal: controller.signal });
  await assert.rejects(async () => {
    for await (const _ of stream.blocks);
  }, /enough/);
});

/** WAV file of unknown size that does not end and never waits. */
async function* endless(): AsyncGenerator<Uint8Array> {
  yield file.slice(0, 44).map((byte, i) => i >= 40 ? 255 : byte);
  for (;;) yield new Uint8Array(65_536);
}

test("a stream whose index is at the end is kept up to a limit", async () => {
  const { channels } = await decode(mp4);
  assert.deepEqual(await joined(await decodeStream(pieces(mp4, 7))), channels);
  await assert.rejects(decodeStream(pieces(mp4, 7), { maxBufferBytes: 50 }), {
    name: "InputError",
    code: "too_large",
    message: /index comes first, .* than 50 bytes in memory; pass a path .*faststart/,
  });
});

test("an input is closed at the end, early or on an error", async () => {
  for (const content of [file, new Uint8Array(1000)]) {
    let isClosed = false;
    const input = async function* () {
      try {
        for (;;) yield content;
      } finally {
        isClosed = true;
      }
    };
    try {
      for await (const _ of (await decodeStream(input())).blocks) break;
    } catch (error) {
      assert.equal((error as Error).name, "DecodeError");
    }
    assert.ok(isClosed);
  }
});
