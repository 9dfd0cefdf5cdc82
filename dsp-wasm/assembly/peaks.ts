// Local maxima of spectra, lanes = frames, refined by a parabola.

/** Writes the place, in bins, and the height of the peak at `here`, k rows from the first. */
// @ts-ignore: decorator
@inline
function writePeak(here: usize, k: i32, last: bool, place: usize, height: usize): void {
  const middle = <f64> load<f32>(here), left = <f64> load<f32>(here - 32);
  let shift: f64 = 0, slope: f64 = 0;
  if (!last) {
    const right = <f64> load<f32>(here, 32);
    const bend = left + right - 2 * middle;
    slope = (right - left) / 2;
    if (Math.abs(slope) < Math.abs(bend)) shift = -slope / bend;
  }
  store<f64>(place, <f64> k + shift);
  store<f64>(height, middle + 0.5 * slope * shift);
}

/**
 * Rows `from` to `end` - 1 of `bins` rows of eight that rise above both neighbours (or stay level with
 * the next) and above `threshold` of their lane's largest: float64 places in bins and heights. `from` is 1
 * or more. Of the lanes, those set in `lanes` count. Returns how many peaks there are, at most four times
 * `end` - `from` + 1.
 */
export function peaks8(
  rows: usize, bins: i32, from: i32, end: i32, threshold: f32, lanes: i32, places: usize, heights: usize,
): i32 {
  let a = f32x4.splat(0), b = f32x4.splat(0);
  let at = rows;
  for (let k = 0; k < bins; k++) {
    a = f32x4.pmax(a, v128.load(at));
    b = f32x4.pmax(b, v128.load(at, 16));
    at += 32;
  }
  a = f32x4.mul(a, f32x4.splat(threshold));
  b = f32x4.mul(b, f32x4.splat(threshold));
  const start = places;
  at = rows + (<usize> from << 5);
  for (let k = from; k < end; k++) {
    const last = k == bins - 1;
    const v = v128.load(at), w = v128.load(at, 16);
    let rise = v128.and(f32x4.gt(v, a), f32x4.gt(v, v128.load(at - 32)));
    let rise1 = v128.and(f32x4.gt(w, b), f32x4.gt(w, v128.load(at - 32, 16)));
    if (!last) {
      rise = v128.and(rise, f32x4.ge(v, v128.load(at, 32)));
      rise1 = v128.and(rise1, f32x4.ge(w, v128.load(at, 48)));
    }
    let found = (i32x4.bitmask(rise) | (i32x4.bitmask(rise1) << 4)) & lanes;
    for (; found != 0; found &= found - 1) {
      writePeak(at + (<usize> ctz(found) << 2), k, last, places, heights);
      places += 8;
      heights += 8;
    }
    at += 32;
  }
  return <i32> ((places - start) >> 3);
}
