/**
 * Draws a progress bar: `███░░░░░░░  30 %`.
 *
 * @param fraction 0 to 1
 * @param columns width of the bar without the percentage, at least 1
 */
export function progressBar(fraction: number, columns: number): string {
  const full = Math.floor(Math.min(Math.max(fraction, 0), 1) * columns);
  return `${"█".repeat(full)}${"░".repeat(columns - full)} ${formatPercent(fraction)}`;
}

/** Formats a fraction as a percentage, rounded down so that 100 % means done: ` 30 %`. */
export function formatPercent(fraction: number): string {
  return `${String(Math.floor(fraction * 100)).padStart(3)} %`;
}
