import type { PitchTrack } from "./_pitch_track.ts";
import { percentileOfSorted } from "./_statistics.ts";

const VOICED_STRENGTH = 0.55;
/**
 * Usual range of the pitch of infant cries, in Hz; above it is hyperphonation, below are adult
 * voices.
 */
const CRY_F0_HZ = [250, 700] as const;

/** Names of the values of {@link pitchStatisticsInto}. */
export const PITCH_STATISTICS: readonly string[] = [
  ...["strength_mean", "strength_sd", "strength_p10", "strength_p50", "strength_p90"],
  ...["voiced_share", "voiced_below", "voiced_cry", "voiced_above"],
  ...["octaves_mean", "octaves_sd", "octaves_p10", "octaves_p50", "octaves_p90"],
  ...["octaves_delta", "runs", "run_mean", "run_max"],
];

/**
 * Summarizes the pitch track of a window: share of voiced frames, pitch, steadiness, length of
 * runs. Pitch is in octaves relative to 440 Hz; without voiced frames it is 0.
 */
export function pitchStatisticsInto(out: Float32Array, at: number, track: PitchTrack): void {
  const { f0Hz, strength } = track;
  const frames = f0Hz.length;
  let sum = 0;
  for (const s of strength) sum += s;
  const strengthMean = sum / frames;
  let squares = 0;
  for (const s of strength) squares += (s - strengthMean) ** 2;
  const sorted = strength.slice().sort();

  const octaves: number[] = [];
  let [below, cry, above, change, changes, runs, run, runMax] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let t = 0; t < frames; t++) {
    if (strength[t]! < VOICED_STRENGTH) {
      run = 0;
      continue;
    }
    const octave = Math.log2(f0Hz[t]! / 440);
    if (run++ > 0) {
      change += Math.min(1, Math.abs(octave - octaves.at(-1)!));
      changes++;
    } else runs++;
    runMax = Math.max(runMax, run);
    octaves.push(octave);
    if (f0Hz[t]! < CRY_F0_HZ[0]) below++;
    else if (f0Hz[t]! <= CRY_F0_HZ[1]) cry++;
    else above++;
  }
  const voiced = octaves.length;
  const octavesMean = voiced > 0 ? octaves.reduce((a, b) => a + b, 0) / voiced : 0;
  const octavesVariance = octaves.reduce((a, b) => a + (b - octavesMean) ** 2, 0) / (voiced || 1);
  octaves.sort((a, b) => a - b);
  const percentile = (share: number) => voiced > 0 ? percentileOfSorted(octaves, share) : 0;
  out.set([
    ...[strengthMean, Math.sqrt(squares / frames)],
    ...[0.1, 0.5, 0.9].map((share) => percentileOfSorted(sorted, share)),
    ...[voiced / frames, below / frames, cry / frames, above / frames],
    ...[octavesMean, Math.sqrt(octavesVariance), percentile(0.1), percentile(0.5), percentile(0.9)],
    ...[changes > 0 ? change / changes : 0, runs / frames],
    ...[runs > 0 ? voiced / runs / frames : 0, runMax / frames],
  ], at);
}
