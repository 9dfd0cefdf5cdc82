import type { DecodeError } from "../errors.ts";
import { streamSource } from "../source/stream_source.ts";
import { spells } from "./_bytes.ts";
import { formatName } from "./_errors.ts";
import { openFlac } from "./flac.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import type { Track } from "./_packets.ts";

const MARKER = Uint8Array.from("fLaC", (character) => character.charCodeAt(0));

/**
 * Opens frames of FLAC. The extra data has the metadata blocks, with or without the marker before.
 *
 * @throws {DecodeError} when the metadata or the first frame is damaged
 */
export async function openFlacPackets(track: Track): Promise<OpenedAudio> {
  const { container, extraData, packets } = track;
  const format = formatName(container, "flac");
  let end: DecodeError | undefined;
  const bytes = async function* () {
    if (!spells(extraData, "fLaC")) yield MARKER;
    yield extraData;
    end = yield* packets;
  };
  const flac = await openFlac(streamSource(bytes(), { name: format }));
  const blocks = async function* () {
    const damage = yield* flac.blocks;
    return end ?? damage;
  };
  return { ...flac, format, blocks: blocks() };
}
