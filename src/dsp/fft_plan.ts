/**
 * Plans of the complex FFT: which radices in which order, and their twiddle factors.
 *
 * For convolution (overlap-save), take a length n that {@link isSingleLength} accepts and two real
 * signals a and b as re and im, so that a real, zero-phase frequency response multiplies both:
 *
 * ```
 * const core = dspCore();
 * const plan = planFftSingle(core, n);          // outside of scratch; cached
 * core.scratch(() => {
 *   const x = core.alloc(n * 8), y = core.alloc(n * 8);   // two buffers of n / 4 blocks
 *   // Forward from two planar float32 arrays of n samples at addresses a and b:
 *   const z = core.kernels.fftSingle(plan.address, a, b, 16, x, y);   // x or y
 *   // z is n / 4 blocks [re x4][im x4] in natural order. Work on it, then inverse: the forward
 *   // transform with re and im swapped, from blocks (step 32), into buffers other than z's own.
 *   const t = core.kernels.fftSingle(inverse.address, z + 16, z, 32, u, v);
 *   // t is blocks with re and im swapped, [b x4][a x4], and larger by the length: scale by 1 / n.
 * });
 * ```
 *
 * The first pass alone reads the input, which is kept unless it is also the second buffer. It must not be
 * the first.
 *
 * @module
 */
import type { DspCore } from "./core.ts";

/** Longest transform: 2 ** 20 points. */
export const FFT_LENGTH_MAX: number = 1_048_576;

/** A plan in the core's memory. */
export interface FftPlan {
  readonly address: number;
  /** Complex points. */
  readonly length: number;
}

/** Whether `length` has no prime factor above 7. */
export function isSmooth(length: number): boolean {
  if (!(length >= 1)) return false;
  for (const prime of [2, 3, 5, 7]) while (length % prime === 0) length /= prime;
  return length === 1;
}

/** Numbers from 1 to `most` without a prime factor above 7, ascending. */
export function smoothUpTo(most: number): number[] {
  const found = most < 1 ? [] : [1];
  for (const prime of [2, 3, 5, 7]) {
    // What is found is multiplied once more.
    for (const known of found) if (known * prime <= most) found.push(known * prime);
  }
  return found.sort((a, b) => a - b);
}

/** Whether {@link planFftSingle} takes `length`: a multiple of 16 with no prime factor above 7. */
export function isSingleLength(length: number): boolean {
  return length >= 16 && length % 16 === 0 && isSmooth(length);
}

/** A plan for `fftSingle` and `fftInterleaved`: one transform, four neighbours a vector. */
export function planFftSingle(core: DspCore, length: number): FftPlan {
  return core.plan(`fft single ${length}`, () => {
    if (!isSingleLength(length)) {
      throw new RangeError(`A single transform needs 16 times factors 2, 3, 5, 7, got ${length}`);
    }
    return writePlan(core, length, [4, ...radicesOf(length / 4)], 4);
  });
}

/** A plan for `fftLanes`: four transforms side by side, any `length` without primes above 7. */
export function planFftLanes(core: DspCore, length: number): FftPlan {
  return core.plan(`fft lanes ${length}`, () => writePlan(core, length, radicesOf(length), 1));
}

/** A plan for `rfftSingle` with its buffers, so that a transform allocates nothing. */
export interface RfftPlan extends FftPlan {
  /** Takes the samples; also the second work buffer. */
  readonly from: number;
  readonly work: number;
  /** Takes the bins, interleaved. */
  readonly to: number;
  /** View of the bins at `to`, valid while the memory is `heap`. */
  bins: Float32Array<ArrayBuffer>;
  heap: Float32Array<ArrayBuffer>;
}

/**
 * A plan for `rfftSingle`: as {@link planFftSingle} of half the `samples`, with the split's factors.
 *
 * @returns undefined when half the samples are no length for it
 */
export function planRfftSingle(core: DspCore, samples: number): RfftPlan | undefined {
  const half = samples / 2;
  return core.planned<RfftPlan>(samples) ??
    (isSingleLength(half) ? core.plan(samples, () => makeRfftPlan(core, half)) : undefined);
}

function makeRfftPlan(core: DspCore, half: number): RfftPlan {
  const plan = writePlan(core, half, [4, ...radicesOf(half / 4)], 4, 2 * half);
  const [from, work] = [core.alloc(half * 8 + 32), core.alloc(half * 8 + 32)];
  const to = core.alloc(half * 8 + 8);
  return { ...plan, from, work, to, bins: core.f32(to, 2 * half + 2), heap: core.heap };
}

/** A plan for `fftLanes` and `splitLanes` over an even number of real `samples`. */
export function planRfftLanes(core: DspCore, samples: number): FftPlan {
  return core.plan(`rfft lanes ${samples}`, () => {
    // Radix 4 comes first, where there is one, for `fftFrames` to fuse with the reading.
    const half = samples / 2;
    const radices = radicesOf(half).includes(4) ? [4, ...radicesOf(half / 4)] : radicesOf(half);
    return writePlan(core, half, radices, 1, samples);
  });
}

/** Radices whose product is `length`, in the order of the passes. */
function radicesOf(length: number): number[] {
  const radices: number[] = [];
  for (const prime of [7, 5, 3]) {
    for (; length % prime === 0; length /= prime) radices.push(prime);
  }
  let twos = Math.log2(length);
  if (!Number.isInteger(twos)) throw new RangeError(`No radices for a factor of ${length}`);
  if (twos === 1) radices.push(2);
  if (twos % 2 === 1 && twos > 1) {
    radices.push(8);
    twos -= 3;
  }
  for (; twos >= 2; twos -= 2) radices.push(4);
  return radices;
}

/** The factors of a pass, or of the split, as the core's `twiddles` writes them. */
interface Factors {
  /** Turns by `step / points` of the circle. */
  readonly step: number;
  readonly m: number;
  readonly radix: number;
  readonly width: 1 | 4;
  readonly scale: number;
  readonly address: number;
}

/**
 * Writes the plan that `assembly/fft.ts` describes. The first `lanes` neighbours of the first pass and
 * of the split share a vector: 4 for a single transform, 1 when lanes are frames.
 */
function writePlan(
  core: DspCore,
  length: number,
  radices: number[],
  lanes: 1 | 4,
  splitSamples = 0,
): FftPlan {
  const address = core.alloc(16 + 16 * radices.length);
  const points = splitSamples || length;
  const tables: Factors[] = [];
  const factors = (table: Omit<Factors, "address">): number => {
    const at = core.alloc(8 * table.m * (table.radix - 1));
    tables.push({ ...table, address: at });
    return at;
  };
  const fields = [radices.length, length, 0, 0];
  let span = length;
  let stride = 1;
  for (const [pass, radix] of radices.entries()) {
    const m = span / radix;
    const width = pass === 0 ? lanes : 1;
    // A single transform's first pass leaves four neighbours in each block.
    const blocks = pass === 0 ? 1 : stride / lanes;
    fields.push(radix, m, blocks, factors({ step: points / span, m, radix, width, scale: 1 }));
    span = m;
    stride *= radix;
  }
  if (splitSamples > 0) {
    const m = Math.ceil((Math.floor(length / 2) + 1) / lanes) * lanes;
    fields[2] = factors({ step: 1, m, radix: 2, width: lanes, scale: 0.5 });
  }
  core.i32(address, fields.length).set(fields);
  writeFactors(core, points, tables);
  return { address, length };
}

/** Writes factors by way of few cosines and sines: of the first angles, and of some in steps. */
function writeFactors(core: DspCore, points: number, tables: readonly Factors[]): void {
  const shift = Math.ceil(Math.log2(points) / 2);
  const roots = (count: number, step: number): number => {
    const address = core.alloc(16 * count);
    const values = core.f64(address, 2 * count);
    for (let i = 0; i < count; i++) {
      const angle = -2 * Math.PI * (i * step) / points;
      values[2 * i] = Math.cos(angle);
      values[2 * i + 1] = Math.sin(angle);
    }
    return address;
  };
  core.scratch(() => {
    const fine = roots(2 ** shift, 1);
    const coarse = roots(Math.ceil(points / 2 ** shift), 2 ** shift);
    for (const { step, m, radix, width, scale, address } of tables) {
      core.kernels.twiddles(fine, coarse, shift, step, m, radix, width, scale, address);
    }
  });
}
