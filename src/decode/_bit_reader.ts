/** Reader of bits, most significant first. Past the end it returns zeros and sets `isPast`. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  /**
   * Starts at the first bit.
   *
   * @param bytes less than 256 MB, so that a position in bits is a small integer
   */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Whether bits past the end were read. */
  get isPast(): boolean {
    return this.#at > this.#bytes.length * 8;
  }

  /** Number of bytes read, rounded up. */
  get bytesRead(): number {
    return (this.#at + 7) >> 3;
  }

  /** Reads an unsigned integer of up to 32 bits. */
  unsigned(bits: number): number {
    if (bits === 0) return 0;
    const bytes = this.#bytes;
    const byte = this.#at >> 3;
    const bit = this.#at & 7;
    const window = bytes[byte]! << 24 | bytes[byte + 1]! << 16 | bytes[byte + 2]! << 8 |
      bytes[byte + 3]!;
    this.#at += bits;
    return (bit === 0 ? window : window << bit | bytes[byte + 4]! >> (8 - bit)) >>> (32 - bits);
  }
}
