import { BitReader } from "./_bit_reader.ts";
import { crc16, crc8 } from "./_flac_crc.ts";

/** Decoded frame of a FLAC stream. */
export interface FlacFrame {
  /** Length of the frame in the file, in bytes. */
  readonly bytes: number;
  /** Integer samples of each channel, valid until the next frame is read. */
  readonly channels: readonly Float64Array[];
}

/** Layout in the stream's header. Frames with another layout are not decoded. */
export interface FlacStream {
  readonly sampleRateHz: number;
  readonly bitsPerSample: number;
  readonly channels: number;
}

interface Header {
  readonly samples: number;
  readonly assignment: number;
}

const LEFT_SIDE = 8;
const SIDE_RIGHT = 9;
const MID_SIDE = 10;
/** Bit depths by code; 0 means the stream's, undefined is reserved. */
const DEPTHS = [0, 8, 12, undefined, 16, 20, 24, 32];
/** Sample rates by code, in Hz; 0 means the stream's. From code 12, the rate follows the code. */
// deno-fmt-ignore
const RATES_HZ = [
  0, 88_200, 176_400, 192_000, 8000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000,
];
/** Upper bound of the frame length: 8 channels, 65,535 samples, 33 bits. */
export const FLAC_FRAME_BYTES_MAX: number = 2 ** 22;
/** Number of samples from which the fast predictor computes the next. */
const UNROLLED_ORDER = 8;
/** Coefficients of the fixed predictors, by order. */
const FIXED = [[], [1], [2, -1], [3, -3, 1], [4, -6, 4, -1]];

/** Whether a frame's sync code is at `at`. */
export function isFlacSync(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0xff && (bytes[at + 1]! & 0xfe) === 0xf8;
}

/**
 * Reads the frame at the start of `bytes`.
 *
 * @param buffers buffers of the channels, which are created and enlarged as needed
 * @returns the frame; `"incomplete"` when it may continue after the bytes, or `"invalid"`
 * @see RFC 9639, section 9
 */
export function readFlacFrame(
  bytes: Uint8Array,
  stream: FlacStream,
  buffers: Float64Array[],
): FlacFrame | "incomplete" | "invalid" {
  if (!isFlacSync(bytes, 0)) return "invalid";
  const frame = bytes.subarray(0, FLAC_FRAME_BYTES_MAX);
  const reader = new BitReader(frame);
  const channels = readChannels(frame, reader, stream, buffers);
  const end = reader.bytesRead + 2;
  if (reader.isPast || end > frame.length) return "incomplete";
  const isValid = channels && crc16(frame, end) === 0 &&
    channels.every((samples) => haveDepth(samples, stream.bitsPerSample));
  return isValid ? { bytes: end, channels } : "invalid";
}

/** Whether samples are integers of a depth, which a predictor of a damaged frame may exceed. */
function haveDepth(samples: Float64Array, bits: number): boolean {
  const end = 2 ** (bits - 1);
  for (let i = 0; i < samples.length; i++) {
    if (!(samples[i]! >= -end && samples[i]! < end)) return false;
  }
  return true;
}

/** Reads the samples of all channels; undefined when they are invalid. */
function readChannels(
  frame: Uint8Array,
  reader: BitReader,
  stream: FlacStream,
  buffers: Float64Array[],
): readonly Float64Array[] | undefined {
  const header = readHeader(frame, reader, stream);
  if (!header) return undefined;
  const isPair = header.assignment >= LEFT_SIDE;
  const count = isPair ? 2 : header.assignment + 1;
  if (count !== stream.channels) return undefined;
  const channels: Float64Array[] = [];
  for (let channel = 0; channel < count; channel++) {
    // The difference of two channels has one more bit.
    const isSide = isPair && channel === (header.assignment === SIDE_RIGHT ? 0 : 1);
    if (!(buffers[channel]?.length! >= header.samples)) {
      buffers[channel] = new Float64Array(header.samples);
    }
    const out = buffers[channel]!.subarray(0, header.samples);
    if (!readSubframe(out, reader, stream.bitsPerSample + (isSide ? 1 : 0))) return undefined;
    channels.push(out);
  }
  if (isPair) separate(channels[0]!, channels[1]!, header.assignment);
  return channels;
}

function readHeader(
  frame: Uint8Array,
  reader: BitReader,
  stream: FlacStream,
): Header | undefined {
  reader.unsigned(16);
  const samplesCode = reader.unsigned(4);
  const rateCode = reader.unsigned(4);
  const assignment = reader.unsigned(4);
  const depth = DEPTHS[reader.unsigned(3)];
  reader.unsigned(1);
  // The frame number is coded as in UTF-8: leading ones give the number of bytes.
  const first = reader.unsigned(8);
  for (let mask = 0x40; (first & 0x80) && (first & mask); mask >>= 1) reader.unsigned(8);
  const samples = readSamples(reader, samplesCode);
  const sampleRateHz = readRate(reader, rateCode);
  reader.unsigned(8);
  if (reader.isPast || crc8(frame, reader.bytesRead) !== 0) return undefined;
  if (samples === 0 || assignment > MID_SIDE) return undefined;
  if (sampleRateHz !== 0 && sampleRateHz !== stream.sampleRateHz) return undefined;
  if (depth !== 0 && depth !== stream.bitsPerSample) return undefined;
  return { samples, assignment };
}

function readSamples(reader: BitReader, code: number): number {
  if (code === 0) return 0;
  if (code === 1) return 192;
  if (code <= 5) return 144 << code;
  if (code === 6) return reader.unsigned(8) + 1;
  if (code === 7) return reader.unsigned(16) + 1;
  return 1 << code;
}

/** Reads the sample rate in Hz; 0 means the stream's, NaN is reserved. */
function readRate(reader: BitReader, code: number): number {
  if (code === 12) return 1000 * reader.unsigned(8);
  if (code === 13) return reader.unsigned(16);
  if (code === 14) return 10 * reader.unsigned(16);
  return RATES_HZ[code] ?? NaN;
}

/** Reads a subframe into `out`. @returns whether it is valid */
function readSubframe(out: Float64Array, reader: BitReader, bits: number): boolean {
  reader.unsigned(1);
  const type = reader.unsigned(6);
  const wasted = reader.unsigned(1) ? reader.unary() + 1 : 0;
  const depth = bits - wasted;
  if (depth <= 0 || reader.isPast) return false;
  let isValid = true;
  if (type === 0) out.fill(reader.signed(depth));
  else if (type === 1) {
    for (let i = 0; i < out.length; i++) out[i] = reader.signed(depth);
  } else if (type >= 8 && type <= 12) isValid = readFixed(out, reader, depth, type - 8);
  else if (type >= 32) isValid = readLinear(out, reader, depth, type - 31);
  else isValid = false;
  if (wasted > 0) { for (let i = 0; i < out.length; i++) out[i]! *= 2 ** wasted; }
  return isValid && !reader.isPast;
}

function readFixed(out: Float64Array, reader: BitReader, depth: number, order: number): boolean {
  if (order > out.length) return false;
  for (let i = 0; i < order; i++) out[i] = reader.signed(depth);
  if (!readResidual(out, reader, order)) return false;
  predict(out, FIXED[order]!, 0);
  return true;
}

function readLinear(out: Float64Array, reader: BitReader, depth: number, order: number): boolean {
  if (order > out.length) return false;
  for (let i = 0; i < order; i++) out[i] = reader.signed(depth);
  const precision = reader.unsigned(4) + 1;
  const shift = reader.signed(5);
  if (precision === 16 || shift < 0) return false;
  const coefficients = Array.from({ length: order }, () => reader.signed(precision));
  if (!readResidual(out, reader, order)) return false;
  predict(out, coefficients, shift);
  return true;
}

/** Reads the Rice-coded residual of all partitions. @returns whether it is valid */
function readResidual(out: Float64Array, reader: BitReader, order: number): boolean {
  const method = reader.unsigned(2);
  if (method > 1) return false;
  const parameterBits = 4 + method;
  const escape = (1 << parameterBits) - 1;
  const partitionOrder = reader.unsigned(4);
  const size = out.length >> partitionOrder;
  if (size << partitionOrder !== out.length || size < order) return false;
  for (let from = order, to = size; to <= out.length; from = to, to += size) {
    const parameter = reader.unsigned(parameterBits);
    if (parameter < escape) reader.rice(out, from, to, parameter);
    else {
      const bits = reader.unsigned(5);
      for (let i = from; i < to; i++) out[i] = reader.signed(bits);
    }
    if (reader.isPast) return false;
  }
  return true;
}

/** Adds the prediction from the previous samples to each residual. Exact: sums stay below 2^53. */
function predict(out: Float64Array, coefficients: readonly number[], shift: number): void {
  const order = coefficients.length;
  if (order === 0) return;
  const scale = 2 ** -shift;
  if (order <= UNROLLED_ORDER && out.length > UNROLLED_ORDER) {
    predictFrom(out, coefficients, scale, order, UNROLLED_ORDER);
    predictUnrolled(out, coefficients, scale);
  } else predictFrom(out, coefficients, scale, order, out.length);
}

function predictFrom(
  out: Float64Array,
  coefficients: readonly number[],
  scale: number,
  from: number,
  to: number,
): void {
  const order = coefficients.length;
  const weights = Float64Array.from(coefficients).reverse();
  for (let i = from; i < to; i++) {
    let sum = 0;
    for (let k = 0; k < order; k++) sum += weights[k]! * out[i - order + k]!;
    out[i]! += Math.floor(sum * scale);
  }
}

/** Predicts from eight samples, the maximum order of most encoders; missing coefficients are 0. */
function predictUnrolled(out: Float64Array, coefficients: readonly number[], scale: number): void {
  // Scaled first, and added to the residual before rounding, so that each step waits less for s1.
  const scaled = coefficients.map((coefficient) => coefficient * scale);
  const [c1 = 0, c2 = 0, c3 = 0, c4 = 0, c5 = 0, c6 = 0, c7 = 0, c8 = 0] = scaled;
  let s8 = out[0]!, s7 = out[1]!, s6 = out[2]!, s5 = out[3]!;
  let s4 = out[4]!, s3 = out[5]!, s2 = out[6]!, s1 = out[7]!;
  for (let i = UNROLLED_ORDER; i < out.length; i++) {
    const older = (c3 * s3 + c4 * s4) + (c5 * s5 + c6 * s6) + (c7 * s7 + c8 * s8);
    const sum = (out[i]! + older + c2 * s2) + c1 * s1;
    s8 = s7;
    s7 = s6;
    s6 = s5;
    s5 = s4;
    s4 = s3;
    s3 = s2;
    s2 = s1;
    s1 = Math.floor(sum);
    out[i] = s1;
  }
}

/** Restores two channels from left and side, side and right, or mid and side, in place. */
function separate(first: Float64Array, second: Float64Array, assignment: number): void {
  for (let i = 0; i < first.length; i++) {
    const a = first[i]!;
    const b = second[i]!;
    if (assignment === LEFT_SIDE) second[i] = a - b;
    else if (assignment === SIDE_RIGHT) first[i] = a + b;
    else {
      // The lowest bit of the sum, which the mean lost, equals that of the difference.
      const right = a - Math.floor(b / 2);
      first[i] = right + b;
      second[i] = right;
    }
  }
}
