export const PACKET_BYTES = 188;
/** Distances between packets: alone, with a time code before, with error correction after each. */
const STRIDES = [188, 192, 204];
const SYNC = 0x47;
/** Number of synchronization bytes in a row that identify a transport stream. */
const PACKETS_IN_A_ROW = 3;
const PAT_PID = 0;

/** Elementary stream of a program. */
export interface TsStream {
  readonly pid: number;
  /** Type of the stream. @see ISO/IEC 13818-1, table 2-34 */
  readonly type: number;
}

/** Finds the first packet and the distance between packets; undefined when there are none. */
export function packetStart(bytes: Uint8Array): { start: number; stride: number } | undefined {
  for (const stride of STRIDES) {
    for (const start of [0, 4]) {
      const starts = Array.from({ length: PACKETS_IN_A_ROW }, (_, i) => start + i * stride);
      if (starts.every((at) => bytes[at] === SYNC)) return { start, stride };
    }
  }
  return undefined;
}

/** Reader of the tables that list the streams of the programs. */
export class Programs {
  readonly #tablePids = new Set<number>([PAT_PID]);
  readonly #sections = new Map<number, number[]>();

  /** Adds a packet. @returns the streams of a program when the packet completes its table */
  add(
    packet: { readonly pid: number; readonly isStart: boolean; readonly payload: Uint8Array },
  ): TsStream[] | undefined {
    const { pid, isStart, payload } = packet;
    if (!this.#tablePids.has(pid)) return undefined;
    if (isStart) this.#sections.set(pid, [...payload.subarray(1 + payload[0]!)]);
    else this.#sections.get(pid)?.push(...payload);
    const section = this.#sections.get(pid);
    if (!section || section.length < 3) return undefined;
    const length = 3 + ((section[1]! & 15) << 8 | section[2]!);
    if (section.length < length) return undefined;
    this.#sections.delete(pid);
    // The last four bytes are a checksum.
    const table = section.slice(0, length - 4);
    if (pid !== PAT_PID) return streamsOf(table);
    for (let at = 8; at + 4 <= table.length; at += 4) {
      const program = table[at]! << 8 | table[at + 1]!;
      if (program !== 0) this.#tablePids.add((table[at + 2]! & 0x1f) << 8 | table[at + 3]!);
    }
    return undefined;
  }
}

/** Reads the streams of a program map. */
function streamsOf(table: readonly number[]): TsStream[] {
  const streams: TsStream[] = [];
  let at = 12 + ((table[10]! & 15) << 8 | table[11]!);
  while (at + 5 <= table.length) {
    const pid = (table[at + 1]! & 0x1f) << 8 | table[at + 2]!;
    streams.push({ pid, type: table[at]! });
    at += 5 + ((table[at + 3]! & 15) << 8 | table[at + 4]!);
  }
  return streams;
}
