/**
 * Ops `decode` and `decode_bad`. They have checks of their own, because an output may have another
 * length or offset than the reference, and an error may be the correct result.
 *
 * @module
 */
import process from "node:process";
import { DecodeError } from "@babycry/babycry";
import { decode } from "@babycry/babycry/decode";
import { columns, compareAligned, lastAxis } from "./align.ts";
import { firstNonFinite, type Margin, mismatch, NO_MARGIN, type Tolerance } from "./compare.ts";
import type { Given } from "./given.ts";
import type { NdArray } from "./npy.ts";
import type { Check, Finding } from "./op.ts";

/** Padding that a lossy decoder may leave at the end: the longest block of any codec (Vorbis). */
const LONGEST_BLOCK = 8192;

/**
 * Largest memory of a decoder: far below the sizes in wrong headers, far above those of small
 * files.
 */
const MOST_BYTES = 128 * 2 ** 20;

export const DECODE_OPS: Readonly<Record<string, Check>> = {
  decode: checkDecode,
  decode_bad: checkBad,
};

async function checkDecode(given: Given): Promise<Finding[]> {
  const bytes = given.bytes("file");
  const { channels, sampleRateHz } = await decode(bytes);
  const expect = given.case.params["expect"] as Record<string, number>;
  const { n_samples: length = 0 } = expect;
  const maxOffsetSamples = offsetOf(given.case.params["compare"]);
  const pcm = stack(channels);
  const samples = lastAxis(pcm).columns;

  const findings: Finding[] = [
    { output: "sample_rate_hz", ...equal(sampleRateHz, expect["sample_rate_hz"]) },
    { output: "channels", ...equal(channels.length, expect["channels"]) },
  ];
  for (const output of Object.keys(given.case.outputs)) {
    const reference = given.reference(output);
    const tolerance = given.case.tolerance[output] as Tolerance;
    const { least, most } = lengthBounds(bytes, tolerance, length, maxOffsetSamples);
    const position = output === "tail" ? length - lastAxis(reference).columns : 0;
    findings.push({
      output,
      ...(samples < least || samples > most
        ? mismatch(
          `expected ${least === most ? least : `${least} to ${most}`} samples, received ${samples}`,
        )
        : compareAligned(reference, pcm, { position, maxOffsetSamples }, tolerance)),
    });
  }
  return findings;
}

async function checkBad(given: Given): Promise<Finding[]> {
  const expected = given.text("expected");
  const bytes = given.bytes("file");
  const before = bytesInUse();
  const decoded = await decode(bytes).catch((error: unknown) => {
    const unsupported = error instanceof DecodeError && error.reason === "unsupported";
    if (!(error instanceof DecodeError) || (unsupported && expected === "partial")) throw error;
    return undefined;
  });
  const memory: Finding = { output: "memory", ...atMost(bytesInUse() - before, MOST_BYTES) };
  const fine: Finding = { output: "outcome", worst: 0, error: 0, bound: 0 };
  if (decoded === undefined) {
    // There is nothing to return when the reference decoder found no sample either.
    const nothing = given.case.tolerance["pcm"]?.["prefix_min_samples"] === 0;
    return expected === "partial" && !nothing
      ? [{ ...fine, ...mismatch("expected the part that can be decoded, received an error") }]
      : [fine, memory];
  }
  if (expected === "error") {
    return [{ ...fine, ...mismatch("expected an error, received samples") }];
  }
  const pcm = stack(decoded.channels);
  if (expected === "either") {
    const strange = firstNonFinite(pcm.data);
    return [memory, strange === undefined ? fine : { ...fine, ...mismatch(strange) }];
  }
  return [memory, { output: "pcm", ...comparePrefix(given, pcm) }];
}

/** Compares the beginning of the output with that of the whole. */
function comparePrefix(given: Given, pcm: NdArray): Margin {
  const { prefix_min_samples: prefix, max_offset_samples: maxOffsetSamples = 0, ...bounds } = given
    .case.tolerance["pcm"] as Record<string, number>;
  const whole = given.reference("pcm");
  const samples = lastAxis(pcm).columns;
  if (prefix === undefined) {
    throw new SyntaxError("Reading a case: expected prefix_min_samples, received none");
  }
  if (samples < prefix) return mismatch(`expected at least ${prefix} samples, received ${samples}`);
  const reference = columns(whole, 0, Math.min(prefix, lastAxis(whole).columns));
  return compareAligned(reference, pcm, { position: 0, maxOffsetSamples }, bounds);
}

/**
 * Computes the accepted lengths: exact for lossless codecs and G.711, off by a block for WAV ADPCM,
 * with padding for lossy codecs.
 */
function lengthBounds(bytes: Uint8Array, tolerance: Tolerance, length: number, offset: number) {
  const block = adpcmBlock(bytes);
  if (block > 0) return { least: length - block, most: length + block };
  if (tolerance.snr_db === undefined) return { least: length, most: length };
  return { least: Math.ceil(0.8 * length), most: length + offset + LONGEST_BLOCK };
}

/** Returns the samples in a block of a WAV file with MS (2) or IMA (0x11) ADPCM, otherwise 0. */
function adpcmBlock(bytes: Uint8Array): number {
  const ascii = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (ascii(0) !== "RIFF" || ascii(12) !== "fmt " || bytes.length < 40) return 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const tag = view.getUint16(20, true);
  return tag === 2 || tag === 0x11 ? view.getUint16(38, true) : 0;
}

function stack(channels: readonly Float32Array[]): NdArray {
  const length = channels[0]?.length ?? 0;
  const data = new Float32Array(channels.length * length);
  channels.forEach((channel, i) => data.set(channel, i * length));
  return { data, shape: [channels.length, length] };
}

function offsetOf(compare: unknown): number {
  return (compare as { max_offset_samples?: number } | undefined)?.max_offset_samples ?? 0;
}

function equal(received: number, expected: number | undefined): Margin {
  return received === expected
    ? { worst: 0, error: 0, bound: 0 }
    : mismatch(`expected ${expected}, received ${received}`);
}

function atMost(error: number, bound: number): Margin {
  return { worst: error <= bound ? 0 : NO_MARGIN, error, bound };
}

function bytesInUse(): number {
  const { rss, external } = process.memoryUsage();
  return Math.max(rss, external);
}
