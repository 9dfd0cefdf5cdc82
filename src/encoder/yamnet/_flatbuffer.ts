/**
 * Tables of FlatBuffers. Reading beyond the end of the bytes throws a RangeError, and so does reading
 * vectors of more bytes than there are, because vectors overlap only in a damaged file.
 *
 * @see https://flatbuffers.dev/internals/
 *
 * @module
 */

interface Buffer {
  readonly view: DataView;
  /** Bytes of vectors that may still be read. */
  left: number;
}

/** Table of a flatbuffer; absent fields have their defaults. */
export class Table {
  readonly #buffer: Buffer;
  readonly #view: DataView;
  readonly #start: number;
  readonly #fields: number;
  readonly #fieldsEnd: number;

  private constructor(buffer: Buffer, start: number) {
    const { view } = buffer;
    this.#buffer = buffer;
    this.#view = view;
    this.#start = start;
    const vtable = start - view.getInt32(start, true);
    this.#fields = vtable + 4;
    this.#fieldsEnd = vtable + view.getUint16(vtable, true);
  }

  /** Root table of a buffer. */
  static root(bytes: Uint8Array): Table {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new Table({ view, left: bytes.length }, view.getUint32(0, true));
  }

  /** Signed byte. */
  i8(field: number): number {
    const at = this.#at(field);
    return at === undefined ? 0 : this.#view.getInt8(at);
  }

  /** Signed integer of 32 bits. */
  i32(field: number, absent = 0): number {
    const at = this.#at(field);
    return at === undefined ? absent : this.#view.getInt32(at, true);
  }

  /** Table, if it is there. */
  table(field: number): Table | undefined {
    const at = this.#at(field);
    return at === undefined ? undefined : new Table(this.#buffer, this.#follow(at));
  }

  /** Vector of tables. */
  tables(field: number): Table[] {
    const { start, length } = this.#vector(field, 4);
    return Array.from(
      { length },
      (_, i) => new Table(this.#buffer, this.#follow(start + 4 * i)),
    );
  }

  /** Vector of signed integers of 32 bits. */
  i32s(field: number): number[] {
    const { start, length } = this.#vector(field, 4);
    return Array.from({ length }, (_, i) => this.#view.getInt32(start + 4 * i, true));
  }

  /** Vector of signed integers of 64 bits, as far as they are safe. */
  i64s(field: number): number[] {
    const { start, length } = this.#vector(field, 8);
    return Array.from({ length }, (_, i) => Number(this.#view.getBigInt64(start + 8 * i, true)));
  }

  /** Vector of float32 values. */
  f32s(field: number): Float32Array {
    const { start, length } = this.#vector(field, 4);
    return Float32Array.from({ length }, (_, i) => this.#view.getFloat32(start + 4 * i, true));
  }

  /** Vector of bytes, a view. */
  bytes(field: number): Uint8Array {
    const { start, length } = this.#vector(field, 1);
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + start, length);
  }

  #at(field: number): number | undefined {
    const at = this.#fields + 2 * field;
    const offset = at < this.#fieldsEnd ? this.#view.getUint16(at, true) : 0;
    return offset === 0 ? undefined : this.#start + offset;
  }

  #follow(at: number): number {
    return at + this.#view.getUint32(at, true);
  }

  #vector(field: number, unit: number): { start: number; length: number } {
    const at = this.#at(field);
    if (at === undefined) return { start: 0, length: 0 };
    const start = this.#follow(at) + 4;
    const length = this.#view.getUint32(start - 4, true);
    const bytes = length * unit;
    if (start + bytes > this.#view.byteLength) {
      throw new RangeError(`Vector of ${length} values runs over the end`);
    }
    this.#buffer.left -= bytes;
    if (this.#buffer.left < 0) throw new RangeError("Vectors overlap");
    return { start, length };
  }
}
