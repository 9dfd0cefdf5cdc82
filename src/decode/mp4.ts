import type { DecodeError } from "../errors.ts";
import type { ByteSource } from "../source/byte_source.ts";
import { openAmrPackets } from "./amr.ts";
import { dataView, fourCC, spells, uint64 } from "./_bytes.ts";
import { damaged, unsupported } from "./_errors.ts";
import type { OpenedAudio } from "./opened_audio.ts";

/** Box of an ISO base media file. */
interface Box {
  readonly type: string;
  readonly body: Uint8Array;
}

/** Sample table of a track: codec, sizes and positions of its samples. */
export interface SampleTable {
  readonly codec: string;
  readonly sizes: (sample: number) => number;
  readonly sampleCount: number;
  readonly chunkCount: number;
  readonly chunkOffset: (chunk: number) => number;
  /** Runs of chunks, `[n, 3]`: first chunk (from 1), samples per chunk, description. */
  readonly chunkRuns: DataView;
}

const AMR_CODECS: Record<string, "amr_nb" | "amr_wb"> = { samr: "amr_nb", sawb: "amr_wb" };
const CODEC_NAMES: Record<string, string> = { mp4a: "aac", Opus: "opus", fLaC: "flac" };

/** Name of the container by its brand: `3gp`, `m4a`, `mov` or `mp4`. */
export function mp4Brand(bytes: Uint8Array): string {
  const brand = spells(bytes, "ftyp", 4) ? fourCC(bytes, 8) : "qt  ";
  if (brand.startsWith("3g")) return "3gp";
  if (brand.startsWith("M4A") || brand.startsWith("M4B")) return "m4a";
  return brand === "qt  " ? "mov" : "mp4";
}

/**
 * Opens the first AMR track of a 3GP, MP4 or QuickTime file.
 *
 * @throws {DecodeError} when there is no sample table, no whole frame, or the codec is unsupported
 * @throws {UnavailableError} when the decoder is not installed or cannot run
 * @see ISO/IEC 14496-12; 3GPP TS 26.244
 */
export async function openMp4(source: ByteSource): Promise<OpenedAudio> {
  const container = mp4Brand(await source.read(0, 12));
  const movie = await findBox(source, "moov");
  if (!movie) {
    throw damaged(container, `expected a whole moov box, received none in ${source.size} bytes`);
  }
  const others: string[] = [];
  for (const track of boxes(movie)) {
    if (track.type !== "trak") continue;
    const table = sampleTable(track.body);
    if (!table) continue;
    const codec = AMR_CODECS[table.codec];
    if (!codec) {
      others.push(CODEC_NAMES[table.codec] ?? table.codec.trim());
      continue;
    }
    const format = `${container}/${codec}`;
    if (child(movie, "mvex") && (table.sampleCount === 0 || await findBox(source, "moof"))) {
      throw unsupported(
        format,
        "expected a file with a full sample table, received fragmented MP4",
      );
    }
    return openAmrPackets(container, codec, mp4Packets(format, source, table));
  }
  if (others.length === 0) {
    throw damaged(container, "expected an audio track with a sample table, received none");
  }
  throw unsupported(
    `${container}/${others[0]}`,
    `expected AMR, received ${others[0]}`,
  );
}

/** Reads the first whole box of a type at the top level of a file. */
async function findBox(source: ByteSource, type: string): Promise<Uint8Array | undefined> {
  for (let at = 0;;) {
    const header = (await source.read(at, 16)).slice();
    if (header.length < 8) return undefined;
    const { start, size } = boxSize(header, 0, Infinity);
    if (size < start) return undefined;
    if (fourCC(header, 4) === type) {
      const body = await source.read(at + start, size - start);
      return body.length === size - start || size === Infinity ? body.slice() : undefined;
    }
    at += size;
  }
}

/** Iterates over the whole boxes in `bytes`. */
function* boxes(bytes: Uint8Array): Generator<Box> {
  for (let at = 0; at + 8 <= bytes.length;) {
    const { start, size } = boxSize(bytes, at, bytes.length - at);
    // The boxes before a truncated one are still valid.
    if (size < start || at + size > bytes.length) return;
    yield { type: fourCC(bytes, at + 4), body: bytes.subarray(at + start, at + size) };
    at += size;
  }
}

/** Reads the length of a box and where its body starts; 0 stands for the rest of the bytes. */
function boxSize(bytes: Uint8Array, at: number, rest: number): { start: number; size: number } {
  const view = dataView(bytes);
  const size = view.getUint32(at);
  if (size === 1 && at + 16 <= bytes.length) return { start: 16, size: uint64(view, at + 8) };
  return { start: 8, size: size === 0 ? rest : size };
}

function child(bytes: Uint8Array, ...path: string[]): Uint8Array | undefined {
  let found: Uint8Array | undefined = bytes;
  for (const type of path) {
    let next: Uint8Array | undefined;
    for (const box of boxes(found)) {
      if (box.type === type) {
        next = box.body;
        break;
      }
    }
    if (!next) return undefined;
    found = next;
  }
  return found;
}

/** Reads the sample table of an audio track; undefined for other tracks. */
function sampleTable(track: Uint8Array): SampleTable | undefined {
  const handler = child(track, "mdia", "hdlr");
  if (!handler || !spells(handler, "soun", 8)) return undefined;
  const table = child(track, "mdia", "minf", "stbl");
  if (!table) return undefined;
  const [stsd, stsz, stsc] = ["stsd", "stsz", "stsc"].map((type) => child(table, type));
  const wide = child(table, "co64");
  const offsets = wide ?? child(table, "stco");
  if (!stsd || stsd.length < 16 || !stsz || stsz.length < 12 || !stsc || !offsets) {
    return undefined;
  }
  if (stsc.length < 8 || offsets.length < 8) return undefined;
  const sizes = dataView(stsz);
  const same = sizes.getUint32(4);
  const claimed = sizes.getUint32(8);
  const chunks = dataView(offsets);
  const offsetBytes = wide ? 8 : 4;
  return {
    codec: fourCC(stsd, 12),
    sizes: same ? () => same : (sample) => sizes.getUint32(12 + sample * 4),
    sampleCount: same ? claimed : Math.min(claimed, (stsz.length - 12) >> 2),
    chunkCount: Math.min(chunks.getUint32(4), Math.floor((offsets.length - 8) / offsetBytes)),
    chunkOffset: (chunk) => wide ? uint64(chunks, 8 + chunk * 8) : chunks.getUint32(8 + chunk * 4),
    chunkRuns: dataView(stsc),
  };
}

/**
 * Reads the samples of a track, as far as the file contains them.
 *
 * @param format name for errors
 * @returns the error that ended reading early
 */
export async function* mp4Packets(
  format: string,
  source: ByteSource,
  table: SampleTable,
): AsyncGenerator<Uint8Array, DecodeError | undefined> {
  const { chunkCount, sampleCount, chunkOffset } = table;
  const runCount = Math.min(
    table.chunkRuns.getUint32(4),
    (table.chunkRuns.byteLength - 8) / 12 | 0,
  );
  const runField = (run: number, field: number) => table.chunkRuns.getUint32(8 + run * 12 + field);
  const isOrdered = isAscending(chunkCount, chunkOffset);
  let sample = 0;
  let run = 0;
  let length = 0;
  let lastEnd = 0;
  const stop = (received: string) =>
    damaged(
      format,
      `expected ${sampleCount} samples within the file, received sample ${sample} ${received}`,
    );
  if (runCount === 0) return stop("outside of all chunks");
  for (let chunk = 0; chunk < chunkCount && sample < sampleCount; chunk++) {
    while (run + 1 < runCount && runField(run + 1, 0) <= chunk + 1) run++;
    let at = chunkOffset(chunk);
    if (isOrdered) source.release(at);
    const chunkEnd = sample + runField(run, 4);
    for (; sample < chunkEnd && sample < sampleCount; sample++) {
      const size = table.sizes(sample);
      length += size;
      lastEnd = Math.max(lastEnd, at + size);
      if (length > lastEnd) return stop("overlapping others");
      const packet = await source.read(at, size);
      if (packet.length < size) return stop("past its end");
      yield packet;
      at += size;
    }
  }
  return sample < sampleCount ? stop("outside of all chunks") : undefined;
}

function isAscending(count: number, value: (index: number) => number): boolean {
  for (let i = 1; i < count; i++) if (value(i) < value(i - 1)) return false;
  return true;
}
