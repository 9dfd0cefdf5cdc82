import { DecodeError } from "../errors.ts";

const RATE_MAX_HZ = 768_000;
const CHANNELS_MAX = 65_535;

/** The bytes contradict their own format. */
export function damaged(format: string, message: string, cause?: unknown): DecodeError {
  return new DecodeError(`Decoding ${format}: ${message}`, { reason: "damaged", format, cause });
}

/** The format is known, this variant is not decoded here. */
export function unsupported(format: string, message: string): DecodeError {
  return new DecodeError(`Decoding ${format}: ${message}`, { reason: "unsupported", format });
}

/** Throws unless `sampleRateHz` is a rate that audio can have. */
export function checkRate(format: string, sampleRateHz: number): void {
  if (sampleRateHz >= 1 && sampleRateHz <= RATE_MAX_HZ) return;
  throw damaged(
    format,
    `the header says ${sampleRateHz} samples a second, wanted 1 to ${RATE_MAX_HZ}`,
  );
}

/** Throws unless there is at least one channel and not absurdly many. */
export function checkChannels(format: string, channels: number): void {
  if (channels >= 1 && channels <= CHANNELS_MAX) return;
  throw damaged(format, `the header says ${channels} channels, wanted 1 to ${CHANNELS_MAX}`);
}
