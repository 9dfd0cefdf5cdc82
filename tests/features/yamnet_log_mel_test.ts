import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { yamnetLogMel, YamnetPatchStream } from "@babycry/babycry/features";
import { noise, rfftReference } from "./_reference.ts";

/** Log-mel frame at a sample, by its definition. */
function frameReference(samples: Float32Array, start: number): number[] {
  const frame = Float64Array.from(
    { length: 400 },
    (_, n) => (0.5 - 0.5 * Math.cos(2 * Math.PI * n / 400)) * samples[start + n]!,
  );
  const X = rfftReference(frame, 512);
  const mel = (hz: number) => 1127 * Math.log1p(hz / 700);
  const step = (mel(7500) - mel(125)) / 65;
  return Array.from({ length: 64 }, (_, m) => {
    let sum = 0;
    for (let k = 1; k < 256; k++) {
      const apart = Math.abs((mel(k * 31.25) - mel(125)) / step - m - 1);
      sum += Math.max(0, 1 - apart) * Math.hypot(X[2 * k]!, X[2 * k + 1]!);
    }
    return Math.log(sum + 0.001);
  });
}

function patchesOf(samples: Float32Array, cuts: readonly number[] = []): Float32Array[] {
  const stream = new YamnetPatchStream();
  const patches: Float32Array[] = [];
  const ends = [...cuts.map((cut) => cut % (samples.length + 1)), samples.length];
  let start = 0;
  for (const end of ends.toSorted((a, b) => a - b)) {
    patches.push(...stream.process(samples.subarray(start, end)));
    start = end;
  }
  return [...patches, ...stream.flush()];
}

test("frames are the logarithms of mel magnitudes, beside a loud tone, too", () => {
  const tone = Float32Array.from({ length: 16_000 }, (_, n) => Math.sin(0.3 * n));
  for (const samples of [tone, noise(16_000, 1)]) {
    const { data, frames, bins } = yamnetLogMel(samples);
    assert.deepEqual([frames, bins], [98, 64]);
    for (const t of [0, 41, 97]) {
      const want = frameReference(samples, 160 * t);
      for (const [m, value] of want.entries()) {
        // A rounding of the sum, one of the logarithm and one of its result.
        assert.ok(Math.abs(data[64 * t + m]! - value) < 2e-6, `${t}, ${m}`);
      }
    }
  }
});

test("audio that is shorter than a patch has zeros behind it", () => {
  const samples = noise(9000, 2);
  const filled = new Float32Array(15_600);
  filled.set(samples);
  assert.equal(yamnetLogMel(samples).frames, 96);
  assert.deepEqual(yamnetLogMel(samples), yamnetLogMel(filled));
  const patches = patchesOf(samples);
  assert.deepEqual(patches, [yamnetLogMel(filled).data]);
  assert.deepEqual(patchesOf(samples.subarray(0, 1)).length, 1);
  assert.deepEqual(patchesOf(new Float32Array(0)), []);
});

test("patches are 48 frames apart, and a tail that does not fill one is dropped", () => {
  for (const [length, count] of [[15_600, 1], [23_279, 1], [23_280, 2], [30_960, 3]] as const) {
    const samples = noise(length, 3);
    const { data } = yamnetLogMel(samples);
    const patches = patchesOf(samples);
    assert.equal(patches.length, count);
    patches.forEach((patch, i) => {
      assert.deepEqual(patch, data.slice(i * 48 * 64, (i * 48 + 96) * 64));
    });
  }
});

test("patches are the same to the last bit however the signal is cut", () => {
  const samples = noise(40_000, 4);
  const whole = patchesOf(samples);
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 8 }), (cuts) => {
      assert.deepEqual(patchesOf(samples, cuts), whole);
    }),
    { seed: 1, numRuns: 30 },
  );
});

test("a stream that has ended begins again", () => {
  const [first, second] = [noise(20_000, 5), noise(9000, 6)];
  const stream = new YamnetPatchStream();
  stream.process(first);
  stream.flush();
  assert.deepEqual([...stream.process(second), ...stream.flush()], patchesOf(second));
});

test("a NaN spoils the frames that hold it and no other", () => {
  const samples = noise(16_000, 7);
  const want = yamnetLogMel(samples).data;
  samples[800] = NaN;
  const got = yamnetLogMel(samples).data;
  for (let t = 0; t < 98; t++) {
    const holds = 160 * t <= 800 && 800 < 160 * t + 400;
    // The window is 0 at its first sample, but NaN times 0 is NaN.
    for (let i = 64 * t; i < 64 * t + 64; i++) {
      if (holds) assert.ok(Number.isNaN(got[i]));
      else assert.equal(got[i], want[i]);
    }
  }
});
