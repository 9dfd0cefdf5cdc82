/** Rows `start` to before `end` of an image that are rows `start + shift` on of the one before. */
export interface SharedRows {
  readonly start: number;
  readonly end: number;
  readonly shift: number;
}

/**
 * Rows that a 3x3 convolution of shared rows shares: those that see neither the border of one of the two
 * images nor a row that is not shared.
 *
 * @param stride 1, with one row of zeros above and below, or 2, with one below
 * @returns undefined if there are none
 */
export function sharedRows(rows: SharedRows, stride: number): SharedRows | undefined {
  const above = 2 - stride;
  const start = Math.ceil((rows.start + above) / stride);
  const end = Math.floor((rows.end - 3 + above) / stride) + 1;
  const shift = rows.shift / stride;
  return start < end && Number.isInteger(shift) ? { start, end, shift } : undefined;
}
