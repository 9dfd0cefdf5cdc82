import type { ByteSource } from "../source/byte_source.ts";
import { dataView, fourCC, spells, uint64 } from "./_bytes.ts";
import { checkChannels, checkRate, damaged, inBytes, unsupportedCodec } from "./_errors.ts";
import { boxes, child, readBox, topBoxes } from "./_mp4_boxes.ts";
import { gaplessDelay, readSampleEntry, type SampleEntry } from "./_mp4_entry.ts";
import { fragmentPackets } from "./_mp4_fragments.ts";
import { mp4Packets, readSampleTable } from "./_mp4_samples.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import { createEdit, type Edit, type Packets } from "./_packets.ts";
import { isPcm, pcmName } from "./_pcm.ts";
import { openPcmPackets } from "./_pcm_packets.ts";
import { isDecodable, openTrack } from "./_track.ts";

/** Audio track of a movie. */
interface MovieTrack {
  readonly id: number;
  readonly entry: SampleEntry;
  /** Sample table box. */
  readonly table: Uint8Array;
  /** Time of the track at which the audio starts, in seconds; undefined without an edit list. */
  readonly startSeconds: number | undefined;
  /** Time of the track at which the audio ends, in seconds. */
  readonly endSeconds: number;
}

/** Name of the container by its brand: `3gp`, `m4a`, `mov` or `mp4`. */
export function mp4Brand(bytes: Uint8Array): string {
  const brand = spells(bytes, "ftyp", 4) ? fourCC(bytes, 8) : "qt  ";
  if (brand.startsWith("3g")) return "3gp";
  if (brand.startsWith("M4A") || brand.startsWith("M4B")) return "m4a";
  return brand === "qt  " ? "mov" : "mp4";
}

/**
 * Opens the first audio track of a 3GP, MP4 or QuickTime file whose codec is supported.
 *
 * @throws {DecodeError} when there is no audio track, no whole frame, or no codec is supported
 * @throws {UnavailableError} when the decoder is not installed or cannot run
 * @see ISO/IEC 14496-12; 3GPP TS 26.244
 */
export async function openMp4(source: ByteSource): Promise<OpenedAudio> {
  const container = mp4Brand(await source.read(0, 12));
  const { movie, end } = await findMovie(source);
  if (!movie) {
    throw damaged(
      container,
      `expected a whole moov box, received none${inBytes(source.size)}; ` +
        "the file is incomplete: copy or record it again",
    );
  }
  const tracks = [...audioTracks(movie)];
  const track = tracks.find(({ entry }) => isDecodable(entry.codec) || entry.pcm);
  if (!track) {
    if (tracks[0]) throw unsupportedCodec(container, tracks[0].entry.codec);
    throw damaged(container, "expected an audio track with a sample table, received none");
  }
  const { entry } = track;
  const format = `${container}/${entry.pcm ? pcmName(entry.pcm) : entry.codec}`;
  const packets = trackPackets(format, source, movie, track, end);
  if (entry.pcm) return openMoviePcm(format, entry, packets);
  const edit = editOf(track, movie);
  return await openTrack({ container, ...entry, packets, ...(edit && { edit }) });
}

/** Reads the first movie box, and finds its end. */
async function findMovie(
  source: ByteSource,
): Promise<{ movie: Uint8Array | undefined; end: number }> {
  for await (const box of topBoxes(source)) {
    if (box.type === "moov") return { movie: await readBox(source, box), end: box.at + box.size };
  }
  return { movie: undefined, end: 0 };
}

function* audioTracks(movie: Uint8Array): Generator<MovieTrack> {
  const movieScale = timeScale(child(movie, "mvhd"));
  for (const { type, body } of boxes(movie)) {
    if (type !== "trak") continue;
    const handler = child(body, "mdia", "hdlr");
    const header = child(body, "tkhd");
    const table = child(body, "mdia", "minf", "stbl");
    if (!handler || !spells(handler, "soun", 8) || !table) continue;
    const description = child(table, "stsd");
    const entry = description && description.length >= 16 && readSampleEntry(description);
    if (!entry) continue;
    const id = header && header.length >= 24
      ? dataView(header).getUint32(header[0] === 1 ? 20 : 12)
      : 0;
    const scale = timeScale(child(body, "mdia", "mdhd"));
    yield { id, entry, table, ...readEdits(child(body, "edts", "elst"), movieScale, scale) };
  }
}

/** Reads the number of time units per second from an `mvhd` or `mdhd` box. */
function timeScale(header: Uint8Array | undefined): number {
  const at = header?.[0] === 1 ? 20 : 12;
  return header && header.length >= at + 4 ? dataView(header).getUint32(at) : 0;
}

/** Reads the edit that is not empty, if there is only one. */
function readEdits(
  list: Uint8Array | undefined,
  movieScale: number,
  scale: number,
): Pick<MovieTrack, "startSeconds" | "endSeconds"> {
  const edits: { startSeconds: number; endSeconds: number }[] = [];
  const isWide = list?.[0] === 1;
  const stride = isWide ? 20 : 12;
  for (let at = 8; list && at + stride <= list.length; at += stride) {
    const view = dataView(list);
    const duration = isWide ? uint64(view, at) : view.getUint32(at);
    const start = isWide ? Number(view.getBigInt64(at + 8)) : view.getInt32(at + 4);
    if (start < 0) continue;
    const startSeconds = start / scale;
    const endSeconds = duration > 0 ? startSeconds + duration / movieScale : Infinity;
    edits.push({ startSeconds, endSeconds });
  }
  const edit = edits.length === 1 && scale > 0 && movieScale > 0 ? edits[0] : undefined;
  return edit ?? { startSeconds: undefined, endSeconds: Infinity };
}

/**
 * Selects the audio as FFmpeg does: from the start of the edit, or after the delay of iTunes' gapless
 * data, to the end of the packet of AAC with the end of the edit.
 */
function editOf(
  { entry, startSeconds, endSeconds }: MovieTrack,
  movie: Uint8Array,
): Edit | undefined {
  const { codec, sampleRateHz } = entry;
  if (codec.startsWith("amr")) return undefined;
  if (startSeconds !== undefined) {
    const rateHz = codec === "opus" ? 48_000 : sampleRateHz;
    // Times are rounded.
    const packets = codec === "aac" ? Math.ceil(endSeconds * rateHz / 1024 - 1e-6) : Infinity;
    return createEdit(Math.round(startSeconds * rateHz), packets * 1024);
  }
  const delay = codec === "opus" ? undefined : gaplessDelay(movie);
  return delay === undefined ? undefined : createEdit(delay);
}

/** Reads the samples of a track from its table, and then from fragments. */
async function* trackPackets(
  format: string,
  source: ByteSource,
  movie: Uint8Array,
  { id, entry, table }: MovieTrack,
  end: number,
): Packets {
  const samples = readSampleTable(table);
  const frameBytes = entry.pcm && entry.pcm.bytesPerSample * entry.channels;
  if (samples && samples.sampleCount > 0) {
    const damage = yield* mp4Packets(format, source, samples, frameBytes);
    if (damage) return damage;
  }
  if (child(movie, "mvex")) return yield* fragmentPackets(format, source, movie, id, end);
  return samples ? undefined : damaged(format, "expected a sample table, received none");
}

function openMoviePcm(format: string, entry: SampleEntry, packets: Packets): OpenedAudio {
  const { sampleRateHz, channels, pcm } = entry;
  checkRate(format, sampleRateHz);
  checkChannels(format, channels);
  if (!isPcm(pcm!)) throw unsupportedCodec(format.split("/")[0]!, pcmName(pcm!));
  return openPcmPackets(format, { sampleRateHz, channels, layout: pcm! }, packets);
}
