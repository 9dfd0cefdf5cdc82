import { CRY_FEATURE_NAMES, cryFeatures, frontEnd } from "@babycry/babycry/features";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { noise, rfftReference, windowReference, withHum } from "./_reference.ts";

const RANGE = 1e-5;
const dB = (value: number) => 10 * Math.log10(value);
const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;
const deviation = (values: readonly number[]) =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
const changes = (values: readonly number[]) =>
  values.slice(1).map((value, i) => Math.abs(value - values[i]!));

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  return sorted[below]! + (position - below) * ((sorted[below + 1] ?? 0) - sorted[below]!);
}

/** Statistics of the values of all frames. */
const statistics = (track: readonly number[]) => [
  ...[mean(track), deviation(track), percentile(track, 0.1), percentile(track, 0.9)],
  track.length > 1 ? mean(changes(track)) : 0,
];

const columns = (rows: readonly (readonly number[])[]) =>
  rows[0]!.map((_, column) => rows.map((row) => row[column]!));

/**
 * Power spectra in float64, `[frames][257]`, of 400 samples padded to 512, without the mean of the
 * window and without what is below 220 Hz.
 */
function powers(samples: Float32Array): number[][] {
  const offset = mean(Array.from(samples));
  const window = windowReference("hann", 400);
  return Array.from({ length: 1 + Math.floor((samples.length - 512) / 160) }, (_, t) => {
    const X = rfftReference(window.map((w, j) => w * (samples[160 * t + 56 + j]! - offset)), 512);
    return Array.from({ length: 257 }, (_, k) => k < 15 ? 0 : X[2 * k]! ** 2 + X[2 * k + 1]! ** 2);
  });
}

/** Levels in 32 triangles on the HTK scale, in dB relative to the loudest. */
function levels(power: readonly number[][]): number[][] {
  const toMel = (hz: number) => 2595 * Math.log10(1 + hz / 700);
  const edges = Array.from({ length: 34 }, (_, i) => {
    return 700 * (10 ** ((toMel(220) + (toMel(3400) - toMel(220)) * i / 33) / 2595) - 1);
  });
  const bands = power.map((row) =>
    Array.from({ length: 32 }, (_, b) => {
      const [low, middle, high] = [edges[b]!, edges[b + 1]!, edges[b + 2]!];
      return sum(row.map((p, k) => {
        const hz = k * 15.625;
        return p *
          Math.max(0, Math.min((hz - low) / (middle - low), (high - hz) / (high - middle)));
      }));
    })
  );
  const top = Math.max(1e-30, ...bands.flat());
  return bands.map((row) => row.map((value) => dB(Math.max(RANGE, value / top))));
}

function cepstrum(row: readonly number[]): number[] {
  return Array.from({ length: 13 }, (_, k) => {
    const unit = Math.sqrt((k === 0 ? 1 : 2) / 32);
    return unit * sum(row.map((value, b) => value * Math.cos(Math.PI * k * (2 * b + 1) / 64)));
  });
}

function shapes(power: readonly number[][]): number[][] {
  const totals = power.map((row) => sum(row.slice(15, 218)));
  const floor = Math.max(Math.max(...totals) * RANGE / 203, 1e-30);
  return power.map((row, t) => {
    const bins = row.slice(15, 218).map((p) => p + floor);
    const all = sum(bins);
    const centroid = sum(bins.map((p, i) => p * (i + 15))) / all;
    let rolloff = 0;
    while (sum(bins.slice(0, rolloff + 1)) < 0.85 * all) rolloff++;
    const [before, totalBefore] = [power[Math.max(0, t - 1)]!, totals[Math.max(0, t - 1)]!];
    const flux = sum(bins.map((_, i) => {
      const k = i + 15;
      return Math.abs(
        row[k]! / Math.max(floor, totals[t]!) - before[k]! / Math.max(floor, totalBefore),
      );
    }));
    return [
      dB(Math.max(RANGE, Math.max(floor, totals[t]!) / Math.max(floor, ...totals))),
      centroid / 64,
      Math.sqrt(sum(bins.map((p, i) => p * (i + 15 - centroid) ** 2)) / all) / 64,
      (rolloff + 15) / 64,
      mean(bins.map(dB)) - dB(all / 203),
      flux,
      ...[[15, 38], [38, 96], [96, 218]].map(([low, high]) => {
        const band = row.slice(low, high).map((p) => p + floor);
        return dB(Math.max(...band) / mean(band));
      }),
    ];
  });
}

/** Pitch by autocorrelation, and its strength. */
function pitch(power: readonly number[][]): { octave: number; strength: number }[] {
  const window = windowReference("hann", 400);
  const ofWindow = (lag: number) =>
    sum(Array.from({ length: 400 - lag }, (_, i) => window[i]! * window[i + lag]!));
  const correction = Array.from({ length: 102 }, (_, lag) => ofWindow(0) / ofWindow(lag));
  return power.map((row) => {
    const at = (lag: number) =>
      sum(
        row.slice(0, 217).map((p, k) => {
          return (k === 0 ? 1 : 2) * p * Math.cos(2 * Math.PI * (k * lag % 512) / 512);
        }),
      );
    const r = correction.map((factor, lag) => factor * at(lag) / at(0));
    const peaks: number[] = [];
    for (let lag = 5; lag <= 100; lag++) {
      if (r[lag]! > 0 && r[lag]! >= r[lag - 1]! && r[lag]! >= r[lag + 1]!) peaks.push(lag);
    }
    const best = Math.max(...peaks.map((lag) => r[lag]!));
    const lag = peaks.find((lag) => r[lag]! >= 0.88 * best);
    if (lag === undefined) return { octave: Math.log2(80 / 440), strength: 0 };
    const [a, b, c] = [r[lag - 1]!, r[lag]!, r[lag + 1]!];
    const shift = Math.max(-0.5, Math.min(0.5, (a - c) / 2 / (a - 2 * b + c)));
    const strength = Math.min(1, Math.max(0, b - (a - c) * shift / 4));
    return { octave: Math.log2(8000 / (lag + shift) / 440), strength };
  });
}

function pitchStatistics(track: readonly { octave: number; strength: number }[]): number[] {
  const strengths = track.map(({ strength }) => strength);
  const runs: number[][] = [[]];
  for (const { octave, strength } of track) {
    if (strength >= 0.55) runs.at(-1)!.push(octave);
    else runs.push([]);
  }
  const voiced = runs.flat();
  const stretches = runs.filter((run) => run.length > 0);
  const steps = stretches.flatMap(changes).map((step) => Math.min(1, step));
  const n = track.length;
  const share = (low: number, high: number) =>
    voiced.filter((octave) => octave >= low && octave < high).length / n;
  const [low, high] = [Math.log2(250 / 440), Math.log2(700 / 440)];
  const of = (value: (octaves: number[]) => number) => voiced.length > 0 ? value(voiced) : 0;
  return [
    ...[mean(strengths), deviation(strengths)],
    ...[0.1, 0.5, 0.9].map((part) => percentile(strengths, part)),
    ...[voiced.length / n, share(-9, low), share(low, high), share(high, 9)],
    ...[of(mean), of(deviation)],
    ...[0.1, 0.5, 0.9].map((part) => of((octaves) => percentile(octaves, part))),
    ...[steps.length > 0 ? mean(steps) : 0, stretches.length / n],
    ...[stretches.length > 0 ? voiced.length / stretches.length / n : 0],
    Math.max(0, ...stretches.map((run) => run.length)) / n,
  ];
}

function modulations(rows: readonly number[][]): number[] {
  const n = rows.length;
  const nFft = 2 ** Math.max(3, Math.ceil(Math.log2(n)));
  const edges = [0, 1, 2, 3.5, 5.5, 8, 12, 25];
  return Array.from({ length: 8 }, (_, g) => {
    const track = rows.map((row) => mean(row.slice(4 * g, 4 * g + 4)));
    const X = rfftReference(
      track.map((level, t) => {
        return (level - mean(track)) * (0.5 - 0.5 * Math.cos(2 * Math.PI * (t + 0.5) / n));
      }),
      nFft,
    );
    return edges.slice(1).map((edge, i) => {
      let energy = 0;
      for (let k = 1; k <= nFft / 2; k++) {
        const hz = 50 * k / nFft;
        if (hz > edges[i]! && hz <= edge) energy += X[2 * k]! ** 2 + X[2 * k + 1]! ** 2;
      }
      return Math.sqrt(2 * energy / (n * nFft));
    });
  }).flat();
}

function reference(samples: Float32Array): number[] {
  const power = powers(samples);
  const mel = levels(power);
  return [
    ...columns(mel).flatMap(statistics),
    ...columns(mel.map(cepstrum)).flatMap(statistics),
    ...columns(shapes(power)).flatMap(statistics),
    ...pitchStatistics(pitch(power)),
    ...modulations(mel),
  ];
}

/** Intermittent harmonics with a gliding pitch, in noise. */
function sound(length: number, seed: number): Float32Array {
  const rough = noise(length, seed);
  const f0 = 0.2 + 0.02 * (seed % 30);
  return rough.map((value, n) => {
    const phase = f0 * n + 3 * Math.sin(n / 400);
    const loud = Math.max(0, Math.sin(n / 300 + seed));
    return 0.02 * value + 0.2 * loud * (Math.sin(phase) + Math.sin(2 * phase) / 2);
  });
}

test("the features of a window equal the float64 definition", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 512, max: 4000 }),
      fc.integer({ min: 1, max: 1000 }),
      (length, seed) => {
        const samples = sound(length, seed);
        const got = cryFeatures(samples);
        const expected = reference(samples);
        assert.equal(expected.length, CRY_FEATURE_NAMES.length);
        got.forEach((value, i) => {
          // Levels reach 100 dB and cepstra 300, of float32 power: a step of float32 there is 3e-5.
          const bound = 2e-4 + 1e-5 * Math.abs(expected[i]!);
          const difference = Math.abs(value - expected[i]!);
          assert.ok(
            difference <= bound,
            `${CRY_FEATURE_NAMES[i]} of ${length} samples, seed ${seed}: ${value}, ${expected[i]}`,
          );
        });
      },
    ),
    { seed: 1, numRuns: 12 },
  );
});

test("silence and windows of one frame have finite features", () => {
  for (const samples of [new Float32Array(16_000), sound(512, 1), new Float32Array(512)]) {
    assert.ok(cryFeatures(samples).every(Number.isFinite));
  }
  // Powers underflow from about 1e-19 on.
  for (let exponent = -10; exponent >= -40; exponent--) {
    const faint = sound(16_000, 1).map((value) => value * 10 ** exponent);
    assert.ok(cryFeatures(faint).every(Number.isFinite), `1e${exponent}`);
  }
  const silent = cryFeatures(new Float32Array(16_000));
  const deviations = silent.filter((_, i) => CRY_FEATURE_NAMES[i]!.endsWith("_sd"));
  assert.ok(deviations.every((value) => value === 0));
  assert.throws(() => cryFeatures(new Float32Array(511)), RangeError);
  assert.throws(() => cryFeatures([] as unknown as Float32Array), TypeError);
});

test("a gain changes features only by rounding", () => {
  const { features } = frontEnd("cry-features");
  const samples = sound(16_000, 3);
  const quiet = features(samples.map((value) => value / 256));
  features(samples).forEach((value, i) => {
    assert.ok(Math.abs(value - quiet[i]!) <= 1e-4 + 1e-5 * Math.abs(value), CRY_FEATURE_NAMES[i]!);
  });
});

test("a constant offset changes features only by rounding", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.double({ min: -0.5, max: 0.5, noNaN: true }),
      fc.integer({ min: 0, max: 6 }),
      (seed, offset, halvings) => {
        const samples = sound(16_000, seed).map((value) => value / 2 ** halvings);
        const moved = cryFeatures(samples.map((value) => value + offset));
        cryFeatures(samples).forEach((value, i) => {
          // The sum has an error of 3e-8, 90 dB below the loudest frames of the faintest sounds.
          const difference = Math.abs(value - moved[i]!);
          assert.ok(difference < 5e-3, `${CRY_FEATURE_NAMES[i]}, seed ${seed}: ${difference}`);
        });
      },
    ),
    { seed: 1, numRuns: 40 },
  );
});

test("hum as loud as the sound changes no feature by more than half a decibel", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1000 }), fc.constantFrom(50, 60), (seed, hz) => {
      const samples = sound(16_000, seed);
      const disturbed = cryFeatures(withHum(samples, hz));
      cryFeatures(samples).forEach((value, i) => {
        const difference = Math.abs(value - disturbed[i]!);
        assert.ok(difference < 0.5, `${CRY_FEATURE_NAMES[i]}, seed ${seed}: ${difference}`);
      });
    }),
    { seed: 1, numRuns: 40 },
  );
});
