import type { ByteSource } from "../source/byte_source.ts";
import { dataView, uint64 } from "./_bytes.ts";
import { damaged } from "./_errors.ts";
import { boxes, child, readBox, topBoxes } from "./_mp4_boxes.ts";
import type { Packets } from "./_packets.ts";

/** Flags of a `tfhd` box. */
const TFHD = { baseOffset: 1, description: 2, duration: 8, size: 0x10, baseIsMoof: 0x20000 };
/** Flags of a `trun` box. */
const TRUN = {
  dataOffset: 1,
  firstFlags: 4,
  duration: 0x100,
  size: 0x200,
  flags: 0x400,
  time: 0x800,
};

/**
 * Reads the samples of a track from the fragments of a file, in order.
 *
 * @param format name for errors
 * @param movie body of the `moov` box, which has the defaults
 * @param from offset of the first box that may be a fragment
 * @returns the error that ended reading early
 * @see ISO/IEC 14496-12, 8.8
 */
export async function* fragmentPackets(
  format: string,
  source: ByteSource,
  movie: Uint8Array,
  trackId: number,
  from: number,
): Packets {
  const defaultBytes = defaultSampleBytes(movie, trackId);
  let length = 0;
  let lastEnd = 0;
  for await (const box of topBoxes(source, from)) {
    source.release(box.at);
    if (box.type !== "moof") continue;
    const fragment = await readBox(source, box);
    if (!fragment) return damaged(format, "expected a whole fragment, received a part of it");
    for (const { type, body } of boxes(fragment)) {
      if (type !== "traf") continue;
      const header = child(body, "tfhd");
      if (!header || header.length < 8 || dataView(header).getUint32(4) !== trackId) continue;
      for (const { at, size } of fragmentSamples(body, header, box.at, defaultBytes)) {
        length += size;
        lastEnd = Math.max(lastEnd, at + size);
        if (length > lastEnd) return damaged(format, "expected samples that do not overlap");
        const packet = await source.read(at, size);
        if (packet.length < size) {
          return damaged(format, `expected a sample of ${size} bytes, received ${packet.length}`);
        }
        yield packet;
      }
    }
  }
  return undefined;
}

/** Positions of the samples of a track fragment. */
function* fragmentSamples(
  fragment: Uint8Array,
  header: Uint8Array,
  fragmentAt: number,
  defaultBytes: number,
): Generator<{ at: number; size: number }> {
  const view = dataView(header);
  const flags = view.getUint32(0) & 0xffffff;
  let field = 8;
  const base = flags & TFHD.baseOffset && header.length >= 16 ? uint64(view, 8) : fragmentAt;
  field += (flags & TFHD.baseOffset ? 8 : 0) + (flags & TFHD.description ? 4 : 0) +
    (flags & TFHD.duration ? 4 : 0);
  const hasSize = flags & TFHD.size && field + 4 <= header.length;
  const usualBytes = hasSize ? view.getUint32(field) : defaultBytes;
  let at = base;
  for (const { type, body } of boxes(fragment)) {
    if (type !== "trun" || body.length < 8) continue;
    const run = dataView(body);
    const flags = run.getUint32(0) & 0xffffff;
    let next = 8;
    if (flags & TRUN.dataOffset && body.length >= 12) at = base + run.getInt32(8);
    next += (flags & TRUN.dataOffset ? 4 : 0) + (flags & TRUN.firstFlags ? 4 : 0);
    const stride = 4 * [TRUN.duration, TRUN.size, TRUN.flags, TRUN.time]
      .filter((flag) => flags & flag).length;
    const sizeAt = flags & TRUN.duration ? 4 : 0;
    const count = run.getUint32(4);
    for (let i = 0; i < count; i++, next += stride) {
      if (next + stride > body.length || at < 0) return;
      const size = flags & TRUN.size ? run.getUint32(next + sizeAt) : usualBytes;
      // Without fields, a small box may claim any number of empty samples.
      if (size === 0) {
        if (stride === 0) return;
        else continue;
      }
      yield { at, size };
      at += size;
    }
  }
}

function defaultSampleBytes(movie: Uint8Array, trackId: number): number {
  const extension = child(movie, "mvex");
  for (const { type, body } of extension ? boxes(extension) : []) {
    if (type !== "trex" || body.length < 24) continue;
    const view = dataView(body);
    if (view.getUint32(4) === trackId) return view.getUint32(16);
  }
  return 0;
}
