/** Reference ADPCM decoders, written from the specifications, one nibble at a time. */

// deno-fmt-ignore
const STEPS = [
  7, 8, 9, 10, 11, 12, 13, 14, 16, 17, 19, 21, 23, 25, 28, 31, 34, 37, 41, 45, 50, 55, 60, 66, 73,
  80, 88, 97, 107, 118, 130, 143, 157, 173, 190, 209, 230, 253, 279, 307, 337, 371, 408, 449, 494,
  544, 598, 658, 724, 796, 876, 963, 1060, 1166, 1282, 1411, 1552, 1707, 1878, 2066, 2272, 2499,
  2749, 3024, 3327, 3660, 4026, 4428, 4871, 5358, 5894, 6484, 7132, 7845, 8630, 9493, 10442, 11487,
  12635, 13899, 15289, 16818, 18500, 20350, 22385, 24623, 27086, 29794, 32767,
];
const INDEX_STEPS = [-1, -1, -1, -1, 2, 4, 6, 8];
/** Adaptation of the step size, by the nibble's magnitude. */
const ADAPTATION = [230, 230, 230, 230, 307, 409, 512, 614, 768];

const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, value));

/** Decodes one IMA nibble: three bits of magnitude and a sign. */
function imaStep(
  predictor: number,
  index: number,
  nibble: number,
  product: boolean,
): [number, number] {
  const step = STEPS[index]!;
  const bits = nibble % 8;
  const magnitude = product
    ? Math.floor((bits + 0.5) * step / 4)
    : Math.floor(step / 8) + (bits >= 4 ? step : 0) +
      (bits % 4 >= 2 ? Math.floor(step / 2) : 0) + (bits % 2 ? Math.floor(step / 4) : 0);
  const sign = nibble >= 8 ? -1 : 1;
  return [
    clamp(predictor + sign * magnitude, -32768, 32767),
    clamp(index + INDEX_STEPS[bits]!, 0, 88),
  ];
}

/** Decodes one channel of Apple IMA4 from packets of 34 bytes. */
export function ima4(packets: Uint8Array[]): number[] {
  const out: number[] = [];
  let predictor = 0;
  let index = 0;
  for (const packet of packets) {
    const header = packet[0]! * 256 + packet[1]!;
    const top = (header >= 32768 ? header - 65536 : header) - header % 128;
    if (index !== header % 128 || Math.abs(top - predictor) > 127) {
      predictor = top;
      index = header % 128;
    }
    for (const byte of packet.slice(2)) {
      for (const nibble of [byte % 16, Math.floor(byte / 16)]) {
        [predictor, index] = imaStep(predictor, index, nibble, false);
        out.push(predictor / 32768);
      }
    }
  }
  return out;
}

/** Decodes one channel of a WAV IMA block from its header's values and its nibbles. */
export function imaBlock(predictor: number, index: number, nibbles: number[]): number[] {
  const out = [predictor / 32768];
  for (const nibble of nibbles) {
    [predictor, index] = imaStep(predictor, index, nibble, true);
    out.push(predictor / 32768);
  }
  return out;
}

/** Decodes one channel of a Microsoft ADPCM block. */
export function msBlock(
  pair: readonly [number, number],
  delta: number,
  s1: number,
  s2: number,
  nibbles: number[],
): number[] {
  const out = [s2 / 32768, s1 / 32768];
  for (const nibble of nibbles) {
    const signed = nibble >= 8 ? nibble - 16 : nibble;
    const predicted = Math.trunc((s1 * pair[0] + s2 * pair[1]) / 256);
    [s2, s1] = [s1, clamp(predicted + signed * delta, -32768, 32767)];
    out.push(s1 / 32768);
    delta = Math.max(16, Math.floor(ADAPTATION[Math.abs(signed)]! * delta / 256));
  }
  return out;
}
