/**
 * Computes the mean and the population standard deviation of vectors over the windows of a
 * recording.
 *
 * @param windows vectors of the windows, `[windows][n]`, at least one
 * @returns `[2 n]`: the means, then the deviations
 */
export function poolMeanStd(windows: readonly ArrayLike<number>[]): Float64Array {
  const n = windows[0]!.length;
  const out = new Float64Array(2 * n);
  for (let c = 0; c < n; c++) {
    let [sum, squares] = [0, 0];
    for (const window of windows) sum += window[c]!;
    const mean = sum / windows.length;
    for (const window of windows) squares += (window[c]! - mean) ** 2;
    out[c] = mean;
    out[n + c] = Math.sqrt(squares / windows.length);
  }
  return out;
}
