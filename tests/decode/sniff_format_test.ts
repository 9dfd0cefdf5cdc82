import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { decode, type DecodeError, sniffFormat } from "@babycry/babycry/decode";
import { AAC_TS, MP2, OPUS_WEBM, PCM_MKA } from "./_encoded.ts";
import { AMR, FLAC, MP3, MP3_BARE, OPUS, VORBIS } from "./_tones.ts";
import { aiffFile, be, bytesOf, cafFile, mp4File, wavFile } from "./_write.ts";

const one = { channels: 1, bits: 8, sampleRateHz: 8000 };

test("each format is detected from its content", () => {
  const adts = bytesOf(...Array(3).fill([0xff, 0xf1, 0x50, 0x40, 0x01, 0x1f, 0xfc, 0]));
  const expected: [string, Uint8Array][] = [
    ["wav", wavFile({ tag: 1, ...one }, [128])],
    ["aiff", aiffFile({ frames: 1, ...one }, [0])],
    ["aiff", aiffFile({ frames: 1, codec: "sowt", ...one }, [0])],
    ["caf", cafFile({ codec: "lpcm", bytesPerPacket: 1, ...one }, [0])],
    ["amr", AMR],
    ["3gp", mp4File({ codec: "samr", chunks: [] })],
    ["m4a", mp4File({ codec: "mp4a", brand: "M4A ", chunks: [] })],
    ["mp4", mp4File({ codec: "mp4a", brand: "isom", chunks: [] })],
    ["mov", bytesOf(be(16, 4), "moov", be(0, 8))],
    ["mp3", MP3],
    ["mp3", MP3_BARE],
    ["flac", FLAC],
    ["flac", bytesOf("ID3", [4, 0, 0, 0, 0, 0, 3], "tag", FLAC)],
    ["ogg/vorbis", VORBIS],
    ["ogg/opus", OPUS],
    ["flac", bytesOf(FLAC)],
    ["wav", bytesOf("ID3", [4, 0, 0, 0, 0, 0, 3], "tag", wavFile({ tag: 1, ...one }, [128]))],
    ["avi", bytesOf("RIFF", be(0, 4), "AVI LIST")],
    ["mp2", MP2],
    ["mpegts", AAC_TS],
    ["matroska", PCM_MKA],
    ["webm", OPUS_WEBM],
    ["au", bytesOf(".snd", be(24, 4))],
    ["w64", bytesOf("riff", [0x2e, 0x91, 0xcf, 0x11], be(0, 32))],
    ["latm", bytesOf([0x56, 0xe1, 0x49])],
    ["silk", bytesOf([2], "#!SILK_V3")],
    ["wavpack", bytesOf("wvpk", be(0, 28))],
    ["webm", bytesOf([0x1a, 0x45, 0xdf, 0xa3], be(0, 20))],
    ["aac", adts],
  ];
  for (const [format, bytes] of expected) assert.equal(sniffFormat(bytes), format);
});

test("other files have no format", () => {
  const text = "this is not audio, despite the name of the file\n";
  for (
    const part of ["", "R", "RIFF", "RIFF\0\0\0\0ACON", "FORM\0\0\0\0ILBM", text.repeat(40)]
  ) {
    assert.equal(sniffFormat(bytesOf(part)), undefined);
  }
  assert.equal(
    sniffFormat(bytesOf("<!DOCTYPE html><html><body>404</body></html>".repeat(20))),
    undefined,
  );
  // The byte order mark of UTF-16 resembles an MPEG sync word.
  assert.equal(sniffFormat(bytesOf([0xff, 0xfe], ...Array(99).fill("h\0i\0"))), undefined);
  assert.equal(sniffFormat(new Uint8Array(4096)), undefined);
  assert.equal(sniffFormat(new Uint8Array(4096).fill(255)), undefined);
});

test("random bytes have no format", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 3000, maxLength: 3000 }), (bytes) => {
      assert.equal(sniffFormat(bytes), undefined);
    }),
    { seed: 3, numRuns: 50 },
  );
});

test("decode takes a Uint8Array or an ArrayBuffer and does not modify it", async () => {
  const file = wavFile({ tag: 1, ...one }, [192]);
  const inside = bytesOf("xxx", file).subarray(3);
  for (const bytes of [file, file.buffer, inside]) {
    assert.deepEqual((await decode(bytes)).channels, [Float32Array.of(0.5)]);
  }
  for (const wrong of ["clip.wav", [1, 2], undefined, new Float32Array(9)]) {
    await assert.rejects(decode(wrong as unknown as Uint8Array), TypeError);
  }
  await assert.rejects(decode(new Uint8Array()), {
    name: "DecodeError",
    reason: "unrecognized",
    message:
      "Decoding audio: expected an audio file, received 0 bytes; the file is empty: copy or record it again",
  });
  await assert.rejects(decode(bytesOf("<html>")), {
    reason: "unrecognized",
    message: /received an HTML page/,
  });
});

test("text instead of audio is described", async () => {
  const received = {
    "<!DOCTYPE html>\n<html><title>404</title></html>": "an HTML page; check the address",
    "\ufeff  <HTML lang='de'>": "an HTML page",
    '{"error": "not found"}': "a JSON document",
    "[\n]": "a JSON document",
    "<?xml version='1.0'?><Error/>": "an XML document",
    "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\n":
      "a Git LFS pointer; run git lfs pull",
    "404: Not Found": 'text that begins with "404: Not Found"',
    "Nächste Aufnahme": 'text that begins with "Nächste Aufnahme"',
  };
  for (const [text, name] of Object.entries(received)) {
    await assert.rejects(decode(new TextEncoder().encode(text)), (error: DecodeError) => {
      assert.equal(error.reason, "unrecognized");
      assert.ok(
        error.message.startsWith(`Decoding audio: expected an audio file, received ${name}`),
      );
      return true;
    });
  }
  await assert.rejects(
    decode(Uint8Array.of(123, 0, 1, 2)),
    /expected WAV, .*, received 4 bytes that begin with 7b 00 01 02/,
  );
});
