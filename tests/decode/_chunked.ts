/** Comparison of a decoded stream with the decoded file. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { decode, type DecodedAudio } from "@babycry/babycry/decode";
import { collect } from "../../src/decode/_collect.ts";
import { openAudio } from "../../src/decode/open_audio.ts";
import { streamSource } from "../../src/source/stream_source.ts";

/** Result or error of decoding, without details that may differ. */
async function outcome(audio: Promise<DecodedAudio>) {
  try {
    const { damage, ...rest } = await audio;
    return { ...rest, damage: damage?.message };
  } catch (error) {
    return { error: String(error) };
  }
}

async function* chunksOf(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; at += sizes[i++ % sizes.length]!) {
    yield bytes.slice(at, at + sizes[i % sizes.length]!);
  }
}

/** Checks that a stream of the bytes, in chunks of any size, decodes as the whole does. */
export async function assertStreams(bytes: Uint8Array, numRuns = 10): Promise<void> {
  const whole = await outcome(decode(bytes));
  const size = Math.max(1, Math.min(bytes.length, 100_000));
  const sizes = fc.array(fc.integer({ min: 1, max: size }), { minLength: 1, maxLength: 5 });
  const property = fc.asyncProperty(sizes, async (sizes) => {
    const source = streamSource(chunksOf(bytes, sizes), { name: "a stream" });
    assert.deepEqual(await outcome(openAudio(source).then(collect)), whole);
  });
  await fc.assert(property, { seed: 41, numRuns });
}
