import type { DecodeError } from "../errors.ts";
import type { DecodedAudio } from "./decoded_audio.ts";
import { decodeAmrFrames } from "./amr.ts";
import { dataView, fourCC, spells, uint64 } from "./_bytes.ts";
import { damaged, unsupported } from "./_errors.ts";

/** Box of an ISO base media file. */
interface Box {
  readonly type: string;
  readonly body: Uint8Array;
}

/** Sample table of a track: codec, sizes and positions of its samples. */
interface SampleTable {
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
 * Decodes the first AMR track of a 3GP, MP4 or QuickTime file.
 *
 * @throws {DecodeError} when there is no sample table, no whole frame, or the codec is unsupported
 * @throws {UnavailableError} when the decoder is not installed or cannot run
 * @see ISO/IEC 14496-12; 3GPP TS 26.244
 */
export async function decodeMp4(bytes: Uint8Array): Promise<DecodedAudio> {
  const container = mp4Brand(bytes);
  const movie = child(bytes, "moov");
  if (!movie) {
    throw damaged(container, `expected a whole moov box, received none in ${bytes.length} bytes`);
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
    if (child(movie, "mvex") && (table.sampleCount === 0 || child(bytes, "moof"))) {
      throw unsupported(
        format,
        "expected a file with a full sample table, received fragmented MP4",
      );
    }
    const { frames, damage } = gather(format, bytes, table);
    if (damage && frames.length === 0) throw damage;
    const audio = await decodeAmrFrames(container, codec, frames);
    return damage ? { ...audio, damage } : audio;
  }
  if (others.length === 0) {
    throw damaged(container, "expected an audio track with a sample table, received none");
  }
  throw unsupported(
    `${container}/${others[0]}`,
    `expected AMR, received ${others[0]}`,
  );
}

/** Iterates over the whole boxes in `bytes`. */
function* boxes(bytes: Uint8Array): Generator<Box> {
  const view = dataView(bytes);
  for (let at = 0; at + 8 <= bytes.length;) {
    let size = view.getUint32(at);
    let header = 8;
    if (size === 1 && at + 16 <= bytes.length) {
      size = uint64(view, at + 8);
      header = 16;
    } else if (size === 0) size = bytes.length - at;
    if (size < header) return;
    // The boxes before a truncated one are still valid.
    if (at + size > bytes.length) return;
    yield { type: fourCC(bytes, at + 4), body: bytes.subarray(at + header, at + size) };
    at += size;
  }
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

/** Concatenates the samples of a track, as far as the file contains them. */
function gather(
  format: string,
  bytes: Uint8Array,
  table: SampleTable,
): { frames: Uint8Array; damage?: DecodeError } {
  // Samples do not overlap, so their total length is at most that of the file.
  const frames = new Uint8Array(bytes.length);
  const runCount = Math.min(
    table.chunkRuns.getUint32(4),
    (table.chunkRuns.byteLength - 8) / 12 | 0,
  );
  const runField = (run: number, field: number) => table.chunkRuns.getUint32(8 + run * 12 + field);
  let length = 0;
  let sample = 0;
  let run = 0;
  const stop = (received: string) => ({
    frames: frames.subarray(0, length),
    damage: damaged(
      format,
      `expected ${table.sampleCount} samples within the file, received sample ${sample} ` +
        received,
    ),
  });
  if (runCount === 0) return stop("outside of all chunks");
  for (let chunk = 0; chunk < table.chunkCount && sample < table.sampleCount; chunk++) {
    while (run + 1 < runCount && runField(run + 1, 0) <= chunk + 1) run++;
    let at = table.chunkOffset(chunk);
    const chunkEnd = sample + runField(run, 4);
    for (; sample < chunkEnd && sample < table.sampleCount; sample++) {
      const size = table.sizes(sample);
      if (at + size > bytes.length) return stop("past its end");
      if (length + size > frames.length) return stop("overlapping others");
      frames.set(bytes.subarray(at, at + size), length);
      length += size;
      at += size;
    }
  }
  if (sample < table.sampleCount) return stop("outside of all chunks");
  return { frames: frames.subarray(0, length) };
}
