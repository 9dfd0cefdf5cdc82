/** Index of each channel in the order of Vorbis, by the number of channels. */
const ORDERS: Readonly<Record<number, readonly number[]>> = {
  3: [0, 2, 1],
  5: [0, 2, 1, 3, 4],
  6: [0, 2, 1, 5, 3, 4],
  7: [0, 2, 1, 6, 5, 3, 4],
  8: [0, 2, 1, 7, 5, 6, 3, 4],
};

/** Sorts channels from the order of Vorbis and Opus to that of WAV: left, right, center, ... */
export function inWavOrder<T>(channels: readonly T[]): readonly T[] {
  return ORDERS[channels.length]?.map((channel) => channels[channel]!) ?? channels;
}
