/**
 * The ops `decode` and `decode_bad`: their outputs may be longer or shorter than the reference and
 * lie at another offset, and refusing is an answer, so they bring their own judgement.
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

/** Far below what the lying headers claim, far above what a decoder of small files needs. */
const MOST_BYTES = 128 * 2 ** 20;

export const DECODE_OPS: Readonly<Record<string, Check>> = {
  decode: judgeDecode,
  decode_bad: judgeBad,
};

async function judgeDecode(given: Given): Promise<Finding[]> {
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
        ? mismatch(`${samples} samples, wanted ${least === most ? least : `${least} to ${most}`}`)
        : compareAligned(reference, pcm, { position, maxOffsetSamples }, tolerance)),
    });
  }
  return findings;
}

async function judgeBad(given: Given): Promise<Finding[]> {
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
    // Where the reference decoder found no sample either, there is nothing to return.
    const nothing = given.case.tolerance["pcm"]?.["prefix_min_samples"] === 0;
    return expected === "partial" && !nothing
      ? [{ ...fine, ...mismatch("refused, wanted what can be decoded") }]
      : [fine, memory];
  }
  if (expected === "error") return [{ ...fine, ...mismatch("samples came, wanted an error") }];
  const pcm = stack(decoded.channels);
  if (expected === "either") {
    const strange = firstNonFinite(pcm.data);
    return [memory, strange === undefined ? fine : { ...fine, ...mismatch(strange) }];
  }
  return [memory, { output: "pcm", ...judgePrefix(given, pcm) }];
}

/** The output begins like the whole. */
function judgePrefix(given: Given, pcm: NdArray): Margin {
  const { prefix_min_samples: prefix, max_offset_samples: maxOffsetSamples = 0, ...bounds } = given
    .case.tolerance["pcm"] as Record<string, number>;
  const whole = given.reference("pcm");
  const samples = lastAxis(pcm).columns;
  if (prefix === undefined) throw new SyntaxError("A partial case without prefix_min_samples");
  if (samples < prefix) return mismatch(`${samples} samples, wanted at least ${prefix}`);
  const reference = columns(whole, 0, Math.min(prefix, lastAxis(whole).columns));
  return compareAligned(reference, pcm, { position: 0, maxOffsetSamples }, bounds);
}

/** Lossless and G.711 lengths are exact, WAV ADPCM may differ by a block, lossy codecs by padding. */
function lengthBounds(bytes: Uint8Array, tolerance: Tolerance, length: number, offset: number) {
  const block = adpcmBlock(bytes);
  if (block > 0) return { least: length - block, most: length + block };
  if (tolerance.snr_db === undefined) return { least: length, most: length };
  return { least: Math.ceil(0.8 * length), most: length + offset + LONGEST_BLOCK };
}

/** Samples in a block of a WAV file with MS (2) or IMA (0x11) ADPCM, otherwise 0. */
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

function equal(got: number, wanted: number | undefined): Margin {
  return got === wanted ? { worst: 0, error: 0, bound: 0 } : mismatch(`${got}, wanted ${wanted}`);
}

function atMost(error: number, bound: number): Margin {
  return { worst: error <= bound ? 0 : NO_MARGIN, error, bound };
}

function bytesInUse(): number {
  const { rss, external } = process.memoryUsage();
  return Math.max(rss, external);
}
