/**
 * Decoding of audio files to samples.
 *
 * @module
 */
export {
  DecodeError,
  type DecodeErrorReason,
  InputError,
  type InputErrorCode,
  UnavailableError,
} from "../errors.ts";
export type { EncodedInput } from "../source/open_source.ts";
export type { FileHandle } from "../source/file_source.ts";
export type { SourceOptions } from "../source/source_options.ts";
export type { Fetch, Progress, ProgressOptions, Waveform } from "../types.ts";
export { toMono } from "./to_mono.ts";
export { decode } from "./decode.ts";
export { type AudioStream, decodeStream } from "./decode_stream.ts";
export type { DecodedAudio } from "./decoded_audio.ts";
export { sniffFormat } from "./sniff_format.ts";
