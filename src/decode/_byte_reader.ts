import type { ByteSource } from "../source/byte_source.ts";

/** Approximate number of bytes read at once, unless a stream has fewer. */
const READ_BYTES = 65_536;

/** Cursor over a source that makes the next bytes available, and releases those before it. */
export class ByteReader {
  readonly #source: ByteSource;
  readonly #end: number;
  #position: number;
  #bytes: Uint8Array = new Uint8Array();

  /** Starts at `from` and ends at `to`, or at the end of the source. */
  constructor(source: ByteSource, from = 0, to: number = Infinity) {
    this.#source = source;
    this.#position = from;
    this.#end = to;
  }

  /** Offset in the source of the next byte. */
  get position(): number {
    return this.#position;
  }

  /** Next bytes, as far as they were read; valid until the next call of {@link fill}. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Reads ahead to at least `length` bytes. @returns whether that many are left */
  async fill(length: number): Promise<boolean> {
    if (this.#bytes.length >= length) return true;
    this.#source.release(this.#position);
    const needed = Math.min(Math.max(length, READ_BYTES), this.#end - this.#position);
    this.#bytes = await this.#source.read(this.#position, needed, Math.min(length, needed));
    return this.#bytes.length >= length;
  }

  /** Skips bytes that were read. */
  skip(length: number): void {
    this.#bytes = this.#bytes.subarray(length);
    this.#position += length;
  }
}
