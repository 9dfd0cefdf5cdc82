import { dataView } from "./_bytes.ts";

/**
 * Adaptation of the step size, by nibble, in 1/256.
 *
 * @see Microsoft, "New Multimedia Data Types and Data Techniques", 1994, ADPCM
 */
// deno-fmt-ignore
const ADAPTATION = /* @__PURE__ */ Uint16Array.of(
  230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230,
);
const HEADER_BYTES = 7;
const DELTA_MIN = 16;
/** Maximum step size, so that the next product fits 31 bits. */
const DELTA_MAX = Math.floor(2 ** 31 / 768) - 1;

/** Number of samples per channel in a block of `bytes` bytes. */
export function msBlockFrames(bytes: number, channels: number): number {
  const nibbles = 2 * (bytes - HEADER_BYTES * channels);
  return nibbles < 0 ? 0 : 2 + Math.floor(nibbles / channels);
}

/**
 * Decodes blocks of Microsoft ADPCM (WAV format tag 2): a header of 7 bytes per channel, then the
 * nibbles of the channels in turn. A short last block is decoded as far as possible.
 *
 * @param coefficients pairs from the `fmt ` chunk, `[n, 2]`, in 1/256
 * @returns samples of each channel, or the index of the block whose predictor is out of range
 */
export function decodeMsAdpcm(
  bytes: Uint8Array,
  channels: number,
  blockBytes: number,
  coefficients: Int16Array,
): Float32Array[] | number {
  const view = dataView(bytes);
  const wholeBlocks = Math.floor(bytes.length / blockBytes);
  const wholeFrames = msBlockFrames(blockBytes, channels);
  const lastFrames = msBlockFrames(bytes.length % blockBytes, channels);
  const decoded: Float32Array[] = [];
  for (let channel = 0; channel < channels; channel++) {
    const out = new Float32Array(wholeBlocks * wholeFrames + lastFrames);
    let i = 0;
    for (let block = 0; i < out.length; block++) {
      const at = block * blockBytes;
      const predictor = bytes[at + channel]! * 2;
      if (predictor >= coefficients.length) return block;
      const c1 = coefficients[predictor]!;
      const c2 = coefficients[predictor + 1]!;
      const header = at + channels + channel * 2;
      let delta = view.getInt16(header, true);
      let s1 = view.getInt16(header + channels * 2, true);
      let s2 = view.getInt16(header + channels * 4, true);
      out[i++] = s2 / 32768;
      out[i++] = s1 / 32768;
      const frames = block < wholeBlocks ? wholeFrames : lastFrames;
      const data = at + channels * HEADER_BYTES;
      for (let k = 2, n = channel; k < frames; k++, n += channels) {
        const pair = bytes[data + (n >> 1)]!;
        const nibble = n & 1 ? pair & 15 : pair >> 4;
        // The sum of two products of 16 by 16 bits may need 32 bits, so it is not an int32.
        const value = Math.trunc((s1 * c1 + s2 * c2) / 256) + (nibble << 28 >> 28) * delta;
        s2 = s1;
        s1 = value > 32767 ? 32767 : value < -32768 ? -32768 : value;
        out[i++] = s1 / 32768;
        delta = Math.min(Math.max(ADAPTATION[nibble]! * delta >> 8, DELTA_MIN), DELTA_MAX);
      }
    }
    decoded.push(out);
  }
  return decoded;
}
