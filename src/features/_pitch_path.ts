/**
 * The likeliest path through pitch bins, voiced and unvoiced (Viterbi), in float64.
 *
 * @module
 */

/** How probable each step from bin to bin is. */
export interface PitchTransitions {
  readonly bins: number;
  /** A step goes from bin k to k + lowest ... k + highest. */
  readonly lowest: number;
  readonly highest: number;
  /** Logarithm of the weight of each step. */
  readonly logWeights: Float64Array;
  /** Logarithm of the sum of the weights of the steps from each bin. */
  readonly logTotals: Float64Array;
  readonly logStay: number;
  readonly logSwitch: number;
}

/** librosa adds float64's smallest normal number before each logarithm. */
const TINY = 2.2250738585072014e-308;

/** A triangle of steps, cut at the ends, as `librosa.sequence.transition_local`. */
export function planTransitions(
  bins: number,
  width: number,
  switchProbability: number,
): PitchTransitions {
  if (width > bins) {
    throw new RangeError(
      `Following pitch through ${bins} bins: a step may span ${width}, wanted fewer; ` +
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

/**
 * The likeliest states: 0 to bins - 1 are voiced, bins to 2 bins - 1 unvoiced.
 *
 * @param observed probabilities of voiced bins, `[frames, bins]`; unvoiced bins share the rest
 */
export function pitchPath(
  observed: Float64Array,
  frames: number,
  transitions: PitchTransitions,
): Uint32Array {
  const { bins } = transitions;
  const path = new Uint32Array(frames);
  if (frames === 0) return path;
  const from = new Uint32Array(frames * 2 * bins);
  let value = new Float64Array(2 * bins);
  let next = new Float64Array(2 * bins);
  const start = Math.log(1 / (2 * bins) + TINY);
  const voicedStep = new Step(bins);
  const unvoicedStep = new Step(bins);
  for (let t = 0; t < frames; t++) {
    const row = observed.subarray(t * bins, (t + 1) * bins);
    const voiced = Math.min(1, row.reduce((sum, probability) => sum + probability, 0));
    const logUnvoiced = Math.log((1 - voiced) / bins + TINY);
    const cameFrom = from.subarray(t * 2 * bins, (t + 1) * 2 * bins);
    if (t > 0) {
      voicedStep.take(value.subarray(0, bins), transitions);
      unvoicedStep.take(value.subarray(bins), transitions);
    }
    for (let j = 0; j < bins; j++) {
      const logVoiced = Math.log(row[j]! + TINY);
      if (t === 0) {
        next[j] = logVoiced + start;
        next[bins + j] = logUnvoiced + start;
        continue;
      }
      const a = voicedStep.best[j]!, b = unvoicedStep.best[j]!;
      const stay = a + transitions.logStay, enter = b + transitions.logSwitch;
      next[j] = logVoiced + Math.max(stay, enter);
      cameFrom[j] = stay >= enter ? voicedStep.origin[j]! : bins + unvoicedStep.origin[j]!;
      const leave = a + transitions.logSwitch, rest = b + transitions.logStay;
      next[bins + j] = logUnvoiced + Math.max(leave, rest);
      cameFrom[bins + j] = leave >= rest ? voicedStep.origin[j]! : bins + unvoicedStep.origin[j]!;
    }
    [value, next] = [next, value];
  }
  let state = 0;
  for (let j = 1; j < 2 * bins; j++) if (value[j]! > value[state]!) state = j;
  for (let t = frames - 1; t >= 0; t--) {
    path[t] = state;
    state = from[t * 2 * bins + state]!;
  }
  return path;
}

/** The best way into each bin from the bins of the frame before. */
class Step {
  readonly best: Float64Array;
  readonly origin: Uint32Array;

  constructor(bins: number) {
    this.best = new Float64Array(bins);
    this.origin = new Uint32Array(bins);
  }

  take(value: Float64Array, { bins, lowest, highest, logWeights, logTotals }: PitchTransitions) {
    const { best, origin } = this;
    // Beyond the band a step is as improbable as can be, but not impossible.
    let highestBin = 0;
    for (let k = 1; k < bins; k++) if (value[k]! > value[highestBin]!) highestBin = k;
    best.fill(value[highestBin]! + Math.log(TINY));
    origin.fill(highestBin);
    const leaving = value.map((v, k) => v - logTotals[k]!);
    for (let step = highest; step >= lowest; step--) {
      const weight = logWeights[step - lowest]!;
      const first = Math.max(0, step), end = Math.min(bins, bins + step);
      for (let j = first; j < end; j++) {
        const candidate = leaving[j - step]! + weight;
        if (candidate > best[j]!) {
          best[j] = candidate;
          origin[j] = j - step;
        }
      }
    }
  }
}
