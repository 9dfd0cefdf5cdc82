/** Truncated and corrupted files decode to a part of the audio, or fail with a `DecodeError`. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decode, type DecodedAudio, DecodeError } from "@babycry/babycry/decode";
import { FILES } from "./_files.ts";
import { bytesOf } from "./_write.ts";

/** Files whose audio is one packet, or one page. */
const ONE_PACKET = ["ALAC_CAF", "ALAC_M4A", "FLAC_OGG", "opus"];

async function attempt(bytes: Uint8Array): Promise<DecodedAudio | undefined> {
  try {
    const audio = await decode(bytes);
    const length = audio.channels[0]!.length;
    assert.ok(
      audio.channels.every((channel) => channel.length === length),
      "channels of one length",
    );
    return audio;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    return undefined;
  }
}

for (const [name, file] of Object.entries(FILES)) {
  test(`truncated ${name} decodes to a prefix or is rejected`, async () => {
    const whole = await decode(file);
    assert.equal(whole.damage, undefined);
    const length = whole.channels[0]!.length;
    // Every byte of the header, then steps shorter than blocks and pages.
    const step = file.length > 2000 ? 61 : file.length > 500 ? 13 : 1;
    let decoded = 0;
    for (let end = 0; end < file.length; end += end < 150 ? 1 : step) {
      const cut = await attempt(file.subarray(0, end));
      if (!cut) continue;
      decoded++;
      assert.equal(cut.sampleRateHz, whole.sampleRateHz);
      assert.ok(
        cut.channels[0]!.length <= length,
        `${end} bytes decode to more samples than the whole file`,
      );
      cut.channels.forEach((channel, c) => {
        const differs = channel.findIndex((value, i) => value !== whole.channels[c]![i]);
        assert.equal(differs, -1, `${end} bytes`);
      });
    }
    const isWhole = ONE_PACKET.includes(name);
    assert.ok(isWhole || decoded > 3, `${decoded} prefixes were decoded`);
  });

  test(`${name} with flipped bits decodes to finite samples or is rejected`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(7)), { minLength: 1, maxLength: 8 }),
        async (flips) => {
          const bytes = file.slice();
          for (const [at, bit] of flips) bytes[at]! ^= 1 << bit;
          const audio = await attempt(bytes);
          // A flipped tag may turn integers into floats, which are not checked.
          if (!audio || audio.format.includes("pcm_f")) return;
          for (const channel of audio.channels) {
            assert.ok(channel.every(Number.isFinite), "finite");
            // One byte of Opus is up to 60 ms at 48 kHz, the maximum of all formats.
            assert.ok(channel.length <= file.length * 2880, "no longer than the bytes allow");
          }
        },
      ),
      { seed: 4, numRuns: name === "vorbis" ? 30 : 100 },
    );
  });

  test(`noise after the header of ${name} is rejected or finite`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(100),
        fc.uint8Array({ minLength: 200, maxLength: 600 }),
        async (keep, rest) => {
          const audio = await attempt(bytesOf(file.subarray(0, keep), rest));
          if (!audio || audio.format.includes("pcm_f")) return;
          assert.ok(audio.channels.every((channel) => channel.every(Number.isFinite)));
        },
      ),
      { seed: 5, numRuns: 25 },
    );
  });
}
