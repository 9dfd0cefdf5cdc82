/** Rows `start` to before `end` of an image that the one before has half of its rows further on. */
export interface SharedRows {
  readonly start: number;
  readonly end: number;
}

/**
 * Rows of a 3x3 convolution that depend on shared rows only: neither on the border of one of the two
 * images nor on rows that differ.
 *
 * @param stride 1, with one row of zeros above and below, or 2, with one below
 * @returns undefined if there are none
 */
export function sharedRows(rows: SharedRows, stride: number): SharedRows | undefined {
  const above = 2 - stride;
  const start = Math.ceil((rows.start + above) / stride);
  const end = Math.floor((rows.end - 3 + above) / stride) + 1;
  return start < end ? { start, end } : undefined;
}
