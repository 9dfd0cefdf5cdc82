/**
 * Most likely path through voiced and unvoiced pitch bins by the Viterbi algorithm, in float64.
 *
 * @module
 */

import { type DspCore, dspCore } from "../../dsp/core.ts";

/** Transition probabilities between pitch bins. */
export interface PitchTransitions {
  readonly bins: number;
  /** Lowest step: bin k has transitions to bins k + lowest to k + highest. */
  readonly lowest: number;
  readonly highest: number;
  /** Logarithm of the weight of each step. */
  readonly logWeights: Float64Array;
  /** Logarithm of the sum of the weights of the steps from each bin. */
  readonly logTotals: Float64Array;
  readonly logStay: number;
  readonly logSwitch: number;
}

/** Smallest normal number of float64, which librosa adds before each logarithm. */
const TINY = 2.2250738585072014e-308;
const LOG_TINY = Math.log(TINY);

/**
 * Computes a triangle of transition weights, cut at the ends, as
 * `librosa.sequence.transition_local`.
 */
export function planTransitions(
  bins: number,
  width: number,
  switchProbability: number,
): PitchTransitions {
  if (width > bins) {
    throw new RangeError(
      `Tracking pitch in ${bins} bins: expected steps of at most ${bins} bins, received ${width}; ` +
        "lower maxTransitionRate or hopSamples, or widen fMinHz to fMaxHz",
    );
  }
  // An even width leans to one side; which one depends on the bins.
  const shift = Math.floor((bins - width) / 2) + Math.floor(bins / 2) + 1 - bins;
  const half = Math.floor(width / 2);
  const lowest = Math.max(-half, shift);
  const highest = Math.min(half, shift + width - 1);
  const weights = Float64Array.from({ length: highest - lowest + 1 }, (_, i) => {
    const place = i + lowest - shift;
    const rank = Math.min(place + 1, width - place);
    return width % 2 === 1 ? 2 * rank / (width + 1) : (2 * rank - 1) / width;
  });
  const logTotals = Float64Array.from({ length: bins }, (_, k) => {
    let total = 0;
    for (let step = lowest; step <= highest; step++) {
      if (k + step >= 0 && k + step < bins) total += weights[step - lowest]!;
    }
    return Math.log(total);
  });
  return {
    bins,
    lowest,
    highest,
    logWeights: weights.map(Math.log),
    logTotals,
    logStay: Math.log(1 - switchProbability + TINY),
    logSwitch: Math.log(switchProbability),
  };
}

/** Number of frames after which the common part of all paths is written. */
const CHUNK = 256;

/**
 * Finds the most likely states: 0 to bins - 1 are voiced, bins to 2 bins - 1 unvoiced.
 *
 * @param observe writes the probabilities of the voiced bins of frame t and returns their sum, at
 *   most 1; unvoiced bins share the rest
 */
export function pitchPath(
  frames: number,
  transitions: PitchTransitions,
  observe: (t: number, candidates: Map<number, number>) => number,
): Uint32Array {
  const { bins, logStay, logSwitch } = transitions;
  const path = new Uint32Array(frames);
  if (frames === 0) return path;
  const core = dspCore();
  return core.scratch(() => {
    const voicedStep = new Step(core, transitions);
    const unvoicedStep = new Step(core, transitions);
    let value = new Float64Array(2 * bins).fill(Math.log(1 / (2 * bins) + TINY));
    let next = new Float64Array(2 * bins);
    // Previous state of each state of the frames from `settled` on.
    let history: Uint32Array[] = [];
    const candidates = new Map<number, number>();
    for (let t = 0; t < frames; t++) {
      candidates.clear();
      const logUnvoiced = Math.log((1 - observe(t, candidates)) / bins + TINY);
      if (t === 0) {
        next.set(value);
      } else {
        const cameFrom = new Uint32Array(2 * bins);
        voicedStep.take(value.subarray(0, bins));
        unvoicedStep.take(value.subarray(bins));
        for (let j = 0; j < bins; j++) {
          const a = voicedStep.best[j]!, b = unvoicedStep.best[j]!;
          const stay = a + logStay, enter = b + logSwitch;
          const leave = a + logSwitch, rest = b + logStay;
          const fromVoiced = voicedStep.origin[j]!, fromUnvoiced = bins + unvoicedStep.origin[j]!;
          next[j] = stay >= enter ? stay : enter;
          cameFrom[j] = stay >= enter ? fromVoiced : fromUnvoiced;
          next[bins + j] = leave >= rest ? leave : rest;
          cameFrom[bins + j] = leave >= rest ? fromVoiced : fromUnvoiced;
        }
        history.push(cameFrom);
      }
      for (let j = 0; j < bins; j++) {
        next[j]! += LOG_TINY;
        next[bins + j]! += logUnvoiced;
      }
      for (const [bin, probability] of candidates) {
        next[bin]! += Math.log(probability + TINY) - LOG_TINY;
      }
      [value, next] = [next, value];
      if (history.length >= CHUNK && t % CHUNK === 0) history = settle(path, t, history, bins);
    }
    traceBack(path, frames - 1, argmax(value), history);
    return path;
  });
}

/** Writes the path to `state` at frame `t`, backwards through all of `history`. */
function traceBack(path: Uint32Array, t: number, state: number, history: Uint32Array[]): void {
  path[t] = state;
  for (let back = history.length - 1; back >= 0; back--) path[--t] = state = history[back]![state]!;
}

/** Writes the common part of the paths to all states of frame `t`. @returns history of the rest */
function settle(path: Uint32Array, t: number, history: Uint32Array[], bins: number): Uint32Array[] {
  let states = new Set<number>(Array.from({ length: 2 * bins }, (_, state) => state));
  for (let back = history.length - 1; back >= 0; back--) {
    const before = history[back]!;
    states = new Set([...states].map((state) => before[state]!));
    if (states.size === 1) {
      const [state] = states;
      traceBack(path, t - history.length + back, state!, history.slice(0, back));
      return history.slice(back);
    }
  }
  return history;
}

function argmax(values: Float64Array): number {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k]! > values[best]!) best = k;
  return best;
}

/** Best transition into each bin from the bins of the previous frame, computed in WebAssembly. */
class Step {
  readonly best: Float64Array;
  readonly origin: Uint32Array;
  readonly #core: DspCore;
  readonly #transitions: PitchTransitions;
  readonly #from: number;
  readonly #weights: number;
  readonly #best: number;
  readonly #origin: number;

  constructor(core: DspCore, transitions: PitchTransitions) {
    const { bins, logWeights } = transitions;
    this.#core = core;
    this.#transitions = transitions;
    this.best = new Float64Array(bins);
    this.origin = new Uint32Array(bins);
    this.#from = core.alloc((bins + logWeights.length + 3) * 8);
    this.#weights = core.alloc(logWeights.length * 8);
    this.#best = core.alloc((bins + 3) * 8);
    this.#origin = core.alloc((bins + 3) * 8);
  }

  take(value: Float64Array): void {
    const { bins, highest, logWeights, logTotals } = this.#transitions;
    const steps = logWeights.length;
    const from = this.#core.f64(this.#from, bins + steps + 3).fill(-Infinity);
    // Bin j reads bins j - highest to j - lowest in this order; the first of equals wins.
    for (let k = 0; k < bins; k++) {
      const at = k + highest;
      if (at >= 0 && at < from.length) from[at] = value[k]! - logTotals[k]!;
    }
    this.#core.f64(this.#weights, steps).set(logWeights.toReversed());
    this.#core.kernels.bandedBest(this.#from, bins, this.#weights, steps, this.#best, this.#origin);
    const best = this.#core.f64(this.#best, bins);
    const origin = this.#core.i32(this.#origin, 2 * bins);
    // Outside of the band a step has the lowest probability, but not 0.
    const top = argmax(value);
    const beyond = value[top]! + LOG_TINY;
    for (let j = 0; j < bins; j++) {
      const within = best[j]! > beyond;
      this.best[j] = within ? best[j]! : beyond;
      this.origin[j] = within ? j - highest + origin[2 * j]! : top;
    }
  }
}
