import assert from "node:assert/strict";
import { test } from "node:test";
import { npyBytes } from "./_npy_bytes.ts";
import { reportsOf, withPack } from "./_tiny_pack.ts";
import type { Case } from "./pack.ts";
import type { OpReport } from "./report.ts";

const PCM = Int16Array.from({ length: 100 }, (_, i) => 1000 * (i % 7) - 300 * (i % 11));

/** Writes a WAV file of 8 kHz, mono, 16 bits. */
function wav(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(44 + samples.byteLength);
  const view = new DataView(bytes.buffer);
  const ascii = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at);
  ascii(0, "RIFF");
  view.setUint32(4, 36 + samples.byteLength, true);
  ascii(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  [1, 1].forEach((value, i) => view.setUint16(20 + 2 * i, value, true));
  [8000, 16_000].forEach((value, i) => view.setUint32(24 + 4 * i, value, true));
  [2, 16].forEach((value, i) => view.setUint16(32 + 2 * i, value, true));
  ascii(36, "data");
  view.setUint32(40, samples.byteLength, true);
  samples.forEach((value, i) => view.setInt16(44 + 2 * i, value, true));
  return bytes;
}

const floats = Float32Array.from(PCM, (value) => value / 32_768);
const FILES = { "x.wav": wav(PCM), "pcm.npy": npyBytes("<f4", [1, 100], floats) };

const EXPECT = { sample_rate_hz: 8000, channels: 1, n_samples: 100 };

function decodeCase(expect: Partial<typeof EXPECT>, tolerance: Record<string, unknown>) {
  return {
    id: "decode/x.wav",
    op: "decode",
    params: { expect: { ...EXPECT, ...expect }, compare: { max_offset_samples: 0 } },
    inputs: { file: { file: "x.wav" } },
    outputs: { pcm: "pcm.npy" },
    tolerance: { pcm: tolerance },
  };
}

function badCase(expected: string, tolerance?: Record<string, unknown>) {
  return {
    id: "decode_bad/x.wav",
    op: "decode_bad",
    params: { expected },
    inputs: { file: { file: "x.wav" } },
    ...(tolerance ? { outputs: { pcm: "pcm.npy" }, tolerance: { pcm: tolerance } } : {}),
  };
}

async function reportOf(golden: Partial<Case>, file = FILES["x.wav"]): Promise<OpReport> {
  let report: OpReport | undefined;
  await withPack([golden], { ...FILES, "x.wav": file }, async (folder) => {
    [report] = await reportsOf(folder);
  });
  return report!;
}

const exact = { exact: true };

test("a file that decodes to the reference passes", async () => {
  assert.equal((await reportOf(decodeCase({}, exact))).passed, 1);
});

test("a file with one bit changed fails", async () => {
  const changed = FILES["x.wav"].slice();
  changed[100]! ^= 1;
  assert.equal((await reportOf(decodeCase({}, exact), changed)).failed, 1);
});

test("another rate, number of channels or lossless length fails", async () => {
  for (const expect of [{ sample_rate_hz: 8001 }, { channels: 2 }, { n_samples: 101 }]) {
    assert.equal((await reportOf(decodeCase(expect, exact))).failed, 1);
  }
});

test("a lossy file may be longer by padding, but not shorter than 80 %", async () => {
  const lossy = { snr_db: 20 };
  assert.equal((await reportOf(decodeCase({ n_samples: 99 }, lossy))).passed, 1);
  assert.equal((await reportOf(decodeCase({ n_samples: 126 }, lossy))).failed, 1);
  assert.equal((await reportOf(decodeCase({}, lossy), wav(PCM.slice(0, 80)))).passed, 1);
  assert.equal((await reportOf(decodeCase({}, lossy), wav(PCM.slice(0, 79)))).failed, 1);
});

test("a format that is not decoded is missing", async () => {
  const wavPack = new Uint8Array(100);
  wavPack.set(new TextEncoder().encode("wvpk"));
  assert.equal((await reportOf(decodeCase({}, exact), wavPack)).missing, 1);
});

test("a broken file must be refused when an error is expected", async () => {
  const text = new TextEncoder().encode("this is no audio ".repeat(9));
  assert.equal((await reportOf(badCase("error"), text)).passed, 1);
  assert.equal((await reportOf(badCase("error"))).failed, 1);
  assert.equal((await reportOf(badCase("either"), text)).passed, 1);
  assert.equal((await reportOf(badCase("either"))).passed, 1);
});

test("a cut file must begin like the whole file for the given number of samples", async () => {
  const cut = FILES["x.wav"].subarray(0, 44 + 2 * 60 + 1);
  const least = (prefix: number) => badCase("partial", { abs: 1e-7, prefix_min_samples: prefix });
  assert.equal((await reportOf(least(60), cut)).passed, 1);
  assert.equal((await reportOf(least(61), cut)).failed, 1);
  const changed = cut.slice();
  changed[44 + 2 * 59]! ^= 1;
  assert.equal((await reportOf(least(60), changed)).failed, 1);
  assert.equal((await reportOf(least(59), changed)).passed, 1);
  assert.equal((await reportOf(least(1), wav(PCM).subarray(0, 20))).failed, 1);
  assert.equal((await reportOf(least(0), wav(PCM).subarray(0, 20))).passed, 1);
  assert.equal((await reportOf(least(0), cut)).passed, 1);
});
