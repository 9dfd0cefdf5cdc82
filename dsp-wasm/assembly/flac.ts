// Subframes of FLAC: Rice codes and linear prediction, in int64, which holds all that valid ones need.
// A position is a number of bits from `bytes`. One beyond `end` means that the bytes are too few; the
// output is then undefined.

/** Bits of {@link peek} that are always valid. */
const PEEK_BITS = 57;
const ORDER_MAX = 32;

/** The next bits, most significant first. Reads 8 bytes. */
// @ts-ignore: decorator
@inline
function peek(bytes: usize, at: i32): u64 {
  const word = v128.load_zero<u64>(bytes + (at >> 3));
  const swapped = i8x16.shuffle(word, word, 7, 6, 5, 4, 3, 2, 1, 0, 7, 6, 5, 4, 3, 2, 1, 0);
  return <u64> i64x2.extract_lane(swapped, 0) << (at & 7);
}

/** The next `bits`, 0 to 57. */
// @ts-ignore: decorator
@inline
function unsigned(bytes: usize, at: i32, bits: i32): u64 {
  return peek(bytes, at) >> 1 >> (63 - bits);
}

// @ts-ignore: decorator
@inline
function unfold(value: u64): i64 {
  return <i64> (value >> 1) ^ -(<i64> value & 1);
}

/** Reads integers of `bits` into `out`. @returns the position behind them */
function readIntegers(
  bytes: usize, end: i32, at: i32, bits: i32, out: usize, outEnd: usize,
): i32 {
  const behind = at + bits * <i32> ((outEnd - out) >> 3);
  if (behind > end) return behind;
  for (; out < outEnd; out += 8) {
    store<i64>(out, bits > 0 ? <i64> peek(bytes, at) >> (64 - bits) : 0);
    at += bits;
  }
  return at;
}

/** Reads Rice codes with `bits` low bits, 0 to 30, into `out`. @returns the position behind them */
function readRice(bytes: usize, end: i32, at: i32, bits: i32, out: usize, outEnd: usize): i32 {
  const unit: u64 = 1 << bits;
  while (out < outEnd && at <= end) {
    let window = peek(bytes, at);
    let left = PEEK_BITS;
    do {
      const zeros = <i32> clz(window);
      const length = zeros + 1 + bits;
      if (length > left) break;
      // Moves the code to the low end, where it counts as bits that are not valid, and the next to the top.
      window = rotl(window, length);
      store<i64>(out, unfold((window & (unit - 1)) + zeros * unit));
      left -= length;
      out += 8;
    } while (out < outEnd);
    at += PEEK_BITS - left;
    if (left < PEEK_BITS) continue;
    let zeros: u64 = 0;
    for (; (window = peek(bytes, at) >> 7) == 0; zeros += PEEK_BITS) {
      at += PEEK_BITS;
      if (at > end) return at;
    }
    const rest = <i32> clz(window) - 7;
    at += rest + 1;
    store<i64>(out, unfold(zeros + rest << bits | unsigned(bytes, at, bits)));
    at += bits;
    out += 8;
  }
  return at;
}

/** Reads the residual of all partitions. @returns the position behind it, or -1 if it is invalid */
function readResidual(
  bytes: usize, end: i32, at: i32, order: i32, samples: i32, out: usize,
): i32 {
  const header = <i32> unsigned(bytes, at, 6);
  const method = header >> 4, partitions = header & 15;
  const size = samples >> partitions;
  if (method > 1 || size << partitions != samples || size < order) return -1;
  at += 6;
  const width = 4 + method, escape = (1 << width) - 1;
  const outEnd = out + (<usize> samples << 3);
  out += <usize> order << 3;
  for (let left = samples; left > 0 && at <= end; left -= size) {
    const partEnd = outEnd - (<usize> (left - size) << 3);
    const parameter = <i32> unsigned(bytes, at, width);
    at += width;
    if (parameter < escape) at = readRice(bytes, end, at, parameter, out, partEnd);
    else at = readIntegers(bytes, end, at + 5, <i32> unsigned(bytes, at, 5), out, partEnd);
    out = partEnd;
  }
  return at;
}

// @ts-ignore: decorator
@inline
function before(x: usize, order: i32, back: i32): i64 {
  return back <= order ? load<i64>(x - (<usize> back << 3)) : 0;
}

/**
 * Adds to each residual the prediction from the samples before it: their sum with `w` as weights, the
 * latest first, over 2^`shift`. At least eight weights are read.
 */
function predict(x: usize, end: usize, order: i32, w: usize, shift: i64): void {
  const w1 = load<i64>(w, 0), w2 = load<i64>(w, 8), w3 = load<i64>(w, 16), w4 = load<i64>(w, 24);
  const w5 = load<i64>(w, 32), w6 = load<i64>(w, 40), w7 = load<i64>(w, 48), w8 = load<i64>(w, 56);
  let x1 = before(x, order, 1), x2 = before(x, order, 2), x3 = before(x, order, 3);
  let x4 = before(x, order, 4), x5 = before(x, order, 5), x6 = before(x, order, 6);
  let x7 = before(x, order, 7), x8 = before(x, order, 8);
  for (; x < end; x += 8) {
    let sum = (w8 * x8 + w7 * x7) + (w6 * x6 + w5 * x5) + (w4 * x4 + w3 * x3);
    for (let k = 8; k < order; k++) {
      sum += load<i64>(w + (<usize> k << 3)) * load<i64>(x - (<usize> (k + 1) << 3));
    }
    x8 = x7;
    x7 = x6;
    x6 = x5;
    x5 = x4;
    x4 = x3;
    x3 = x2;
    sum += w2 * x2 + w1 * x1;
    x2 = x1;
    x1 = load<i64>(x) + (sum >> shift);
    store<i64>(x, x1);
  }
}

/** Writes the weights of the fixed predictor: (1 - z)^`order` without its first term, negated. */
function fixedWeights(order: i32, w: usize): void {
  let weight: i64 = -1;
  for (let k = 1; k <= order; k++) {
    weight = -weight * (order - k + 1) / k;
    store<i64>(w + (<usize> (k - 1) << 3), weight);
  }
}

/** Reads what follows the header of a subframe. @returns the position behind it, or -1 */
function readSamples(
  bytes: usize, end: i32, at: i32, type: i32, depth: i32, samples: i32, out: usize, w: usize,
): i32 {
  const outEnd = out + (<usize> samples << 3);
  if (type == 0) {
    at = readIntegers(bytes, end, at, depth, out, out + 8);
    const value = load<i64>(out);
    for (; out < outEnd; out += 8) store<i64>(out, value);
    return at;
  }
  if (type == 1) return readIntegers(bytes, end, at, depth, out, outEnd);
  const isLinear = type >= 32;
  const order = isLinear ? type - 31 : type - 8;
  if (order < 0 || !isLinear && order > 4 || order > samples) return -1;
  const first = out + (<usize> order << 3);
  at = readIntegers(bytes, end, at, depth, out, first);
  if (at > end) return at;
  memory.fill(w, 0, ORDER_MAX << 3);
  let shift: i64 = 0;
  if (isLinear) {
    const precision = <i32> unsigned(bytes, at, 4) + 1;
    shift = <i64> peek(bytes, at + 4) >> 59;
    if (precision == 16 || shift < 0) return -1;
    at = readIntegers(bytes, end, at + 9, precision, w, w + (<usize> order << 3));
    if (at > end) return at;
  } else fixedWeights(order, w);
  at = readResidual(bytes, end, at, order, samples, out);
  if (order > 0 && at >= 0 && at <= end) predict(first, outEnd, order, w, shift);
  return at;
}

/**
 * Reads a subframe of `samples` of `depth` bits, 1 to 33, from position `at` into int64 at `out`. Up to 16
 * bytes behind the position `end` are read. `w`: work of 32 int64.
 *
 * @returns the position behind it, which is beyond `end` if bytes are missing, or -1 if it is invalid
 */
export function flacSubframe(
  bytes: usize, end: i32, at: i32, depth: i32, samples: i32, out: usize, w: usize,
): i32 {
  const header = <i32> unsigned(bytes, at, 8);
  at += 8;
  let wasted = 0;
  if (header & 1) {
    let window: u64;
    for (; (window = peek(bytes, at) >> 7) == 0; wasted += PEEK_BITS) {
      at += PEEK_BITS;
      if (at > end) return at;
    }
    const zeros = <i32> clz(window) - 7;
    wasted += zeros + 1;
    at += zeros + 1;
  }
  if (at > end) return at;
  if (wasted >= depth) return -1;
  at = readSamples(bytes, end, at, header >> 1 & 63, depth - wasted, samples, out, w);
  if (wasted > 0 && at <= end) {
    for (const outEnd = out + (<usize> samples << 3); out < outEnd; out += 8) {
      store<i64>(out, load<i64>(out) << wasted);
    }
  }
  return at;
}

/**
 * Restores two channels of int64 in place, by `assignment`: 8 left and side, 9 side and right, 10 mid
 * and side.
 */
export function flacStereo(first: usize, second: usize, samples: i32, assignment: i32): void {
  const end = first + (<usize> samples << 3);
  if (assignment == 9) {
    for (; first < end; first += 8) {
      store<i64>(first, load<i64>(first) + load<i64>(second));
      second += 8;
    }
    return;
  }
  // The lowest bit of the sum, which the mean lost, equals that of the difference.
  const lost: i64 = assignment == 10 ? 1 : 0;
  for (; first < end; first += 8) {
    const side = load<i64>(second);
    const right = load<i64>(first) - (side >> lost);
    store<i64>(first, right + side);
    store<i64>(second, right);
    second += 8;
  }
}

/**
 * int64 times 2^(1 - `bits`) to float32, `bits` 1 to 32.
 *
 * @returns whether all are integers of so many bits
 */
export function flacFloats(x: usize, samples: i32, bits: i32, out: usize): bool {
  const half = i64x2.splat(<i64> 1 << (bits - 1));
  const scale = f32x4.splat(reinterpret<f32>((128 - bits) << 23));
  let seen = i64x2.splat(0);
  const whole = samples & ~3;
  for (const end = x + (<usize> whole << 3); x < end; x += 32) {
    const a = v128.load(x), b = v128.load(x, 16);
    seen = v128.or(seen, v128.or(i64x2.add(a, half), i64x2.add(b, half)));
    const low = i32x4.shuffle(a, b, 0, 2, 4, 6);
    v128.store(out, f32x4.mul(f32x4.convert_i32x4_s(low), scale));
    out += 16;
  }
  let all = <u64> (i64x2.extract_lane(seen, 0) | i64x2.extract_lane(seen, 1));
  for (let n = samples - whole; n > 0; n--) {
    const value = load<i64>(x);
    all |= <u64> (value + (<i64> 1 << (bits - 1)));
    store<f32>(out, <f32> value * reinterpret<f32>((128 - bits) << 23));
    x += 8;
    out += 4;
  }
  return all >> bits == 0;
}
