import { openAmrPackets } from "./amr.ts";
import { openAac } from "./_aac.ts";
import { openAlac } from "./_alac.ts";
import { unsupportedCodec } from "./_errors.ts";
import { openFlacPackets } from "./_flac_packets.ts";
import { openOpus } from "./_opus_packets.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import type { Track } from "./_packets.ts";
import { openMpa } from "./_mpa.ts";
import { openVorbis } from "./_vorbis_packets.ts";

const CODECS: Readonly<Record<string, (track: Track) => OpenedAudio | Promise<OpenedAudio>>> = {
  aac: openAac,
  alac: openAlac,
  flac: openFlacPackets,
  opus: openOpus,
  vorbis: openVorbis,
  mp1: openMpa,
  mp2: openMpa,
  mp3: openMpa,
  amr_nb: ({ container, packets }) => openAmrPackets(container, "amr_nb", packets),
  amr_wb: ({ container, packets }) => openAmrPackets(container, "amr_wb", packets),
};

/** Whether packets of a codec can be decoded. */
export function isDecodable(codec: string): boolean {
  return Object.hasOwn(CODECS, codec);
}

/**
 * Opens the packets of a track.
 *
 * @throws {DecodeError} when the codec is not supported, or its configuration is damaged
 * @throws {UnavailableError} when the decoder is not installed or cannot run
 */
export async function openTrack(track: Track): Promise<OpenedAudio> {
  const open = CODECS[track.codec];
  if (!open) throw unsupportedCodec(track.container, track.codec);
  return await open(track);
}
