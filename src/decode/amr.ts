import type { DecodeError } from "../errors.ts";
import type { DecodedAudio } from "./decoded_audio.ts";
import { repairPeaks } from "./_amr_peaks.ts";
import { spells } from "./_bytes.ts";
import { damaged, unsupported } from "./_errors.ts";
import { foreignDecoder } from "./_optional_decoder.ts";

/** Part of the API of `@audio/decode-amr` that is used. */
interface AmrModule {
  decoder(): Promise<{
    decode(bytes: Uint8Array): { channelData: Float32Array[] };
    free(): void;
  }>;
}

interface AmrKind {
  readonly codec: "amr_nb" | "amr_wb";
  readonly magic: string;
  readonly sampleRateHz: number;
  /** Length of a frame in bytes with its header, by frame type; 0 for reserved types. */
  readonly frameBytes: readonly number[];
}

const FRAMES_PER_SECOND = 50;
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
 * Decodes AMR files, narrow band and wide band.
 *
 * @throws {DecodeError} when there is no whole frame, or more than one channel
 * @throws {UnavailableError} when the decoder is not installed or cannot run
 */
export function decodeAmr(bytes: Uint8Array): Promise<DecodedAudio> {
  for (const kind of Object.values(KINDS)) {
    if (spells(bytes, kind.magic)) {
      return decodeAmrFrames("amr", kind.codec, bytes.subarray(kind.magic.length));
    }
  }
  throw unsupported("amr", "expected one channel, received several");
}

/**
 * Decodes consecutive AMR frames with their headers, as in AMR files and MP4 sample tables.
 *
 * @param container name of the file format, for `format`
 * @throws {DecodeError} when there is no whole frame
 * @throws {UnavailableError} when the decoder is not installed or cannot run
 */
export async function decodeAmrFrames(
  container: string,
  codec: "amr_nb" | "amr_wb",
  frames: Uint8Array,
): Promise<DecodedAudio> {
  const kind = KINDS[codec];
  const format = `${container}/${codec}`;
  const { bytes, count, damage } = wholeFrames(format, kind, frames);
  if (count === 0) {
    throw damage ?? damaged(format, "expected frames after the header, received none");
  }
  const module = await foreignDecoder<AmrModule>(
    "@audio/decode-amr",
    () => import("@audio/decode-amr"),
  );
  const file = new Uint8Array(kind.magic.length + bytes);
  for (let i = 0; i < kind.magic.length; i++) file[i] = kind.magic.charCodeAt(i);
  file.set(frames.subarray(0, bytes), kind.magic.length);
  const decoder = await module.decoder();
  let samples: Float32Array | undefined;
  try {
    samples = decoder.decode(file).channelData[0];
  } catch (cause) {
    throw damaged(
      format,
      `expected ${count} valid frames, received an error of the decoder`,
      cause,
    );
  } finally {
    decoder.free();
  }
  const length = count * kind.sampleRateHz / FRAMES_PER_SECOND;
  if (samples?.length !== length) {
    throw damaged(format, `expected ${length} samples, received ${samples?.length}`);
  }
  if (codec === "amr_nb") repairPeaks(samples);
  return {
    channels: [samples],
    sampleRateHz: kind.sampleRateHz,
    format,
    ...(damage && { damage }),
  };
}

/** Finds the end of the whole frames, where the decoder would stop without an error. */
function wholeFrames(
  format: string,
  kind: AmrKind,
  frames: Uint8Array,
): { bytes: number; count: number; damage?: DecodeError } {
  let bytes = 0;
  for (let count = 0;; count++) {
    if (bytes === frames.length) return { bytes, count };
    const type = frames[bytes]! >> 3 & 15;
    const size = kind.frameBytes[type]!;
    if (size === 0) {
      const message = `expected a known frame type, received ${type} in frame ${count}`;
      return { bytes, count, damage: damaged(format, message) };
    }
    if (bytes + size > frames.length) {
      const message = `expected ${size} bytes in frame ${count}, received ${frames.length - bytes}`;
      return { bytes, count, damage: damaged(format, message) };
    }
    bytes += size;
  }
}
