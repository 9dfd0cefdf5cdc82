import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "@babycry/babycry/decode";
import { aiffFile, cafFile, wavFile } from "./_write.ts";

const all = Array.from({ length: 256 }, (_, byte) => byte);

/** ITU-T G.711, table 2: segments of 14 bits that double, with a bias of 33. */
function mulaw(byte: number): number {
  const [segment, step] = [7 - (byte >> 4 & 7), 15 - (byte & 15)];
  const magnitude = (2 * step + 33) * 2 ** segment - 33;
  return (byte >= 128 ? magnitude : 0 - magnitude) / 8192;
}

/** ITU-T G.711, table 1: segments of 13 bits, the first two of equal step; even bits inverted. */
function alaw(byte: number): number {
  const bits = byte ^ 0b01010101;
  const [segment, step] = [bits >> 4 & 7, bits & 15];
  const magnitude = segment === 0 ? 2 * step + 1 : (2 * step + 33) * 2 ** (segment - 1);
  return (bits >= 128 ? magnitude : -magnitude) / 4096;
}

test("every A-law and mu-law code decodes to its G.711 value, in each container", async () => {
  const one = { channels: 1, sampleRateHz: 8000 };
  for (
    const [name, law, tag, codec] of [["alaw", alaw, 6, "alaw"], [
      "mulaw",
      mulaw,
      7,
      "ulaw",
    ]] as const
  ) {
    const expected = [Float32Array.from(all, law)];
    const files = {
      wav: wavFile({ tag, bits: 8, ...one }, all),
      caf: cafFile({ codec, bytesPerPacket: 1, bits: 8, ...one }, all),
      aiff: aiffFile({ codec, frames: 256, bits: 16, ...one }, all),
    };
    for (const [container, file] of Object.entries(files)) {
      const audio = await decode(file);
      assert.equal(audio.format, `${container}/pcm_${name}`);
      assert.deepEqual(audio.channels, expected);
    }
  }
});
