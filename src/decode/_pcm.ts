import { ALAW, MULAW } from "./_g711.ts";
import { dspCore } from "../dsp/core.ts";
import { dataView } from "./_bytes.ts";

/** Layout of a sample. Integers with fewer bits than their bytes occupy the upper bits. */
export interface PcmLayout {
  readonly kind: "unsigned" | "signed" | "float" | "alaw" | "mulaw";
  readonly bytesPerSample: number;
  readonly littleEndian: boolean;
}

/** Whether {@link decodePcm} can read this layout. */
export function isPcm({ kind, bytesPerSample }: PcmLayout): boolean {
  switch (kind) {
    case "signed":
      return bytesPerSample >= 1 && bytesPerSample <= 4;
    case "float":
      return bytesPerSample === 4 || bytesPerSample === 8;
    default:
      return bytesPerSample === 1;
  }
}

/** Name of the codec as in FFmpeg, such as `pcm_s16le`. */
export function pcmName({ kind, bytesPerSample, littleEndian }: PcmLayout): string {
  if (kind === "alaw" || kind === "mulaw") return `pcm_${kind}`;
  const order = bytesPerSample === 1 ? "" : littleEndian ? "le" : "be";
  return `pcm_${kind[0]}${bytesPerSample * 8}${order}`;
}

/** Approximate number of bytes that the core reads at once. */
const BLOCK_BYTES = 65_536;

/**
 * Splits interleaved samples into channels. Bytes after the last whole frame are ignored.
 *
 * @returns samples of each channel, `[frames]`; integers of n bits are divided by 2^(n-1)
 */
export function decodePcm(bytes: Uint8Array, layout: PcmLayout, channels: number): Float32Array[] {
  const stride = layout.bytesPerSample * channels;
  const frames = Math.floor(bytes.length / stride);
  const decoded = Array.from({ length: channels }, () => new Float32Array(frames));
  if (layout.kind === "signed" || layout.kind === "float" && layout.bytesPerSample === 4) {
    readWords(decoded, bytes, layout);
    return decoded;
  }
  for (const [channel, out] of decoded.entries()) {
    readChannel(out, bytes, layout, channel * layout.bytesPerSample, stride);
  }
  return decoded;
}

/** Reads samples of up to 32 bits with the core. */
function readWords(
  decoded: readonly Float32Array[],
  bytes: Uint8Array,
  { kind, bytesPerSample, littleEndian }: PcmLayout,
): void {
  const core = dspCore();
  const stride = bytesPerSample * decoded.length;
  const frames = decoded[0]!.length;
  const block = Math.max(1, Math.floor(BLOCK_BYTES / stride));
  core.scratch(() => {
    // The core reads up to three bytes before the first sample and after the last.
    const from = core.alloc(16 + block * stride + 4) + 16;
    const to = core.alloc(4 * block);
    for (let first = 0; first < frames; first += block) {
      const count = Math.min(block, frames - first);
      core.u8(from, count * stride).set(bytes.subarray(first * stride, (first + count) * stride));
      for (const [channel, out] of decoded.entries()) {
        core.kernels.loadPcm(
          from + channel * bytesPerSample,
          stride,
          bytesPerSample,
          Number(!littleEndian),
          Number(kind === "float"),
          count,
          to,
        );
        out.set(core.f32(to, count), first);
      }
    }
  });
}

/** Reads a channel of A-law, mu-law, unsigned or float64 samples. */
function readChannel(
  out: Float32Array,
  bytes: Uint8Array,
  { kind, littleEndian }: PcmLayout,
  from: number,
  stride: number,
): void {
  if (kind === "alaw") return readTable(out, bytes, ALAW, from, stride);
  if (kind === "mulaw") return readTable(out, bytes, MULAW, from, stride);
  if (kind === "unsigned") {
    for (let i = 0, at = from; i < out.length; i++, at += stride) {
      out[i] = (bytes[at]! - 128) / 128;
    }
    return;
  }
  const view = dataView(bytes);
  for (let i = 0, at = from; i < out.length; i++, at += stride) {
    out[i] = view.getFloat64(at, littleEndian);
  }
}

function readTable(
  out: Float32Array,
  bytes: Uint8Array,
  table: Float32Array,
  from: number,
  stride: number,
): void {
  for (let i = 0, at = from; i < out.length; i++, at += stride) out[i] = table[bytes[at]!]!;
}
