/** Reads bits, most significant first. Beyond the end there are zeros; `isPast` tells. */
export class BitReader {
  readonly #bytes: Uint8Array;
  readonly #limit: number;
  #at = 0;

  /** @param bytes less than 256 MB, so that a position in bits is a small integer */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#limit = bytes.length * 8;
  }

  /** Whether more bits were read than there are. */
  get isPast(): boolean {
    return this.#at > this.#limit;
  }

  /** Bytes read, the last one counted as whole. */
  get bytesRead(): number {
    return (this.#at + 7) >> 3;
  }

  /** Up to 32 bits. */
  unsigned(bits: number): number {
    if (bits === 0) return 0;
    const value = this.#peek() >>> (32 - bits);
    this.#at += bits;
    return value;
  }

  /** Up to 33 bits, in two's complement. */
  signed(bits: number): number {
    if (bits === 0) return 0;
    if (bits === 33) return (this.unsigned(1) ? -(2 ** 32) : 0) + this.unsigned(32);
    const value = this.#peek() >> (32 - bits);
    this.#at += bits;
    return value;
  }

  /** Zeros before the next one, which is read too. */
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

  /** Rice codes of signed values, with `bits` low bits each. */
  rice(out: Float64Array, from: number, to: number, bits: number): void {
    for (let i = from; i < to; i++) {
      const window = this.#peek();
      const zeros = Math.clz32(window);
      let value: number;
      if (bits > 0 && zeros + bits < 32) {
        value = zeros << bits | window << zeros + 1 >>> 32 - bits;
        this.#at += zeros + 1 + bits;
      } else {
        value = this.unary() << bits | this.unsigned(bits);
      }
      out[i] = value >>> 1 ^ -(value & 1);
    }
  }

  /** The next 32 bits. */
  #peek(): number {
    const bytes = this.#bytes;
    const byte = this.#at >> 3;
    const bit = this.#at & 7;
    const window = bytes[byte]! << 24 | bytes[byte + 1]! << 16 | bytes[byte + 2]! << 8 |
      bytes[byte + 3]!;
    return bit === 0 ? window : window << bit | bytes[byte + 4]! >> (8 - bit);
  }
}
