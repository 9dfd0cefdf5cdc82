import { describe } from "../check_option.ts";
import { DecodeError } from "../errors.ts";
import { isInstance } from "../instance_of.ts";
import { decodeAiff } from "./aiff.ts";
import { decodeAmr } from "./amr.ts";
import { decodeCaf } from "./caf.ts";
import type { DecodedAudio } from "./decoded_audio.ts";
import { decodeFlac } from "./flac.ts";
import { decodeMp3 } from "./mp3.ts";
import { decodeMp4 } from "./mp4.ts";
import { decodeOgg } from "./ogg.ts";
import { sniffFormat } from "./sniff_format.ts";
import { unsupported } from "./_errors.ts";
import { decodeWav } from "./wav.ts";

const DECODERS: Record<string, (bytes: Uint8Array) => DecodedAudio | Promise<DecodedAudio>> = {
  wav: decodeWav,
  aiff: decodeAiff,
  caf: decodeCaf,
  amr: decodeAmr,
  "3gp": decodeMp4,
  mp4: decodeMp4,
  m4a: decodeMp4,
  mov: decodeMp4,
  "ogg/vorbis": decodeOgg,
  ogg: decodeOgg,
  mp3: decodeMp3,
  flac: decodeFlac,
};

/** Supported formats, for errors. */
const FORMATS = "WAV, AIFF, CAF, FLAC, MP3, Ogg Vorbis or AMR";

/**
 * Decodes a whole audio file. The format is detected from the content.
 *
 * WAV, AIFF, CAF and FLAC are built in. AMR (also in 3GP and MP4) needs `@audio/decode-amr`, MP3
 * `mpg123-decoder`, and Ogg Vorbis `@wasm-audio-decoders/ogg-vorbis`; each is loaded on first use.
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
  const format = sniffFormat(file);
  if (format === undefined) throw unrecognized(file);
  const decoder = DECODERS[format];
  if (!decoder) {
    throw unsupported(format, `expected ${FORMATS}, received ${format}`);
  }
  const audio = await decoder(file);
  if (audio.damage && audio.channels[0]!.length === 0) throw audio.damage;
  return audio;
}

function unrecognized(file: Uint8Array): DecodeError {
  if (file.length === 0) {
    return new DecodeError("Decoding audio: expected an audio file, received 0 bytes", {
      reason: "unrecognized",
    });
  }
  const text = nameText(file);
  if (text) {
    return new DecodeError(`Decoding audio: expected an audio file, received ${text}`, {
      reason: "unrecognized",
    });
  }
  const head = Array.from(file.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0"));
  return new DecodeError(
    `Decoding audio: expected ${FORMATS}, received ${file.length} bytes that begin with ` +
      head.join(" "),
    { reason: "unrecognized" },
  );
}

/** Kinds of text files, by their beginning. */
const TEXTS: readonly (readonly [RegExp, string])[] = [
  [/^version https:\/\/git-lfs/, "a Git LFS pointer; run git lfs pull"],
  [/^<(!doctype html|html)/i, "an HTML page; check the address that it was downloaded from"],
  [/^<\?xml/, "an XML document"],
  [/^[{[]/, "a JSON document"],
];

/** Describes a text file; undefined when the bytes are not text. */
function nameText(file: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(file.subarray(0, 64)).trimStart();
  // deno-lint-ignore no-control-regex -- text has no control characters
  if (text === "" || /[\0-\x08\x0e-\x1f\x7f\ufffd]/.test(text.slice(0, 40))) return undefined;
  return TEXTS.find(([start]) => start.test(text))?.[1] ??
    `text that begins with ${JSON.stringify(text.slice(0, 20))}`;
}
