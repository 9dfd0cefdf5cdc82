/** Writer of small FLAC files that covers the features of the format, not the best compression. */
import { be, bytesOf } from "./_write.ts";

export type Subframe = "constant" | "verbatim" | "fixed" | "linear" | "escaped" | "wasted";

export interface Block {
  /** Kind of subframe of each channel. */
  kinds: readonly Subframe[];
  stereo: "apart" | "left" | "right" | "mid";
  channels: readonly (readonly number[])[];
  /** Code of the sample rate. Default: that of the stream. */
  rate?: { code: number; bytes?: readonly number[] };
}

const ASSIGNMENTS = { left: 8, right: 9, mid: 10 };
const LINEAR = { coefficients: [900, -350, 120], precision: 12, shift: 9 };

/** Writer of bits, most significant first. */
class BitWriter {
  readonly bits: number[] = [];

  put(value: number, count: number): void {
    for (let i = count - 1; i >= 0; i--) this.bits.push(Math.floor(value / 2 ** i) & 1);
  }

  signed(value: number, count: number): void {
    this.put(value < 0 ? value + 2 ** count : value, count);
  }

  bytes(): number[] {
    while (this.bits.length % 8 > 0) this.bits.push(0);
    return Array.from(
      { length: this.bits.length / 8 },
      (_, i) => this.bits.slice(i * 8, i * 8 + 8).reduce((byte, bit) => byte * 2 + bit, 0),
    );
  }
}

function crc(bytes: number[], bits: 8 | 16, polynomial: number): number {
  let value = 0;
  for (const byte of bytes) {
    for (let i = 7; i >= 0; i--) {
      const top = value >> (bits - 1) & 1;
      value = (value << 1) & (2 ** bits - 1);
      if (top !== (byte >> i & 1)) value ^= polynomial;
    }
  }
  return value;
}

export function flacFile(
  options: { bits: number; sampleRateHz: number; padding?: number },
  blocks: readonly Block[],
): Uint8Array<ArrayBuffer> {
  const { bits, sampleRateHz, padding } = options;
  const channels = blocks[0]!.channels.length;
  const samples = blocks.reduce((sum, block) => sum + block.channels[0]!.length, 0);
  const info = new BitWriter();
  info.put(sampleRateHz, 20);
  info.put(channels - 1, 3);
  info.put(bits - 1, 5);
  info.put(samples, 36);
  return bytesOf(
    "fLaC",
    [padding ? 0 : 0x80, 0, 0, 34],
    be(16, 2),
    be(65535, 2),
    be(0, 6),
    info.bytes(),
    be(0, 16),
    padding ? [0x81, ...be(padding, 3), ...Array(padding).fill(0xff)] : [],
    ...blocks.map((block, i) => frame(block, i, bits)),
  );
}

function frame(block: Block, number: number, bits: number): number[] {
  const { kinds, stereo, channels, rate } = block;
  const out = new BitWriter();
  out.put(0x3ffe, 14);
  out.put(0, 2);
  out.put(7, 4);
  out.put(rate?.code ?? 0, 4);
  out.put(stereo === "apart" ? channels.length - 1 : ASSIGNMENTS[stereo], 4);
  out.put(0, 4);
  out.put(number, 8);
  out.put(channels[0]!.length - 1, 16);
  rate?.bytes?.forEach((byte) => out.put(byte, 8));
  out.put(crc(out.bytes(), 8, 0x07), 8);
  coded(channels, stereo).forEach((values, c) => {
    const isSide = stereo !== "apart" && c === (stereo === "right" ? 0 : 1);
    subframe(out, values, kinds[c]!, bits + (isSide ? 1 : 0));
  });
  out.put(crc(out.bytes(), 16, 0x8005), 16);
  return out.bytes();
}

function coded(
  channels: Block["channels"],
  stereo: Block["stereo"],
): readonly (readonly number[])[] {
  if (stereo === "apart") return channels;
  const [left, right] = channels as [number[], number[]];
  const side = left.map((value, i) => value - right[i]!);
  if (stereo === "left") return [left, side];
  if (stereo === "right") return [side, right];
  return [left.map((value, i) => Math.floor((value + right[i]!) / 2)), side];
}

function subframe(out: BitWriter, values: readonly number[], kind: Subframe, bits: number): void {
  const types = { constant: 0, verbatim: 1, wasted: 1, fixed: 10, escaped: 8, linear: 34 };
  out.put(0, 1);
  out.put(types[kind], 6);
  // Two wasted bits are written as 01 after the flag.
  const wasted = kind === "wasted" && values.every((value) => value % 4 === 0);
  out.put(wasted ? 0b101 : 0, wasted ? 3 : 1);
  const raw = (list: readonly number[], depth: number) =>
    list.forEach((value) => out.signed(value, depth));
  if (kind === "constant") raw(values.slice(0, 1), bits);
  else if (kind === "verbatim" || kind === "wasted") {
    raw(wasted ? values.map((value) => value / 4) : values, bits - (wasted ? 2 : 0));
  } else if (kind === "escaped") {
    out.put(0, 2);
    out.put(0, 4);
    out.put(15, 4);
    out.put(bits, 5);
    raw(values, bits);
  } else {
    const { coefficients, precision, shift } = kind === "fixed"
      ? { coefficients: [2, -1], precision: 0, shift: 0 }
      : LINEAR;
    raw(values.slice(0, coefficients.length), bits);
    if (kind === "linear") {
      out.put(precision - 1, 4);
      out.signed(shift, 5);
      coefficients.forEach((value) => out.signed(value, precision));
    }
    const residual = values.map((value, i) => {
      const sum = coefficients.reduce((total, c, k) => total + c * (values[i - 1 - k] ?? 0), 0);
      return value - Math.floor(sum / 2 ** shift);
    }).slice(coefficients.length);
    rice(out, residual, values.length, coefficients.length);
  }
}

/** Writes the residual in two partitions if the block length is even, with five-bit parameters. */
function rice(out: BitWriter, residual: number[], samples: number, order: number): void {
  const partitions = samples % 2 === 0 ? 2 : 1;
  out.put(1, 2);
  out.put(partitions - 1, 4);
  const first = samples / partitions - order;
  for (const part of [residual.slice(0, first), residual.slice(first)].slice(0, partitions)) {
    const folded = part.map((value) => value < 0 ? -2 * value - 1 : 2 * value);
    const parameter = Math.max(0, Math.floor(Math.log2(Math.max(1, ...folded))) - 2);
    out.put(parameter, 5);
    for (const value of folded) {
      const high = Math.floor(value / 2 ** parameter);
      for (let i = 0; i < high; i++) out.bits.push(0);
      out.bits.push(1);
      out.put(value % 2 ** parameter, parameter);
    }
  }
}
