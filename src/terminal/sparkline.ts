const BLOCKS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/**
 * Draws values as a line of blocks of eight heights.
 *
 * @param values `[n]`, limited to 0 to 1
 * @returns n characters
 */
export function sparkline(values: readonly number[]): string {
  return values.map((value) => {
    const level = Math.floor(value * BLOCKS.length);
    return BLOCKS[Math.min(Math.max(level, 0), BLOCKS.length - 1)];
  }).join("");
}

/**
 * Reduces values to columns, each the maximum of its values, so that short peaks stay visible.
 *
 * @param columns at least 1
 * @returns `values` if they are at most `columns`, else `[columns]`
 */
export function maxPerColumn(values: readonly number[], columns: number): readonly number[] {
  if (values.length <= columns) return values;
  return Array.from({ length: columns }, (_, column) => {
    const first = Math.floor(column * values.length / columns);
    const end = Math.floor((column + 1) * values.length / columns);
    return values.slice(first, end).reduce((max, value) => Math.max(max, value));
  });
}
