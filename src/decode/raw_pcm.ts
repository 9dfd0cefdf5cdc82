import { decodePcm, type PcmLayout } from "./_pcm.ts";
import { toMono } from "./to_mono.ts";

/** Encoding of samples without a container, by its name in FFmpeg. */
export type PcmEncoding =
  | "s16le"
  | "s16be"
  | "s24le"
  | "s32le"
  | "f32le"
  | "u8"
  | "mulaw"
  | "alaw";

/** Layouts of the encodings. */
const LAYOUTS: Readonly<Record<PcmEncoding, PcmLayout>> = {
  s16le: { kind: "signed", bytesPerSample: 2, littleEndian: true },
  s16be: { kind: "signed", bytesPerSample: 2, littleEndian: false },
  s24le: { kind: "signed", bytesPerSample: 3, littleEndian: true },
  s32le: { kind: "signed", bytesPerSample: 4, littleEndian: true },
  f32le: { kind: "float", bytesPerSample: 4, littleEndian: true },
  u8: { kind: "unsigned", bytesPerSample: 1, littleEndian: true },
  mulaw: { kind: "mulaw", bytesPerSample: 1, littleEndian: true },
  alaw: { kind: "alaw", bytesPerSample: 1, littleEndian: true },
};

/** Names of the encodings. */
export const PCM_ENCODINGS: readonly PcmEncoding[] = Object.keys(LAYOUTS) as PcmEncoding[];

/** Decoder of interleaved samples that arrive in chunks of any length. */
export class RawPcmDecoder {
  readonly #layout: PcmLayout;
  readonly #channels: number;
  #rest = new Uint8Array();

  /** Creates a decoder. @param channels number of interleaved channels, at least 1 */
  constructor(encoding: PcmEncoding, channels: number) {
    this.#layout = LAYOUTS[encoding];
    this.#channels = channels;
  }

  /** Number of bytes after the last whole frame. */
  get restBytes(): number {
    return this.#rest.length;
  }

  /** Decodes the next bytes. @returns mean of the channels, `[n]`, possibly empty */
  decode(bytes: Uint8Array): Float32Array {
    const joined = new Uint8Array(this.#rest.length + bytes.length);
    joined.set(this.#rest);
    joined.set(bytes, this.#rest.length);
    const frame = this.#layout.bytesPerSample * this.#channels;
    const whole = joined.length - joined.length % frame;
    this.#rest = joined.slice(whole);
    const channels = decodePcm(joined.subarray(0, whole), this.#layout, this.#channels);
    return toMono({ channels, sampleRateHz: 1 }).samples;
  }
}
