import {
  compress,
  convolve,
  createRandom,
  equalize,
  muLawRoundTrip,
  overdrive,
  randomMicrophone,
  randomRoom,
  roomResponse,
  simulateDevice,
  suppressNoise,
  transformRoundTrip,
} from "@babycry/babycry/augment";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";

const RATE = 8000;
const power = (x: Float32Array) => x.reduce((sum, v) => sum + v * v, 0) / x.length;
const decibels = (a: number, b: number) => 10 * Math.log10(a / b);
const tone = (hz: number, length = 8000) =>
  Float32Array.from({ length }, (_, i) => 0.5 * Math.sin(2 * Math.PI * hz * i / RATE));
const noise = (length: number, seed = 1) => {
  const random = createRandom("noise", seed);
  return Float32Array.from({ length }, () => 0.1 * random.normal());
};
const difference = (a: Float32Array, b: Float32Array) => a.map((x, i) => x - b[i]!);
const samplesOf = (maxLength: number) =>
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength })
    .map((x) => Float32Array.from(x));

test("a convolution is the sum of its definition", () => {
  fc.assert(
    fc.property(samplesOf(60), samplesOf(40), (a, b) => {
      const out = convolve(a, b);
      assert.equal(out.length, a.length + b.length - 1);
      for (let n = 0; n < out.length; n++) {
        let sum = 0;
        for (let k = 0; k < b.length; k++) sum += (a[n - k] ?? 0) * b[k]!;
        // 40 products of at most 1, and a transform of 128 points, in float32.
        assert.ok(Math.abs(out[n]! - sum) < 1e-4);
      }
    }),
    { seed: 2, numRuns: 100 },
  );
  assert.throws(() => convolve(new Float32Array(), tone(1)), RangeError);
});

test("the response of a room decays by 60 dB in t60Seconds", () => {
  for (const t60Seconds of [0.3, 0.6, 0.9]) {
    const response = roomResponse({
      sizeMeters: [5, 4, 2.6],
      sourceMeters: [1.2, 1.1, 1.4],
      microphoneMeters: [3.9, 2.8, 0.9],
      t60Seconds,
      sampleRateHz: RATE,
      random: createRandom(4),
    });
    // Schroeder's backward integral from -5 to -25 dB.
    const left = Float64Array.from(response);
    for (let i = left.length - 2; i >= 0; i--) left[i] = left[i]! ** 2 + left[i + 1]!;
    const at = (db: number) => left.findIndex((e) => decibels(e, left[0]!) < db);
    const measured = 3 * (at(-25) - at(-5)) / RATE;
    assert.ok(Math.abs(measured / t60Seconds - 1) < 0.3, `${measured} s for ${t60Seconds} s`);
  }
});

test("echoes have the delays of the walls", () => {
  // Source and microphone in the middle of a long room, 48 samples apart, 1 m from the side walls.
  const meters = 48 / RATE * 343;
  const response = roomResponse({
    sizeMeters: [20, 2, 20],
    sourceMeters: [9, 1, 10],
    microphoneMeters: [9 + meters, 1, 10],
    t60Seconds: 1,
    sampleRateHz: RATE,
    random: createRandom(1),
  });
  const peak = (far: number) => {
    const i = Math.round(far / 343 * RATE);
    return Math.max(...response.subarray(i - 1, i + 2));
  };
  const reflection = Math.exp(-0.161 * 800 / (2 * (40 + 40 + 400) * 1) / 2);
  assert.ok(Math.abs(peak(meters) - 1) < 0.01);
  // Two images, at 66.9 samples, whose pulses lose little between samples.
  const far = Math.hypot(meters, 2);
  assert.ok(Math.abs(peak(far) / (2 * reflection * meters / far) - 1) < 0.05);
});

test("every random room has a response", () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = createRandom(seed);
    const response = roomResponse({ ...randomRoom(random), sampleRateHz: RATE, random });
    assert.ok(response.every(Number.isFinite) && power(response) > 0);
  }
});

test("no random room has its microphone at the source", () => {
  const random = createRandom(1);
  for (let i = 0; i < 500_000; i++) {
    const { sourceMeters, microphoneMeters } = randomRoom(random);
    assert.ok(Math.hypot(...sourceMeters.map((v, j) => v - microphoneMeters[j]!)) >= 0.01);
  }
});

test("impossible rooms are errors", () => {
  const room = { ...randomRoom(createRandom(1)), sampleRateHz: RATE, random: createRandom(1) };
  assert.throws(() => roomResponse({ ...room, sourceMeters: [99, 1, 1] }), /expected positions/);
  assert.throws(() => roomResponse({ ...room, sourceMeters: room.microphoneMeters }), /apart/);
  assert.throws(() => roomResponse({ ...room, t60Seconds: 0.001 }), RangeError);
});

test("long signals are convolved and equalized like short ones", () => {
  const random = createRandom("long");
  const long = Float32Array.from({ length: 1_300_000 }, () => random.normal());
  const response = Float32Array.from({ length: 4001 }, (_, n) => random.normal() * 0.999 ** n);
  const curve = { hz: [100, 400, 1600], db: [-20, 3, -6], sampleRateHz: RATE };
  const convolved = convolve(long, response);
  const equalized = equalize(long, curve);
  assert.equal(convolved.length, long.length + response.length - 1);
  assert.equal(equalized.length, long.length);
  assert.throws(
    () => equalize(long, { ...curve, hz: [0, 1, 2] }),
    /^RangeError: Equalizing: expected /,
  );

  // At the boundaries of parts, and elsewhere.
  for (const middle of [2 ** 19 - 1600, 2 ** 20 - 3200, 2 ** 20 - 4000, 777_777, 1_290_000]) {
    const from = middle - 9000;
    const part = long.subarray(from, middle + 9000);
    const [wet, even] = [convolve(part, response), equalize(part, curve)];
    for (let n = middle - 2000; n < middle + 2000; n++) {
      assert.ok(Math.abs(convolved[n]! - wet[n - from]!) < 1e-3);
      assert.ok(Math.abs(equalized[n]! - even[n - from]!) < 1e-3);
    }
  }
});

test("an equalizer gives each tone its gain", () => {
  const curve = { hz: [100, 400, 1600, 3200], db: [-20, 3, -6, 6], sampleRateHz: RATE };
  for (const [hz, db] of [[50, -20], [200, -8.5], [400, 3], [800, -1.5], [3200, 6], [3900, 6]]) {
    const inner = (x: Float32Array) => x.subarray(2000, 6000);
    const measured = decibels(power(inner(equalize(tone(hz!), curve))), power(inner(tone(hz!))));
    assert.ok(Math.abs(measured - db!) < 0.2, `${hz} Hz: ${measured} dB`);
  }
  const flat = equalize(tone(440), { hz: [1000], db: [0], sampleRateHz: RATE });
  assert.ok(difference(flat, tone(440)).every((x) => Math.abs(x) < 1e-5));
  for (const hz of [[], [200, 100], [0, 100]]) {
    const db = hz.map(() => 0);
    assert.throws(() => equalize(tone(1), { hz, db, sampleRateHz: RATE }), RangeError);
  }
});

test("microphones differ, and are repeatable by a seed", () => {
  assert.deepEqual(randomMicrophone(createRandom(1)), randomMicrophone(createRandom(1)));
  assert.notDeepEqual(randomMicrophone(createRandom(1)), randomMicrophone(createRandom(2)));
});

test("overdrive limits peaks above full scale and changes nothing below", () => {
  const quiet = overdrive(tone(300), { driveDb: 0, shape: "hard" });
  assert.ok(difference(quiet, tone(300)).every((x) => Math.abs(x) < 1e-6));
  for (const shape of ["hard", "soft"] as const) {
    const driven = overdrive(tone(300), { driveDb: 20, shape });
    // A square wave's crest factor is 0 dB, a sine's 3 dB.
    const crest = decibels(Math.max(...driven) ** 2, power(driven));
    assert.ok(crest < 1, `${crest} dB`);
  }
  const silence = new Float32Array(9);
  assert.deepEqual(overdrive(silence, { driveDb: 20, shape: "soft" }), silence);
});

test("a compressor divides the level above its threshold by its ratio", () => {
  const options = {
    ...{ thresholdDbfs: -30, attackSeconds: 0.05, releaseSeconds: 0.05, sampleRateHz: RATE },
    ratio: 4,
  };
  const level = (x: Float32Array) => decibels(power(x.subarray(4000)), 1);
  const loud = tone(500);
  const over = level(loud) + 30;
  // The level follower varies slightly with the tone.
  assert.ok(Math.abs(level(compress(loud, options)) - (-30 + over / 4)) < 0.3);
  const quiet = tone(500).map((x) => x / 100);
  assert.deepEqual(compress(quiet, options), quiet);
  assert.throws(() => compress(loud, { ...options, ratio: 0.5 }), RangeError);
});

test("noise suppression attenuates noise by its depth and keeps a tone", () => {
  const length = 16_000;
  const hiss = noise(length);
  const only = suppressNoise(hiss, { depthDb: 12 });
  const taken = decibels(power(hiss), power(only));
  assert.ok(taken > 3 && taken < 12, `${taken} dB`);
  // An intermittent tone is not stationary noise.
  const bursts = tone(1000, length).map((x, i) => i % 4000 < 2000 ? x : 0);
  const kept = suppressNoise(bursts, { depthDb: 12 });
  assert.ok(decibels(power(bursts), power(difference(kept, bursts))) > 20);
});

test("mu-law has the signal-to-noise ratio of eight bits at any level", () => {
  for (const gain of [1, 0.1]) {
    const clean = tone(440).map((x) => gain * x);
    const coded = muLawRoundTrip(clean);
    const snr = decibels(power(clean), power(difference(coded, clean)));
    assert.ok(snr > 33 && snr < 42, `${snr} dB`);
    const again = difference(muLawRoundTrip(coded), coded);
    assert.ok(again.every((x) => Math.abs(x) < 1e-6), "what was coded codes to itself");
  }
});

test("a transform codec has the requested noise and drops weak bands", () => {
  const hiss = noise(8000);
  for (const bandSnrDb of [12, 20, 60]) {
    const out = transformRoundTrip(hiss, { bandSnrDb, rangeDb: 100 });
    const snr = decibels(power(hiss), power(difference(out, hiss)));
    assert.ok(Math.abs(snr - bandSnrDb) < 3, `${snr} dB for ${bandSnrDb} dB`);
  }
  const faint = tone(3000).map((x) => x / 1000);
  const both = tone(500).map((x, i) => x + faint[i]!);
  const out = transformRoundTrip(both, { bandSnrDb: 60, rangeDb: 30 });
  const alone = transformRoundTrip(tone(500), { bandSnrDb: 60, rangeDb: 30 });
  const left = power(difference(out, alone).subarray(500, 7500));
  assert.ok(decibels(power(faint), left) > 10, "60 dB under the other tone");
});

test("a device is repeatable by its seed and keeps the length", async () => {
  const amr = (x: Float32Array) => Promise.resolve(x.slice());
  for (let seed = 0; seed < 40; seed++) {
    const clip = noise(3000 + 7 * seed, seed);
    const once = await simulateDevice(clip, { random: createRandom(seed), amr });
    assert.equal(once.length, clip.length);
    assert.ok(once.every(Number.isFinite) && power(once) > 0, `seed ${seed}`);
    assert.deepEqual(once, await simulateDevice(clip, { random: createRandom(seed), amr }));
  }
  const clip = tone(700);
  const one = await simulateDevice(clip, { random: createRandom(1) });
  assert.notDeepEqual(one, await simulateDevice(clip, { random: createRandom(2) }));
});
