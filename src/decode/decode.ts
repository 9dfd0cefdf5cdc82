import { describe } from "../check_option.ts";
import { isInstance } from "../instance_of.ts";
import { bytesSource } from "../source/bytes_source.ts";
import { collect } from "./_collect.ts";
import type { DecodedAudio } from "./decoded_audio.ts";
import { openAudio } from "./open_audio.ts";

/**
 * Decodes a whole audio file. The format is detected from the content.
 *
 * PCM, ADPCM and FLAC are built in. AAC-LC, ALAC, AMR, Opus, Vorbis and MPEG audio need
 * `@babycry/decoders`, which is loaded on first use.
 *
 * @param bytes content of the file; not modified
 * @returns samples with the sample rate and channels of the file. Truncated and damaged files are
 * decoded as far as possible, with the error in `damage`
 * @throws {TypeError} when `bytes` is neither a `Uint8Array` nor an `ArrayBuffer`
 * @throws {DecodeError} when the format is unknown or unsupported, or nothing can be decoded
 * @throws {UnavailableError} when the format's decoder is not installed or cannot run on this host
 *
 * @example
 * ```ts
 * import { decode } from "@babycry/babycry/decode";
 * import assert from "node:assert/strict";
 *
 * // Four samples of 16 bits at 8 kHz.
 * const wav = new Uint8Array(52);
 * const view = new DataView(wav.buffer);
 * const text = (at: number, value: string) => wav.set(new TextEncoder().encode(value), at);
 * text(0, "RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0");
 * view.setUint32(24, 8000, true);
 * view.setUint16(32, 2, true);
 * view.setUint16(34, 16, true);
 * text(36, "data\x08\0\0\0");
 * view.setInt16(46, 16384, true);
 *
 * const { channels, sampleRateHz, format } = await decode(wav);
 * assert.deepEqual(channels, [Float32Array.of(0, 0.5, 0, 0)]);
 * assert.equal(sampleRateHz, 8000);
 * assert.equal(format, "wav/pcm_s16le");
 * ```
 */
export async function decode(bytes: Uint8Array | ArrayBuffer): Promise<DecodedAudio> {
  const file = isInstance(bytes, "ArrayBuffer") ? new Uint8Array(bytes) : bytes;
  if (!isInstance(file, "Uint8Array")) {
    throw new TypeError(
      `Decoding audio: expected a Uint8Array or an ArrayBuffer, received ${describe(bytes)}`,
    );
  }
  return await collect(await openAudio(bytesSource(file)));
}
