// Moving between rows and lanes.

/**
 * The first halves of two vectors; as lanes, since JavaScriptCore is slow where many kinds of shuffles meet.
 */
// @ts-ignore: decorator
@inline
export function fronts(a: v128, b: v128): v128 {
  return f64x2.replace_lane(a, 1, f64x2.extract_lane(b, 0));
}

/** The second halves. */
// @ts-ignore: decorator
@inline
export function backs(a: v128, b: v128): v128 {
  return f64x2.replace_lane(b, 0, f64x2.extract_lane(a, 1));
}

/** Stores the transpose of the rows a, b, c, d at `to`, `to + step`, ... */
// @ts-ignore: decorator
@inline
export function transposeStore(
  to: usize,
  step: usize,
  a: v128,
  b: v128,
  c: v128,
  d: v128,
): void {
  const ab0 = i32x4.shuffle(a, b, 0, 4, 1, 5), ab2 = i32x4.shuffle(a, b, 2, 6, 3, 7);
  const cd0 = i32x4.shuffle(c, d, 0, 4, 1, 5), cd2 = i32x4.shuffle(c, d, 2, 6, 3, 7);
  v128.store(to, fronts(ab0, cd0));
  to += step;
  v128.store(to, backs(ab0, cd0));
  to += step;
  v128.store(to, fronts(ab2, cd2));
  to += step;
  v128.store(to, backs(ab2, cd2));
}

/**
 * Loads four frames of `length` samples, `hopBytes` apart, times `window`, one lane each: sample j at
 * `to + j * stepBytes`. With steps of 16 this is also the packing of a real signal as complex blocks.
 */
export function loadFrames(
  from: usize,
  hopBytes: i32,
  window: usize,
  length: i32,
  to: usize,
  stepBytes: i32,
): void {
  const f1 = <usize> hopBytes, f2 = f1 << 1, f3 = f1 + f2;
  const step = <usize> stepBytes;
  for (; length >= 4; length -= 4) {
    const w = v128.load(window);
    transposeStore(
      to,
      step,
      f32x4.mul(v128.load(from), w),
      f32x4.mul(v128.load(from + f1), w),
      f32x4.mul(v128.load(from + f2), w),
      f32x4.mul(v128.load(from + f3), w),
    );
    from += 16;
    window += 16;
    to += step << 2;
  }
  for (; length > 0; length--) {
    const w = load<f32>(window);
    store<f32>(to, load<f32>(from) * w);
    store<f32>(to, load<f32>(from + f1) * w, 4);
    store<f32>(to, load<f32>(from + f2) * w, 8);
    store<f32>(to, load<f32>(from + f3) * w, 12);
    from += 4;
    window += 4;
    to += step;
  }
}

/** Writes `bins` complex blocks, lanes = frames, as four interleaved rows, `rowBytes` apart. */
export function storeSpectra(from: usize, bins: i32, to: usize, rowBytes: i32): void {
  for (; bins >= 2; bins -= 2) {
    transposeStore(
      to,
      rowBytes,
      v128.load(from),
      v128.load(from, 16),
      v128.load(from, 32),
      v128.load(from, 48),
    );
    from += 64;
    to += 16;
  }
  if (bins > 0) {
    for (let lane = 0; lane < 4; lane++) {
      store<f32>(to, load<f32>(from));
      store<f32>(to, load<f32>(from, 16), 4);
      from += 4;
      to += rowBytes;
    }
  }
}

/** Writes `bins` vectors, lanes = frames, `stepBytes` apart, as four rows, `rowBytes` apart. */
export function storeRows(
  from: usize,
  stepBytes: i32,
  bins: i32,
  to: usize,
  rowBytes: i32,
): void {
  const step = <usize> stepBytes;
  for (; bins >= 4; bins -= 4) {
    const c = from + (step << 1);
    transposeStore(
      to,
      rowBytes,
      v128.load(from),
      v128.load(from + step),
      v128.load(c),
      v128.load(c + step),
    );
    from = c + (step << 1);
    to += 16;
  }
  for (; bins > 0; bins--) {
    store<f32>(to, load<f32>(from));
    store<f32>(to + rowBytes, load<f32>(from, 4));
    store<f32>(to + (<usize> rowBytes << 1), load<f32>(from, 8));
    store<f32>(to + <usize> rowBytes * 3, load<f32>(from, 12));
    from += step;
    to += 4;
  }
}
