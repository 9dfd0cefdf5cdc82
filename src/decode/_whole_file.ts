import type { ByteSource } from "../source/byte_source.ts";
import type { DecodedAudio } from "./decoded_audio.ts";
import type { OpenAudio } from "./opened_audio.ts";

/** Converts a decoder of whole files. It keeps the file and its samples in memory. */
export function wholeFile(
  decode: (bytes: Uint8Array) => DecodedAudio | Promise<DecodedAudio>,
): OpenAudio {
  return async (source) => {
    const { format, sampleRateHz, channels, damage } = await decode(await readAll(source));
    const blocks = async function* () {
      if (channels[0]!.length > 0) yield channels;
      return damage;
    };
    const frames = channels[0]!.length;
    return { format, sampleRateHz, channelCount: channels.length, frames, blocks: blocks() };
  };
}

async function readAll(source: ByteSource): Promise<Uint8Array> {
  let length = source.size ?? 65_536;
  for (;;) {
    const bytes = await source.read(0, length);
    if (bytes.length < length || source.size === length) return bytes.slice();
    length *= 2;
  }
}
