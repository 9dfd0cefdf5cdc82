import type { ByteReader } from "./_byte_reader.ts";
import { damaged } from "./_errors.ts";
import { isTrailer, TRAILER_BYTES } from "./_mp3_frames.ts";
import type { Packets } from "./_packets.ts";

/** Frame that was found by its header. */
export interface FramedPacket {
  /** Offset of the packet in the frame. */
  readonly start: number;
  /** Length of the frame in bytes. */
  readonly bytes: number;
  /** Properties that all frames of a stream share. */
  readonly kind: string;
}

/** Layout of frames with headers that have their lengths. */
export interface Framing {
  /** Length of a header in bytes. */
  readonly headerBytes: number;
  /** Reads the header at an offset; undefined when there is none. */
  read(bytes: Uint8Array, at: number): FramedPacket | undefined;
}

/** Number of bytes that are available to a search; frames are shorter. */
const WINDOW_BYTES = 16_384;

/**
 * Splits a stream into frames. Bytes that are not part of a frame are skipped, and reported at the
 * end.
 *
 * @returns the first frame with its header, and the packets of all frames
 * @throws {DecodeError} when there is no frame
 */
export async function framedPackets(
  format: string,
  reader: ByteReader,
  framing: Framing,
): Promise<{ first: Uint8Array; packets: Packets }> {
  const skippedBytes = await skipToFrame(reader, framing);
  if (skippedBytes === undefined) {
    throw damaged(format, `expected frames, received none in ${reader.position} bytes`);
  }
  const { bytes, kind } = framing.read(reader.bytes, 0)!;
  const packets = async function* () {
    let lostBytes = skippedBytes;
    let between = "between them";
    for (;;) {
      await reader.fill(Math.max(framing.headerBytes, TRAILER_BYTES));
      if (reader.bytes.length === 0 || isTrailer(reader.bytes, 0)) break;
      const frame = framing.read(reader.bytes, 0);
      if (frame?.kind !== kind) {
        if (frame) between = "with another sample rate or layout";
        const { position } = reader;
        reader.skip(1);
        await skipToFrame(reader, framing, kind);
        lostBytes += reader.position - position;
        continue;
      }
      if (!await reader.fill(frame.bytes)) {
        const rest = reader.bytes.length;
        return damaged(format, `expected a whole last frame, received ${rest} bytes of it`);
      }
      yield reader.bytes.subarray(frame.start, frame.bytes);
      reader.skip(frame.bytes);
    }
    return lostBytes > 0
      ? damaged(format, `expected consecutive frames, received ${lostBytes} bytes ${between}`)
      : undefined;
  };
  return { first: reader.bytes.slice(0, bytes), packets: packets() };
}

/**
 * Skips to a frame that another one or the end follows.
 *
 * @returns the number of bytes that were skipped; undefined when no frame follows
 */
async function skipToFrame(
  reader: ByteReader,
  framing: Framing,
  kind?: string,
): Promise<number | undefined> {
  const from = reader.position;
  if (await isAtFrame(reader, framing, kind)) return 0;
  for (;;) {
    await reader.fill(2 * WINDOW_BYTES);
    const { bytes } = reader;
    const end = bytes.length < 2 * WINDOW_BYTES ? bytes.length : WINDOW_BYTES;
    for (let at = 0; at < end; at++) {
      const frame = framing.read(bytes, at);
      if (!frame || kind !== undefined && frame.kind !== kind) continue;
      const next = at + frame.bytes;
      const isRun = framing.read(bytes, next)?.kind === frame.kind;
      if (isRun || next <= bytes.length && next > bytes.length - framing.headerBytes) {
        reader.skip(at);
        return reader.position - from;
      }
    }
    reader.skip(end);
    if (bytes.length < 2 * WINDOW_BYTES) return undefined;
  }
}

/** Whether the reader is at a frame that another one follows; reads no more than both headers. */
async function isAtFrame(reader: ByteReader, framing: Framing, kind?: string): Promise<boolean> {
  await reader.fill(framing.headerBytes);
  const frame = framing.read(reader.bytes, 0);
  if (!frame || kind !== undefined && frame.kind !== kind) return false;
  await reader.fill(frame.bytes + framing.headerBytes);
  return framing.read(reader.bytes, frame.bytes)?.kind === frame.kind;
}
