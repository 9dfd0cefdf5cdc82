import { type DspCore, dspCore } from "../dsp/core.ts";
import { BitReader } from "./_bit_reader.ts";
import { crc16, crc8 } from "./_flac_crc.ts";

/** Decoded frame of a FLAC stream. */
export interface FlacFrame {
  /** Length of the frame in the file, in bytes. */
  readonly bytes: number;
  /** Samples of each channel, full scale -1 to 1, valid until the next frame is read. */
  readonly channels: readonly Float32Array[];
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
/** Size of an int64, in which the core has samples. */
const INT64_BYTES = 8;
/** Number of bytes behind a frame that the core reads. */
const MARGIN_BYTES = 16;
/** Size of the core's work memory for a subframe. */
const WORK_BYTES = 32 * INT64_BYTES;

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
  buffers: Float32Array[],
): FlacFrame | "incomplete" | "invalid" {
  if (!isFlacSync(bytes, 0)) return "invalid";
  const frame = bytes.subarray(0, FLAC_FRAME_BYTES_MAX);
  const reader = new BitReader(frame);
  const header = readHeader(frame, reader, stream);
  if (reader.isPast) return "incomplete";
  if (!header) return "invalid";
  const core = dspCore();
  return core.scratch(() => {
    const addresses = Array.from(
      { length: stream.channels },
      () => core.alloc(header.samples * INT64_BYTES),
    );
    const position = readSubframes(core, frame, reader.bytesRead * 8, stream, header, addresses);
    if (position < 0) return "invalid";
    const end = (position + 7 >> 3) + 2;
    if (end > frame.length) return "incomplete";
    if (crc16(frame, end) !== 0) return "invalid";
    const channels = scale(core, addresses, header.samples, stream.bitsPerSample, buffers);
    return channels ? { bytes: end, channels } : "invalid";
  });
}

/**
 * Reads the samples of all channels as int64.
 *
 * @param at position of the first subframe, in bits
 * @returns the position behind the last, which is beyond the frame if bytes are missing, or -1
 */
function readSubframes(
  core: DspCore,
  frame: Uint8Array,
  at: number,
  { bitsPerSample }: FlacStream,
  { samples, assignment }: Header,
  addresses: readonly number[],
): number {
  const end = frame.length * 8;
  const bytes = core.alloc(frame.length + MARGIN_BYTES);
  const work = core.alloc(WORK_BYTES);
  core.u8(bytes, frame.length).set(frame);
  for (const [channel, out] of addresses.entries()) {
    // The difference of two channels has one more bit.
    const isSide = assignment >= LEFT_SIDE && channel === (assignment === SIDE_RIGHT ? 0 : 1);
    const depth = bitsPerSample + (isSide ? 1 : 0);
    at = core.kernels.flacSubframe(bytes, end, at, depth, samples, out, work);
    if (at < 0 || at > end) return at;
  }
  if (assignment >= LEFT_SIDE) {
    core.kernels.flacStereo(addresses[0]!, addresses[1]!, samples, assignment);
  }
  return at;
}

/** Scales samples; undefined when one exceeds the depth, as a predictor of a damaged frame may. */
function scale(
  core: DspCore,
  addresses: readonly number[],
  samples: number,
  bits: number,
  buffers: Float32Array[],
): Float32Array[] | undefined {
  const scaled = core.alloc(samples * Float32Array.BYTES_PER_ELEMENT);
  const channels: Float32Array[] = [];
  for (const [channel, address] of addresses.entries()) {
    if (!core.kernels.flacFloats(address, samples, bits, scaled)) return undefined;
    if (!(buffers[channel]?.length! >= samples)) buffers[channel] = new Float32Array(samples);
    const out = buffers[channel]!.subarray(0, samples);
    out.set(core.f32(scaled, samples));
    channels.push(out);
  }
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
  if (stream.channels !== (assignment < LEFT_SIDE ? assignment + 1 : 2)) return undefined;
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
