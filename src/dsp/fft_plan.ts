/**
 * Plans of the complex FFT: the radices in order, and their twiddle factors.
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
 * Only the first pass reads the input. The input is preserved unless it is the second buffer; it
 * must not be the first buffer.
 *
 * @module
 */
import type { DspCore } from "./core.ts";

/** Longest transform: 2 ** 20 points. */
export const FFT_LENGTH_MAX: number = 1_048_576;

/** Plan of a transform, in the core's memory. */
export interface FftPlan {
  readonly address: number;
  /** Number of complex points. */
  readonly length: number;
}

/** Whether `length` has no prime factor above 7. */
export function isSmooth(length: number): boolean {
  if (!(length >= 1)) return false;
  for (const prime of [2, 3, 5, 7]) while (length % prime === 0) length /= prime;
  return length === 1;
}

/** Numbers from 1 to `max` without a prime factor above 7, ascending. */
export function smoothUpTo(max: number): number[] {
  const found = max < 1 ? [] : [1];
  for (const prime of [2, 3, 5, 7]) {
    // The loop also visits the products that it adds.
    for (const known of found) if (known * prime <= max) found.push(known * prime);
  }
  return found.sort((a, b) => a - b);
}

/** Whether {@link planFftSingle} takes `length`: a multiple of 16 with no prime factor above 7. */
export function isSingleLength(length: number): boolean {
  return length >= 16 && length % 16 === 0 && isSmooth(length);
}

/** Plans `fftSingle` and `fftInterleaved`: one transform, four neighbors per vector. */
export function planFftSingle(core: DspCore, length: number): FftPlan {
  return core.plan(`fft single ${length}`, () => {
    if (!isSingleLength(length)) {
      throw new RangeError(
        `Planning an FFT: expected 16 times factors of 2, 3, 5 and 7, received ${length}`,
      );
    }
    return writePlan(core, length, [4, ...radicesOf(length / 4)], 4);
  });
}

/** Plans `fftLanes`: four transforms in parallel, any `length` without prime factors above 7. */
export function planFftLanes(core: DspCore, length: number): FftPlan {
  return core.plan(`fft lanes ${length}`, () => writePlan(core, length, radicesOf(length), 1));
}

/** Plan of `rfftSingle` with its buffers, so that a transform does not allocate. */
export interface RfftPlan extends FftPlan {
  /** Address of the samples; also the second work buffer. */
  readonly from: number;
  readonly work: number;
  /** Address of the bins, interleaved. */
  readonly to: number;
  /** View of the bins at `to`, valid while the memory is `heap`. */
  bins: Float32Array<ArrayBuffer>;
  heap: Float32Array<ArrayBuffer>;
}

/**
 * Plans `rfftSingle`: {@link planFftSingle} of half the `samples`, with the factors of the split.
 *
 * @returns undefined unless {@link isSingleLength} accepts half the samples
 */
export function planRfftSingle(core: DspCore, samples: number): RfftPlan | undefined {
  const half = samples / 2;
  return core.planned<RfftPlan>(samples) ??
    (isSingleLength(half) ? core.plan(samples, () => createRfftPlan(core, half)) : undefined);
}

function createRfftPlan(core: DspCore, half: number): RfftPlan {
  const plan = writePlan(core, half, [4, ...radicesOf(half / 4)], 4, 2 * half);
  const [from, work] = [core.alloc(half * 8 + 32), core.alloc(half * 8 + 32)];
  const to = core.alloc(half * 8 + 8);
  return { ...plan, from, work, to, bins: core.f32(to, 2 * half + 2), heap: core.heap };
}

/** Plans `fftLanes` and `splitLanes` of an even number of real `samples`. */
export function planRfftLanes(core: DspCore, samples: number): FftPlan {
  return core.plan(`rfft lanes ${samples}`, () => {
    // Radix 4 comes first, if present, because `fftFrames` fuses it with the reading.
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
  if (!Number.isInteger(twos)) {
    throw new RangeError(`Planning an FFT: expected factors of 2, 3, 5 and 7, received ${length}`);
  }
  if (twos === 1) radices.push(2);
  if (twos % 2 === 1 && twos > 1) {
    radices.push(8);
    twos -= 3;
  }
  for (; twos >= 2; twos -= 2) radices.push(4);
  return radices;
}

/** Table of the factors of a pass or of the split, which the core's `twiddles` writes. */
interface Factors {
  /** Step of the angle, in `1 / points` of the circle. */
  readonly step: number;
  readonly m: number;
  readonly radix: number;
  readonly width: 1 | 4;
  readonly scale: number;
  readonly address: number;
}

/**
 * Writes the plan in the layout of `assembly/fft.ts`. In the first pass and in the split, `lanes`
 * neighbors share a vector: 4 for a single transform, 1 if lanes are frames.
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
    // The first pass of a single transform leaves four neighbors in each block.
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

/** Writes factors as products of a fine and a coarse root, which need few cosines and sines. */
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
