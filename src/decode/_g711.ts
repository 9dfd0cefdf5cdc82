/** Samples of the A-law codes, `[256]`. @see ITU-T G.711 */
export const ALAW: Float32Array = /* @__PURE__ */ table(alaw);

/** Samples of the mu-law codes, `[256]`. @see ITU-T G.711 */
export const MULAW: Float32Array = /* @__PURE__ */ table(mulaw);

function table(expand: (byte: number) => number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, byte) => expand(byte) / 32768);
}

/** Decodes a byte to a 13-bit sample at the upper end of 16 bits. Every other bit is inverted. */
function alaw(byte: number): number {
  const code = byte ^ 0x55;
  const segment = code >> 4 & 7;
  const step = (code & 15) << 4;
  const magnitude = segment === 0 ? step + 8 : step + 0x108 << segment - 1;
  return code & 0x80 ? magnitude : -magnitude;
}

/** Decodes a byte to a 14-bit sample at the upper end of 16 bits. All bits are inverted. */
function mulaw(byte: number): number {
  const code = ~byte & 0xff;
  const magnitude = ((code & 15) << 3) + 0x84 << (code >> 4 & 7);
  return code & 0x80 ? 0x84 - magnitude : magnitude - 0x84;
}
