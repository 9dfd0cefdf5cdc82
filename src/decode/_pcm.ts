import { ALAW, MULAW } from "./_g711.ts";
import { dataView } from "./_bytes.ts";

/** How one sample is written. Integers shorter than their bytes are at the upper end of them. */
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

/** The codec's usual name, such as `pcm_s16le`. */
export function pcmName({ kind, bytesPerSample, littleEndian }: PcmLayout): string {
  if (kind === "alaw" || kind === "mulaw") return `pcm_${kind}`;
  const order = bytesPerSample === 1 ? "" : littleEndian ? "le" : "be";
  return `pcm_${kind[0]}${bytesPerSample * 8}${order}`;
}

/**
 * Splits interleaved samples into channels. Bytes after the last whole frame are left out.
 *
 * @returns one array a channel, integers of n bits divided by 2^(n-1)
 */
export function decodePcm(bytes: Uint8Array, layout: PcmLayout, channels: number): Float32Array[] {
  const width = layout.bytesPerSample;
  const stride = width * channels;
  const frames = Math.floor(bytes.length / stride);
  const decoded: Float32Array[] = [];
  for (let channel = 0; channel < channels; channel++) {
    const out = new Float32Array(frames);
    readChannel(out, bytes, layout, channel * width, stride);
    decoded.push(out);
  }
  return decoded;
}

function readChannel(
  out: Float32Array,
  bytes: Uint8Array,
  layout: PcmLayout,
  from: number,
  stride: number,
): void {
  const { kind, bytesPerSample, littleEndian } = layout;
  switch (kind) {
    case "alaw":
      return readTable(out, bytes, ALAW, from, stride);
    case "mulaw":
      return readTable(out, bytes, MULAW, from, stride);
    case "unsigned":
      for (let i = 0, at = from; i < out.length; i++, at += stride) {
        out[i] = (bytes[at]! - 128) / 128;
      }
      return;
    case "signed":
      return readSigned(out, bytes, bytesPerSample, littleEndian, from, stride);
    case "float": {
      const view = dataView(bytes);
      if (bytesPerSample === 4) {
        for (let i = 0, at = from; i < out.length; i++, at += stride) {
          out[i] = view.getFloat32(at, littleEndian);
        }
      } else {
        for (let i = 0, at = from; i < out.length; i++, at += stride) {
          out[i] = view.getFloat64(at, littleEndian);
        }
      }
    }
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

function readSigned(
  out: Float32Array,
  bytes: Uint8Array,
  width: number,
  littleEndian: boolean,
  from: number,
  stride: number,
): void {
  // The offsets of the bytes from the most to the least significant one.
  const step = littleEndian ? -1 : 1;
  const b0 = littleEndian ? width - 1 : 0;
  const b1 = b0 + step;
  const b2 = b1 + step;
  const b3 = b2 + step;
  const scale = 2 ** -31;
  switch (width) {
    case 1:
      for (let i = 0, at = from; i < out.length; i++, at += stride) {
        out[i] = (bytes[at]! << 24) * scale;
      }
      return;
    case 2:
      for (let i = 0, at = from; i < out.length; i++, at += stride) {
        out[i] = (bytes[at + b0]! << 24 | bytes[at + b1]! << 16) * scale;
      }
      return;
    case 3:
      for (let i = 0, at = from; i < out.length; i++, at += stride) {
        out[i] = (bytes[at + b0]! << 24 | bytes[at + b1]! << 16 | bytes[at + b2]! << 8) * scale;
      }
      return;
    default:
      for (let i = 0, at = from; i < out.length; i++, at += stride) {
        out[i] = (bytes[at + b0]! << 24 | bytes[at + b1]! << 16 | bytes[at + b2]! << 8 |
          bytes[at + b3]!) * scale;
      }
  }
}
