/**
 * Decoding of audio files to samples.
 *
 * @module
 */
export { DecodeError, type DecodeErrorReason, UnavailableError } from "../errors.ts";
export type { Waveform } from "../types.ts";
export { toMono } from "./to_mono.ts";
export { decode } from "./decode.ts";
export type { DecodedAudio } from "./decoded_audio.ts";
export { sniffFormat } from "./sniff_format.ts";
