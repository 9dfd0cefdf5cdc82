/** Reader of bits, most significant first. Past the end it returns zeros and sets `isPast`. */
export class BitReader {
  readonly #bytes: Uint8Array;
  readonly #limit: number;
  readonly #view: DataView;
  #at = 0;

  /**
   * Starts at the first bit.
   *
   * @param bytes less than 256 MB, so that a position in bits is a small integer
   */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#limit = bytes.length * 8;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Whether bits past the end were read. */
  get isPast(): boolean {
    return this.#at > this.#limit;
  }

  /** Number of bytes read, rounded up. */
  get bytesRead(): number {
    return (this.#at + 7) >> 3;
  }

  /** Reads an unsigned integer of up to 32 bits. */
  unsigned(bits: number): number {
    if (bits === 0) return 0;
    const value = this.#peek() >>> (32 - bits);
    this.#at += bits;
    return value;
  }

  /** Reads a two's complement integer of up to 33 bits. */
  signed(bits: number): number {
    if (bits === 0) return 0;
    if (bits === 33) return (this.unsigned(1) ? -(2 ** 32) : 0) + this.unsigned(32);
    const value = this.#peek() >> (32 - bits);
    this.#at += bits;
    return value;
  }

  /** Reads a unary code: the number of zeros before the next one. */
  unary(): number {
    let zeros = 0;
    let window = this.#peek();
    while (window === 0 && this.#at <= this.#limit) {
      zeros += 32;
      this.#at += 32;
      window = this.#peek();
    }
    const rest = Math.clz32(window);
    this.#at += rest + 1;
    return zeros + rest;
  }

  /** Reads Rice codes of signed values with `bits` low bits into `out`, from `from` up to `to`. */
  rice(out: Float64Array, from: number, to: number, bits: number): void {
    const bytes = this.#bytes;
    const view = this.#view;
    const endByte = bytes.length - 4;
    let at = this.#at;
    for (let i = from; i < to; i++) {
      // As in #peek, which is slower when it is called for each value.
      const byte = at >> 3;
      const bit = at & 7;
      const window = byte < endByte ? view.getInt32(byte) << bit | bytes[byte + 4]! >> 8 - bit : 0;
      const zeros = Math.clz32(window);
      let value: number;
      if (bits > 0 && zeros + bits < 32) {
        value = zeros << bits | window << zeros + 1 >>> 32 - bits;
        at += zeros + 1 + bits;
      } else {
        this.#at = at;
        value = this.unary() << bits | this.unsigned(bits);
        at = this.#at;
      }
      out[i] = value >>> 1 ^ -(value & 1);
    }
    this.#at = at;
  }

  /** Next 32 bits, without reading them. */
  #peek(): number {
    const bytes = this.#bytes;
    const byte = this.#at >> 3;
    const bit = this.#at & 7;
    const window = bytes[byte]! << 24 | bytes[byte + 1]! << 16 | bytes[byte + 2]! << 8 |
      bytes[byte + 3]!;
    return bit === 0 ? window : window << bit | bytes[byte + 4]! >> (8 - bit);
  }
}
