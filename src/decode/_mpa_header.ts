/** Fields of the four-byte header of an MPEG audio frame. */
export interface MpaHeader {
  readonly layer: 1 | 2 | 3;
  /** Bit rate in kbit/s. */
  readonly kbits: number;
  /** Length of the frame in bytes, with its header. */
  readonly bytes: number;
  readonly sampleRateHz: number;
  readonly samples: number;
  readonly isMono: boolean;
}

/** Bit rates in kbit/s by their index, of MPEG-1 layers I to III and MPEG-2 layers I to III. */
const KBITS: readonly (readonly number[])[] = [
  [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];
const RATES_HZ = [44100, 48000, 32000];

/**
 * Reads the frame header at `at`; undefined when there is none, and for a free bit rate.
 *
 * @see ISO/IEC 11172-3, 2.4.1.3; ISO/IEC 13818-3
 */
export function mpaHeader(bytes: Uint8Array, at: number): MpaHeader | undefined {
  if (at + 4 > bytes.length || bytes[at] !== 0xff || bytes[at + 1]! < 0xe0) return undefined;
  const version = bytes[at + 1]! >> 3 & 3;
  const layer = 4 - (bytes[at + 1]! >> 1 & 3);
  const rateIndex = bytes[at + 2]! >> 2 & 3;
  if (version === 1 || layer === 4 || rateIndex === 3) return undefined;
  const isMpeg1 = version === 3;
  const kbits = KBITS[layer - 1 + (isMpeg1 ? 0 : 3)]![bytes[at + 2]! >> 4];
  if (!kbits) return undefined;
  const sampleRateHz = RATES_HZ[rateIndex]! / (isMpeg1 ? 1 : version === 2 ? 2 : 4);
  const padding = bytes[at + 2]! >> 1 & 1;
  const samples = layer === 1 ? 384 : layer === 3 && !isMpeg1 ? 576 : 1152;
  return {
    layer: layer as MpaHeader["layer"],
    kbits,
    bytes: layer === 1
      ? 4 * (Math.floor(12_000 * kbits / sampleRateHz) + padding)
      : Math.floor(samples * 125 * kbits / sampleRateHz) + padding,
    sampleRateHz,
    samples,
    isMono: bytes[at + 3]! >> 6 === 3,
  };
}
