const BLOCKS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/**
 * A line of blocks as high as its values.
 *
 * @param values `[n]`, 0 to 1; what lies outside is drawn as the nearer end
 * @returns n characters
 */
export function sparkline(values: readonly number[]): string {
  return values.map((value) => {
    const level = Math.floor(value * BLOCKS.length);
    return BLOCKS[Math.min(Math.max(level, 0), BLOCKS.length - 1)];
  }).join("");
}

/**
 * Squeezes values into columns. A column shows the largest of its values: a short peak in a long
 * recording stays to be seen.
 *
 * @param columns at least 1
 * @returns the values as they are when they fit, else `[columns]`
 */
export function maxPerColumn(values: readonly number[], columns: number): readonly number[] {
  if (values.length <= columns) return values;
  return Array.from({ length: columns }, (_, column) => {
    const first = Math.floor(column * values.length / columns);
    const end = Math.floor((column + 1) * values.length / columns);
    return values.slice(first, end).reduce((max, value) => Math.max(max, value));
  });
}
