import type { DecodeError } from "../errors.ts";
import type { ByteSource } from "../source/byte_source.ts";
import { includes } from "./_bytes.ts";
import { ByteReader } from "./_byte_reader.ts";
import { ELEMENT, type Element, elements, readElement, unsigned } from "./_ebml.ts";
import { checkChannels, checkRate, damaged, unsupportedCodec } from "./_errors.ts";
import { unlace } from "./_matroska_block.ts";
import { readTracks, type WebmTrack } from "./_matroska_tracks.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import { createEdit, type Edit, type Packets } from "./_packets.ts";
import { isPcm, pcmName } from "./_pcm.ts";
import { openPcmPackets } from "./_pcm_packets.ts";
import { isDecodable, openTrack } from "./_track.ts";

/** Maximum length of an element that is read as a whole, other than a block. */
const HEADER_BYTES_MAX = 2 ** 24;
/** Maximum length of a block. */
const BLOCK_BYTES_MAX = 2 ** 24;
const ELEMENT_HEADER_BYTES = 12;

/**
 * Opens the first audio track of a WebM or Matroska file whose codec is supported.
 *
 * @throws {DecodeError} when there is no audio track, or no codec is supported
 * @throws {UnavailableError} when the decoder is not installed or cannot run
 * @see RFC 9559
 */
export async function openWebm(source: ByteSource): Promise<OpenedAudio> {
  const container = includes(await source.read(0, 64), "matroska") ? "matroska" : "webm";
  const reader = new ByteReader(source);
  const tracks = await findTracks(reader);
  if (tracks.length === 0) throw damaged(container, "expected an audio track, received none");
  const track = tracks.find(({ codec, pcm }) => isDecodable(codec) || pcm && isPcm(pcm));
  if (!track) throw unsupportedCodec(container, tracks[0]!.codec);
  const { codec, pcm, channels, sampleRateHz, delaySeconds } = track;
  const format = `${container}/${pcm ? pcmName(pcm) : codec}`;
  const rateHz = codec === "opus" ? 48_000 : sampleRateHz;
  const edit = createEdit(Math.round(delaySeconds * rateHz));
  const packets = readPackets(format, reader, track, edit, rateHz);
  if (!pcm) return await openTrack({ container, ...track, packets, edit });
  checkRate(format, sampleRateHz);
  checkChannels(format, channels);
  return openPcmPackets(format, { sampleRateHz, channels, layout: pcm }, packets);
}

/** Reads the elements up to the tracks. */
async function findTracks(reader: ByteReader): Promise<WebmTrack[]> {
  for (let element = await nextElement(reader); element; element = await nextElement(reader)) {
    if (element.id === ELEMENT.segment) continue;
    if (element.id === ELEMENT.tracks && element.size <= HEADER_BYTES_MAX) {
      await reader.fill(element.size);
      const tracks = readTracks(reader.bytes.slice(0, element.size));
      reader.skip(Math.min(element.size, reader.bytes.length));
      return tracks;
    }
    if (!await skip(reader, element.size)) break;
  }
  return [];
}

/** Reads the packets of a track from the clusters, and the padding at the end of the audio. */
async function* readPackets(
  format: string,
  reader: ByteReader,
  track: WebmTrack,
  edit: Edit,
  rateHz: number,
): Packets {
  const { number, prefix } = track;
  for (let element = await nextElement(reader); element; element = await nextElement(reader)) {
    const { id, size } = element;
    if (id === ELEMENT.segment || id === ELEMENT.cluster) continue;
    if (id !== ELEMENT.simpleBlock && id !== ELEMENT.blockGroup) {
      if (!await skip(reader, size)) return cut(format);
      continue;
    }
    if (size > BLOCK_BYTES_MAX || !await reader.fill(size)) return cut(format);
    const bytes = reader.bytes.subarray(0, size);
    const { block, paddingNs } = id === ELEMENT.simpleBlock
      ? { block: bytes, paddingNs: 0 }
      : readGroup(bytes);
    for (const packet of block ? unlace(block, number) : []) {
      yield prefix.length > 0 ? concat(prefix, packet) : packet;
    }
    edit.endFrames = paddingNs > 0
      ? edit.decodedFrames - Math.round(paddingNs * rateHz / 1e9)
      : Infinity;
    reader.skip(size);
  }
  return undefined;
}

function readGroup(bytes: Uint8Array): { block: Uint8Array | undefined; paddingNs: number } {
  let block: Uint8Array | undefined;
  let paddingNs = 0;
  for (const { id, body } of elements(bytes)) {
    if (id === ELEMENT.block) block = body;
    if (id === ELEMENT.discardPadding && body.length <= 6) paddingNs = unsigned(body);
  }
  return { block, paddingNs };
}

/** Reads the header of the next element; undefined at the end, or when it is damaged. */
async function nextElement(reader: ByteReader): Promise<Element | undefined> {
  await reader.fill(ELEMENT_HEADER_BYTES);
  const element = readElement(reader.bytes, 0);
  if (element) reader.skip(element.headerBytes);
  return element;
}

/** Skips the body of an element. @returns false at the end of the file */
async function skip(reader: ByteReader, size: number): Promise<boolean> {
  for (let left = size; left > 0;) {
    if (!await reader.fill(1)) return false;
    const count = Math.min(left, reader.bytes.length);
    reader.skip(count);
    left -= count;
  }
  return true;
}

function cut(format: string): DecodeError {
  return damaged(format, "expected whole clusters, received a part of the last one");
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
