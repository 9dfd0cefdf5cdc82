// The shape of the spectra of eight frames, lanes = frames.
import { logVector } from "./log";

const TEN_LOG: f32 = 4.342944819;
const LN_2: f32 = 0.6931471806;

// @ts-ignore: decorator
@inline
function decibels(x: v128): v128 {
  return f32x4.mul(logVector(x), f32x4.splat(TEN_LOG));
}

/**
 * Nine values of each of eight frames, to `[9][8]` at `out`: level in dB under `loudest`, centroid,
 * bandwidth and 85 % roll-off in bins times `unit`, flatness in dB, change of the normalised spectrum from the frame
 * before, and the largest value over the mean in three bands in dB.
 *
 * `rows` is `[bin][8]` and `totals` `[8]` their sums; `before` and `totalBefore` are where the frame before
 * the first of them has its value of bin 0 and its sum. `bands` has i32 first bin and end of all that
 * counts, and of the three bands. `floor` is added to each value; `least` is the lowest level.
 */
export function spectralShape8(
  rows: usize, totals: usize, before: usize, totalBefore: usize, bands: usize,
  unit: f32, floor: f32, loudest: f32, least: f32, out: usize,
): void {
  const low = v128.load(totals), high = v128.load(totals, 16);
  const lowest = f32x4.splat(floor), one = f32x4.splat(1);
  const lastScale = f32x4.div(one, f32x4.max(lowest, v128.load32_splat(totalBefore)));
  const lowScale = f32x4.div(one, f32x4.max(lowest, low));
  const highScale = f32x4.div(one, f32x4.max(lowest, high));
  // Flux needs both halves at once; all else is done for four frames at a time.
  const first = load<i32>(bands), end = load<i32>(bands, 4);
  let lowFlux = f32x4.splat(0), highFlux = lowFlux;
  let at = rows + (<usize>first << 5), last = before + (<usize>first << 5);
  for (let k = first; k < end; k++, at += 32, last += 32) {
    const s = f32x4.mul(v128.load32_splat(last), lastScale);
    const a = f32x4.mul(v128.load(at), lowScale), b = f32x4.mul(v128.load(at, 16), highScale);
    lowFlux = f32x4.add(lowFlux, f32x4.abs(f32x4.sub(a, i32x4.shuffle(s, a, 0, 4, 5, 6))));
    highFlux = f32x4.add(highFlux, f32x4.abs(f32x4.sub(b, i32x4.shuffle(a, b, 3, 4, 5, 6))));
  }
  v128.store(out, lowFlux, 5 * 32);
  v128.store(out, highFlux, 5 * 32 + 16);
  const loud = f32x4.splat(loudest), bottom = f32x4.splat(least);
  for (let half = 0; half < 2; half++) {
    const total = f32x4.max(lowest, half ? high : low);
    v128.store(out, f32x4.max(bottom, decibels(f32x4.div(total, loud))));
    ofFour(rows, first, end, f32x4.splat(unit), lowest, out);
    for (let band = 1; band < 4; band++) {
      const bandFirst = load<i32>(bands + (<usize>band << 3));
      const bandEnd = load<i32>(bands + (<usize>band << 3), 4);
      v128.store(out + (<usize>(5 + band) << 5), crest(rows, bandFirst, bandEnd, lowest));
    }
    rows += 16;
    out += 16;
  }
}

/** Centroid, bandwidth, roll-off and flatness of four frames. */
function ofFour(
  rows: usize, first: i32, end: i32, unit: v128, floor: v128, out: usize,
): void {
  let sum = f32x4.splat(0), moment = sum, logs = sum;
  let mantissas = f32x4.splat(1), exponents = i32x4.splat(0), held = 0;
  let at = rows + (<usize>first << 5);
  for (let k = first; k < end; k++, at += 32) {
    const p = f32x4.add(v128.load(at), floor);
    sum = f32x4.add(sum, p);
    moment = f32x4.add(moment, f32x4.mul(p, f32x4.splat(<f32>k)));
    // A logarithm for each hundred values: mantissas from 1 to 2 are multiplied, exponents added.
    exponents = i32x4.add(exponents, i32x4.shr_u(p, 23));
    const mantissa = v128.and(p, i32x4.splat(0x007fffff));
    mantissas = f32x4.mul(mantissas, v128.or(mantissa, i32x4.splat(0x3f800000)));
    if (++held == 100) {
      logs = f32x4.add(logs, logVector(mantissas));
      mantissas = f32x4.splat(1);
      held = 0;
    }
  }
  const count = end - first;
  exponents = i32x4.sub(exponents, i32x4.splat(127 * count));
  logs = f32x4.add(logs, logVector(mantissas));
  logs = f32x4.add(logs, f32x4.mul(f32x4.convert_i32x4_s(exponents), f32x4.splat(LN_2)));

  const centroid = f32x4.div(moment, sum), share = f32x4.mul(sum, f32x4.splat(0.85));
  let spread = f32x4.splat(0), below = spread, rolloff = spread;
  at = rows + (<usize>first << 5);
  for (let k = first; k < end; k++, at += 32) {
    const p = f32x4.add(v128.load(at), floor), bin = f32x4.splat(<f32>k);
    const apart = f32x4.sub(bin, centroid);
    spread = f32x4.add(spread, f32x4.mul(f32x4.mul(apart, apart), p));
    rolloff = v128.bitselect(bin, rolloff, f32x4.lt(below, share));
    below = f32x4.add(below, p);
  }
  v128.store(out, f32x4.mul(centroid, unit), 32);
  v128.store(out, f32x4.mul(f32x4.sqrt(f32x4.div(spread, sum)), unit), 64);
  v128.store(out, f32x4.mul(rolloff, unit), 96);
  const n = f32x4.splat(<f32>count);
  const flatness = f32x4.sub(f32x4.div(logs, n), logVector(f32x4.div(sum, n)));
  v128.store(out, f32x4.mul(flatness, f32x4.splat(TEN_LOG)), 128);
}

/** Largest value over the mean, in dB. */
function crest(rows: usize, first: i32, end: i32, floor: v128): v128 {
  let peak = f32x4.splat(0), sum = peak;
  let at = rows + (<usize>first << 5);
  for (let k = first; k < end; k++, at += 32) {
    const p = f32x4.add(v128.load(at), floor);
    peak = f32x4.max(peak, p);
    sum = f32x4.add(sum, p);
  }
  return decibels(f32x4.div(f32x4.mul(peak, f32x4.splat(<f32>(end - first))), sum));
}
