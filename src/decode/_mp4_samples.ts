import type { ByteSource } from "../source/byte_source.ts";
import { dataView, uint64 } from "./_bytes.ts";
import { damaged } from "./_errors.ts";
import { child } from "./_mp4_boxes.ts";
import type { Packets } from "./_packets.ts";

/** Maximum number of bytes of uncompressed samples that are read at once. */
const PIECE_BYTES = 65_536;

/** Sizes and positions of the samples of a track. */
export interface SampleTable {
  readonly sizes: (sample: number) => number;
  readonly sampleCount: number;
  readonly chunkCount: number;
  readonly chunkOffset: (chunk: number) => number;
  /** Runs of chunks, `[n, 3]`: first chunk (from 1), samples per chunk, description. */
  readonly chunkRuns: DataView;
}

/** Reads a sample table; undefined when a box is missing. */
export function readSampleTable(table: Uint8Array): SampleTable | undefined {
  const [stsz, stsc] = ["stsz", "stsc"].map((type) => child(table, type));
  const wide = child(table, "co64");
  const offsets = wide ?? child(table, "stco");
  if (!stsz || stsz.length < 12 || !stsc || stsc.length < 8 || !offsets || offsets.length < 8) {
    return undefined;
  }
  const sizes = dataView(stsz);
  const same = sizes.getUint32(4);
  const claimed = sizes.getUint32(8);
  const chunks = dataView(offsets);
  const offsetBytes = wide ? 8 : 4;
  return {
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
 * @param frameBytes length of a frame of uncompressed samples, which are read in larger pieces
 * @returns the error that ended reading early
 */
export async function* mp4Packets(
  format: string,
  source: ByteSource,
  table: SampleTable,
  frameBytes?: number,
): Packets {
  const { chunkCount, sampleCount, chunkOffset } = table;
  const runCount = Math.min(
    table.chunkRuns.getUint32(4),
    (table.chunkRuns.byteLength - 8) / 12 | 0,
  );
  const runField = (run: number, field: number) => table.chunkRuns.getUint32(8 + run * 12 + field);
  const isOrdered = isAscending(chunkCount, chunkOffset);
  const piece = frameBytes ? Math.max(1, Math.floor(PIECE_BYTES / frameBytes)) : 1;
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
    const chunkEnd = Math.min(sampleCount, sample + runField(run, 4));
    while (sample < chunkEnd) {
      const count = Math.min(piece, chunkEnd - sample);
      const size = frameBytes ? count * frameBytes : table.sizes(sample);
      length += size;
      lastEnd = Math.max(lastEnd, at + size);
      if (length > lastEnd) return stop("overlapping others");
      const packet = await source.read(at, size);
      if (packet.length < size) {
        if (frameBytes && packet.length >= frameBytes) yield packet;
        return stop("past its end");
      }
      yield packet;
      at += size;
      sample += count;
    }
  }
  return sample < sampleCount ? stop("outside of all chunks") : undefined;
}

function isAscending(count: number, value: (index: number) => number): boolean {
  for (let i = 1; i < count; i++) if (value(i) < value(i - 1)) return false;
  return true;
}
