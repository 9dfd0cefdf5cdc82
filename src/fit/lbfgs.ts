/**
 * Limited-memory BFGS for smooth functions.
 *
 * @see Nocedal and Wright, Numerical Optimization, 2nd edition, algorithms 7.4, 7.5, 3.5 and 3.6
 * @module
 */

/** Function that returns its value at `x` and writes its gradient to `gradient`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

/** Result of {@link minimize}. */
export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  /** Largest absolute entry of the gradient. */
  readonly gradientMax: number;
  readonly iterations: number;
  /**
   * Whether `gradientMax` is at most the tolerance, or the value cannot go lower in double
   * precision.
   */
  readonly converged: boolean;
}

const MEMORY = 20;
const SUFFICIENT_DECREASE = 1e-4;
const CURVATURE = 0.9;
/** Number of steps without a lower value after which the search ends, at the limit of rounding. */
const STALLED_MAX = 5;
/** Relative difference below which values count as equal; the gradient then decides. */
const ROUNDING = 1e-14;

/**
 * Minimizes a smooth function from `start`.
 *
 * @param options.gradientTolerance largest absolute entry of the gradient at which to stop
 */
export function minimize(
  objective: Objective,
  start: Float64Array,
  options: { readonly gradientTolerance: number; readonly iterationsMax: number },
): Minimum {
  const n = start.length;
  let x: Float64Array = start.slice();
  let gradient: Float64Array = new Float64Array(n);
  let value = objective(x, gradient);
  const pairs: { step: Float64Array; change: Float64Array; rho: number }[] = [];
  let iterations = 0;
  let stalled = 0;
  let converged = maxAbs(gradient) <= options.gradientTolerance;

  while (!converged && iterations < options.iterationsMax) {
    iterations++;
    const direction = descend(gradient, pairs);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      pairs.length = 0;
      direction.set(gradient);
      for (let i = 0; i < n; i++) direction[i]! *= -1;
      slope = -dot(gradient, gradient);
    }
    const first = pairs.length === 0 ? Math.min(1, 1 / Math.sqrt(-slope)) : 1;
    const found = lineSearch(objective, x, direction, value, slope, first);
    // No lower value along a descent direction: only rounding is left.
    if (!found) {
      converged = true;
      break;
    }
    const step = subtract(found.x, x);
    const change = subtract(found.gradient, gradient);
    const curvature = dot(step, change);
    if (curvature > 1e-300) {
      pairs.push({ step, change, rho: 1 / curvature });
      if (pairs.length > MEMORY) pairs.shift();
    }
    stalled = value - found.value > ROUNDING * Math.abs(value) ? 0 : stalled + 1;
    x = found.x;
    gradient = found.gradient;
    value = found.value;
    converged = maxAbs(gradient) <= options.gradientTolerance || stalled === STALLED_MAX;
  }
  return { x, value, gradientMax: maxAbs(gradient), iterations, converged };
}

function descend(
  gradient: Float64Array,
  pairs: readonly { step: Float64Array; change: Float64Array; rho: number }[],
): Float64Array {
  const q = gradient.slice();
  const alpha = new Float64Array(pairs.length);
  for (let k = pairs.length - 1; k >= 0; k--) {
    const { step, change, rho } = pairs[k]!;
    alpha[k] = rho * dot(step, q);
    addScaled(q, change, -alpha[k]!);
  }
  const last = pairs.at(-1);
  const scale = last ? 1 / (last.rho * dot(last.change, last.change)) : 1;
  for (let i = 0; i < q.length; i++) q[i]! *= scale;
  pairs.forEach(({ step, change, rho }, k) => {
    addScaled(q, step, alpha[k]! - rho * dot(change, q));
  });
  for (let i = 0; i < q.length; i++) q[i]! *= -1;
  return q;
}

interface Point {
  readonly x: Float64Array;
  readonly gradient: Float64Array;
  readonly value: number;
}

/** Finds a point that meets the strong Wolfe conditions, by bracketing and bisection. */
function lineSearch(
  objective: Objective,
  x: Float64Array,
  direction: Float64Array,
  value: number,
  slope: number,
  first: number,
): Point | undefined {
  let low = 0;
  let high = Infinity;
  let t = first;
  let best: Point | undefined;
  for (let tries = 0; tries < 60; tries++) {
    const at = x.slice();
    addScaled(at, direction, t);
    const gradient = new Float64Array(x.length);
    const there = objective(at, gradient);
    const slopeThere = dot(gradient, direction);
    if (!(there <= value + SUFFICIENT_DECREASE * t * slope + ROUNDING * Math.abs(value))) {
      high = t;
    } else {
      best = { x: at, gradient, value: there };
      if (Math.abs(slopeThere) <= -CURVATURE * slope) return best;
      if (slopeThere > 0) high = t;
      else low = t;
    }
    t = high === Infinity ? 2 * t : (low + high) / 2;
    if (high - low <= 1e-16 * high) break;
  }
  return best;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function addScaled(target: Float64Array, by: Float64Array, scale: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += scale * by[i]!;
}

function subtract(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - b[i]!);
}

function maxAbs(values: Float64Array): number {
  let max = 0;
  for (const value of values) max = Math.max(max, Math.abs(value));
  return max;
}
