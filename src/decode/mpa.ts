import type { ByteSource } from "../source/byte_source.ts";
import { ByteReader } from "./_byte_reader.ts";
import { formatName } from "./_errors.ts";
import { framedPackets, type Framing } from "./_framed_packets.ts";
import { mpaHeader } from "./_mpa_header.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import { openTrack } from "./_track.ts";

const FRAMING: Framing = {
  headerBytes: 4,
  read(bytes, at) {
    const header = mpaHeader(bytes, at);
    if (!header) return undefined;
    return { start: 0, bytes: header.bytes, kind: `${header.layer} ${header.sampleRateHz}` };
  },
};

/**
 * Opens MPEG audio of layer I or II.
 *
 * @throws {DecodeError} when there is no frame
 * @throws {UnavailableError} when the decoder is not installed or cannot run
 */
export function openMpa(source: ByteSource): Promise<OpenedAudio> {
  return openMpaFrames("", new ByteReader(source));
}

/** Opens frames of MPEG audio of a container. */
export async function openMpaFrames(container: string, reader: ByteReader): Promise<OpenedAudio> {
  const { first, packets } = await framedPackets(formatName(container, "mpeg"), reader, FRAMING);
  const codec = `mp${mpaHeader(first, 0)!.layer}`;
  return await openTrack({ container, codec, extraData: new Uint8Array(), packets });
}
