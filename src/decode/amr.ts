import type { DecodeError } from "../errors.ts";
import type { ByteSource } from "../source/byte_source.ts";
import { streamSource } from "../source/stream_source.ts";
import { spells } from "./_bytes.ts";
import { ByteReader } from "./_byte_reader.ts";
import { damaged, unsupported } from "./_errors.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import type { PacketDecoder } from "./_packets.ts";
import { wasmDecoder } from "./_wasm_decoder.ts";

interface AmrKind {
  readonly codec: "amr_nb" | "amr_wb";
  readonly magic: string;
  readonly sampleRateHz: number;
  /** Length of a frame in bytes with its header, by frame type; 0 for reserved types. */
  readonly frameBytes: readonly number[];
}

const FRAMES_PER_SECOND = 50;
const FRAME_BYTES_MAX = 61;
/** Number of frames that are decoded at once. */
const BATCH_FRAMES = 256;
/** @see RFC 4867, section 5; 3GPP TS 26.101 and 26.201 */
const KINDS: Record<"amr_nb" | "amr_wb", AmrKind> = {
  amr_nb: {
    codec: "amr_nb",
    magic: "#!AMR\n",
    sampleRateHz: 8000,
    frameBytes: [13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1],
  },
  amr_wb: {
    codec: "amr_wb",
    magic: "#!AMR-WB\n",
    sampleRateHz: 16000,
    frameBytes: [18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1],
  },
};

/**
 * Opens AMR files, narrow band and wide band.
 *
 * @throws {DecodeError} when there is more than one channel, or no whole frame
 * @throws {UnavailableError} when the decoder is not installed or cannot run
 */
export async function openAmr(source: ByteSource): Promise<OpenedAudio> {
  const magic = await source.read(0, 16);
  const kind = Object.values(KINDS).find((kind) => spells(magic, kind.magic));
  if (!kind) throw unsupported("amr", "expected one channel, received several");
  return opened("amr", kind, new ByteReader(source, kind.magic.length));
}

/**
 * Opens consecutive AMR frames with their headers, as in MP4 samples.
 *
 * @param container name of the file format, for `format`
 * @param packets bytes of the frames, in parts of any length; returns an error that ended them early
 */
export function openAmrPackets(
  container: string,
  codec: "amr_nb" | "amr_wb",
  packets: AsyncGenerator<Uint8Array, DecodeError | undefined>,
): OpenedAudio {
  let fault: DecodeError | undefined;
  const bytes = async function* () {
    fault = yield* packets;
  };
  const reader = new ByteReader(streamSource(bytes(), { name: container }));
  const audio = opened(container, KINDS[codec], reader);
  const blocks = async function* () {
    const damage = yield* audio.blocks;
    return fault ?? damage;
  };
  return { ...audio, blocks: blocks() };
}

function opened(container: string, kind: AmrKind, reader: ByteReader): OpenedAudio {
  const { codec, sampleRateHz } = kind;
  const format = `${container}/${codec}`;
  const blocks = async function* () {
    const decoder = await wasmDecoder(container, codec);
    for (let decoded = 0;;) {
      await reader.fill(BATCH_FRAMES * FRAME_BYTES_MAX);
      const { count, end } = wholeFrames(kind, reader.bytes);
      if (count === 0) return findFault(format, kind, reader.bytes, decoded);
      yield [decodeBatch(format, kind, decoder, reader.bytes.subarray(0, end), count)];
      decoded += count;
      reader.skip(end);
    }
  };
  return { format, sampleRateHz, channelCount: 1, blocks: blocks() };
}

/** Counts the whole frames in some bytes, up to a batch. @returns their number and total length */
function wholeFrames(kind: AmrKind, bytes: Uint8Array): { count: number; end: number } {
  let end = 0;
  for (let count = 0;; count++) {
    const size = kind.frameBytes[bytes[end]! >> 3 & 15]!;
    if (count === BATCH_FRAMES || size === 0 || end + size > bytes.length) return { count, end };
    end += size;
  }
}

function decodeBatch(
  format: string,
  kind: AmrKind,
  decoder: PacketDecoder,
  frames: Uint8Array,
  count: number,
): Float32Array {
  const frameSamples = kind.sampleRateHz / FRAMES_PER_SECOND;
  const samples = new Float32Array(count * frameSamples);
  for (let i = 0, at = 0; i < count; i++) {
    const end = at + kind.frameBytes[frames[at]! >> 3 & 15]!;
    try {
      samples.set(decoder.decode(frames.subarray(at, end))[0]!, i * frameSamples);
    } catch (cause) {
      throw damaged(format, "expected valid frames, received an error of the decoder", cause);
    }
    at = end;
  }
  return samples;
}

/** Describes why there is no frame at the start of some bytes. */
function findFault(
  format: string,
  kind: AmrKind,
  rest: Uint8Array,
  frame: number,
): DecodeError | undefined {
  if (rest.length > 0) {
    const type = rest[0]! >> 3 & 15;
    const size = kind.frameBytes[type]!;
    return size === 0
      ? damaged(format, `expected a known frame type, received ${type} in frame ${frame}`)
      : damaged(format, `expected ${size} bytes in frame ${frame}, received ${rest.length}`);
  }
  return frame > 0 ? undefined : damaged(format, "expected frames after the header, received none");
}
