import { DecodeError } from "../errors.ts";

const RATE_MAX_HZ = 768_000;
const CHANNELS_MAX = 65_535;
const ADVICE = "convert it with ffmpeg -i IN OUT.wav";

/** Creates the error of bytes that contradict their own format. */
export function damaged(format: string, message: string, cause?: unknown): DecodeError {
  return new DecodeError(`Decoding ${format}: ${message}`, { reason: "damaged", format, cause });
}

/** Formats the size of a source for a message; that of a stream is unknown. */
export function inBytes(size: number | undefined): string {
  return size === undefined ? "" : ` in ${size} bytes`;
}

/** Creates the error of a known format whose variant is not supported, with advice. */
export function unsupported(format: string, message: string): DecodeError {
  return new DecodeError(`Decoding ${format}: ${message}; ${ADVICE}`, {
    reason: "unsupported",
    format,
  });
}

/** Name of a format; `container` is empty for a bare stream. */
export function formatName(container: string, codec: string): string {
  return container ? `${container}/${codec}` : codec;
}

/** Creates the error of a container whose codec is not supported, with advice. */
export function unsupportedCodec(container: string, codec: string, cause?: unknown): DecodeError {
  return new DecodeError(
    `Decoding ${container || "audio"}: expected a supported codec, received ${codec}; ${ADVICE}`,
    { reason: "unsupported", format: formatName(container, codec), cause },
  );
}

/** Checks a sample rate. @throws {DecodeError} when it is not 1 to 768,000 Hz */
export function checkRate(format: string, sampleRateHz: number): void {
  if (sampleRateHz >= 1 && sampleRateHz <= RATE_MAX_HZ) return;
  throw damaged(
    format,
    `expected a sample rate of 1 to ${RATE_MAX_HZ} Hz, received ${sampleRateHz}`,
  );
}

/** Checks a number of channels. @throws {DecodeError} when it is not 1 to 65,535 */
export function checkChannels(format: string, channels: number): void {
  if (channels >= 1 && channels <= CHANNELS_MAX) return;
  throw damaged(format, `expected 1 to ${CHANNELS_MAX} channels, received ${channels}`);
}
