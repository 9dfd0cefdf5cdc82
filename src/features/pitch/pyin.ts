import { checkInteger, checkNumber } from "../_check.ts";
import { pitchPath, planTransitions } from "./_pitch_path.ts";
import { roundHalfEven } from "../_spectrum.ts";
import { isTrough, type PitchOptions, yinFrames } from "./yin_frames.ts";
import { troughShift } from "./yin.ts";

/** Options of {@link pyin}. */
export interface PyinOptions extends PitchOptions {
  /** Number of thresholds for YIN. Default 100. */
  readonly nThresholds?: number;
  /** Integer parameters of the beta distribution of the thresholds. Default [2, 18]. */
  readonly betaParameters?: readonly [number, number];
  /** Preference for shorter periods. Default 2. */
  readonly boltzmannParameter?: number;
  /** Width of a pitch bin in semitones. Default 0.1. */
  readonly resolution?: number;
  /** Highest rate of change of the pitch in octaves per second. Default 35.92. */
  readonly maxTransitionRate?: number;
  /** Probability of a change of voicing from one frame to the next. Default 0.01. */
  readonly switchProbability?: number;
  /** Probability of the deepest trough if none is below the threshold. Default 0.01. */
  readonly noTroughProbability?: number;
}

/** Result of {@link pyin}. */
export interface PyinTrack {
  /** Fundamental frequency in Hz, `[frames]`; 0 where unvoiced. */
  readonly f0Hz: Float32Array;
  /** Voicing, 1 or 0, `[frames]`. */
  readonly voiced: Uint8Array;
  /** Probability of voicing, 0 to 1, `[frames]`. */
  readonly voicedProbability: Float32Array;
}

/**
 * Estimates fundamental frequency and voicing by probabilistic YIN, as `librosa.pyin`: candidates
 * of all thresholds, then the most likely path through them.
 *
 * @param samples mono, `[n]`
 * @returns one value per frame
 * @throws {RangeError} when an option is out of range
 * @see Mauch and Dixon, "pYIN: a fundamental frequency estimator using probabilistic threshold
 * distributions", 2014
 */
export function pyin(samples: Float32Array, options: PyinOptions): PyinTrack {
  const { sampleRateHz, fMinHz, fMaxHz } = options;
  const { resolution = 0.1, maxTransitionRate = 35.92, switchProbability = 0.01 } = options;
  const prior = thresholdPrior(options);
  checkNumber("resolution", resolution, { above: 0, max: 12 });
  checkNumber("maxTransitionRate", maxTransitionRate, { above: 0 });
  checkNumber("switchProbability", switchProbability, { above: 0, max: 1 });
  const { data, frames, lags, lowestLag, hopSamples } = yinFrames(samples, options);
  const perSemitone = Math.ceil(1 / resolution);
  const perOctave = 12 * perSemitone;
  const bins = Math.floor(perOctave * Math.log2(fMaxHz / fMinHz)) + 1;
  const semitones = roundHalfEven(maxTransitionRate * 12 * hopSamples / sampleRateHz);
  const transitions = planTransitions(bins, semitones * perSemitone + 1, switchProbability);
  const voicedProbability = new Float32Array(frames);
  const states = pitchPath(frames, transitions, (t, candidates) => {
    const row = data.subarray(t * lags, (t + 1) * lags);
    for (const [lag, probability] of troughProbabilities(row, prior)) {
      const hz = sampleRateHz / (lowestLag + lag + troughShift(row, lag));
      const bin = Math.max(0, roundHalfEven(perOctave * Math.log2(hz / fMinHz)));
      if (bin < bins) candidates.set(bin, probability);
    }
    let sum = 0;
    for (const probability of candidates.values()) sum += probability;
    return voicedProbability[t] = Math.min(1, sum);
  });
  const voiced = Uint8Array.from(states, (state) => state < bins ? 1 : 0);
  const f0Hz = Float32Array.from(
    states,
    (state) => state < bins ? fMinHz * 2 ** (state / perOctave) : 0,
  );
  return { f0Hz, voiced, voicedProbability };
}

interface ThresholdPrior {
  /** Cumulative probability of the thresholds, ending with 1. */
  readonly shares: Float64Array;
  /** Decay of the preference with each longer period. */
  readonly decay: number;
  readonly units: (count: number) => number;
  readonly noTrough: number;
}

function thresholdPrior(options: PyinOptions): ThresholdPrior {
  const { nThresholds = 100, betaParameters = [2, 18] } = options;
  checkInteger("nThresholds", nThresholds, 1, 100_000);
  const [a, b] = betaParameters;
  checkInteger("betaParameters", a, 1, 1000);
  checkInteger("betaParameters", b, 1, 1000);
  const boltzmann = checkNumber("boltzmannParameter", options.boltzmannParameter ?? 2, {
    above: 0,
  });
  const noTrough = checkNumber("noTroughProbability", options.noTroughProbability ?? 0.01, {
    min: 0,
    max: 1,
  });
  const shares = Float64Array.from(
    { length: nThresholds + 1 },
    (_, i) => betaShare(i / nThresholds, a, b),
  );
  const decay = Math.exp(-boltzmann);
  const units = (count: number): number => (1 - decay) / (1 - decay ** count);
  return { shares, decay, units, noTrough };
}

/**
 * Computes the cumulative beta distribution for integer parameters, as the upper tail of a binomial
 * distribution.
 */
function betaShare(x: number, a: number, b: number): number {
  const n = a + b - 1;
  let sum = 0;
  let ways = 1;
  for (let k = 0; k <= n; k++) {
    if (k >= a) sum += ways * x ** k * (1 - x) ** (n - k);
    ways *= (n - k) / (k + 1);
  }
  return sum;
}

/**
 * Computes the probability of each trough over all thresholds, by ascending lag; only those above
 * 0.
 */
function troughProbabilities(
  row: Float32Array,
  { shares, decay, units, noTrough }: ThresholdPrior,
): [lag: number, probability: number][] {
  const troughs: { lag: number; height: number; passes: number; sum: number }[] = [];
  const last = shares.length - 1;
  for (let lag = 0; lag < row.length; lag++) {
    if (!isTrough(row, lag)) continue;
    const height = row[lag]!;
    // First threshold above it.
    const passes = Math.min(last, Math.max(0, Math.floor(height * last)));
    troughs.push({ lag, height, passes, sum: 0 });
  }
  // From one step to the next, the same troughs are below every threshold.
  const steps = [...new Set(troughs.map(({ passes }) => passes))].sort((a, b) => a - b);
  for (const [i, step] of steps.entries()) {
    const share = shares[steps[i + 1] ?? last]! - shares[step]!;
    const below = troughs.filter(({ passes }) => passes <= step);
    const unit = share * units(below.length);
    for (const [place, trough] of below.entries()) trough.sum += unit * decay ** place;
  }
  const deepest = troughs.reduce(
    (best, each) => each.height < best.height ? each : best,
    troughs[0]!,
  );
  if (troughs.length > 0) deepest.sum += noTrough * shares[deepest.passes]!;
  return troughs.flatMap(({ lag, sum }) => sum > 0 ? [[lag, sum]] : []);
}
