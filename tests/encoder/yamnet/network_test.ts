import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { ModelError } from "../../../src/errors.ts";
import { Network } from "../../../src/encoder/yamnet/_network.ts";
import { readYamnet } from "../../../src/encoder/yamnet/read_tflite.ts";
import { noise } from "../../features/_reference.ts";
import { type Layout, tfliteFile, TINY } from "./_tflite_file.ts";

const SIZE = TINY.rows * TINY.columns;

function open(layout: Layout) {
  const { bytes, reference } = tfliteFile(layout);
  return { network: new Network(readYamnet(bytes, TINY), TINY), reference };
}

/** Patch with values from -5 to 1, as log-mel has them. */
function patchOf(seed: number): Float32Array<ArrayBuffer> {
  return noise(SIZE, seed).map((v) => 3 * v - 2);
}

/** Largest difference, relative to the largest value. */
function deviation(got: ArrayLike<number>, want: readonly number[]): number {
  assert.equal(got.length, want.length);
  const most = Math.max(...want.map(Math.abs));
  return Math.max(...want.map((value, i) => Math.abs(got[i]! - value))) / most;
}

// A rounded row is off by 2^-16 of its largest value; four products in a row have a gain of about 4 each.
const QUANTIZED = 5e-4;
const FLOAT = 1e-5;

const layouts: readonly [Layout, number][] = [
  [{ weights: "int8" }, QUANTIZED],
  [{ weights: "int8", perTensor: true, activation: 3 }, QUANTIZED],
  [{ weights: "int8", zeroPoint: -7, int32Biases: true }, FLOAT],
  [{ weights: "float32" }, FLOAT],
  [{ weights: "float32", activation: 3 }, FLOAT],
];

for (const [layout, bound] of layouts) {
  test(`the network with ${JSON.stringify(layout)} computes what its layers say`, () => {
    const { network, reference } = open(layout);
    for (let seed = 0; seed < 5; seed++) {
      const patch = patchOf(seed);
      const want = reference(patch);
      const { logits, embedding } = network.run(patch);
      assert.ok(Math.max(...want.embedding) > 0.5 && new Set(want.logits).size === TINY.classes);
      const found = [deviation(logits, want.logits), deviation(embedding, want.embedding)];
      assert.ok(Math.max(...found) < bound, `${found}`);
    }
  });
}

test("ReLU6 makes a difference", () => {
  const patch = patchOf(1).map((v) => 20 * v);
  const [six, plain] = [3, 1].map((activation) =>
    open({ weights: "int8", activation }).network.run(patch).embedding
  );
  assert.ok(Math.max(...six!) <= 6 && Math.max(...plain!) > 6);
});

test("a patch that continues the one before gives the same to the last bit", () => {
  const frames = fc.array(fc.nat({ max: 4 }), { minLength: 2, maxLength: 6 });
  const { network } = open({ weights: "int8" });
  fc.assert(
    fc.property(frames, fc.constantFrom(SIZE / 2, SIZE / 4, SIZE), (seeds, hop) => {
      // Equal seeds in a row make patches that continue each other, others do not.
      const signal = Float32Array.from(seeds.flatMap((seed) => [...patchOf(seed)]));
      for (let start = 0; start + SIZE <= signal.length; start += hop) {
        const patch = signal.slice(start, start + SIZE);
        assert.deepEqual(network.run(patch), open({ weights: "int8" }).network.run(patch));
      }
    }),
    { seed: 1, numRuns: 10 },
  );
});

test("the first patch continues nothing, even if it is silent", () => {
  const { network, reference } = open({ weights: "int8" });
  const silence = new Float32Array(SIZE);
  const { embedding } = network.run(silence);
  assert.ok(deviation(embedding, reference(silence).embedding) < QUANTIZED);
});

test("patches that are not finite are refused and leave nothing behind", () => {
  const { network } = open({ weights: "int8" });
  const patch = patchOf(1);
  const want = network.run(patch);
  for (const value of [NaN, Infinity, -Infinity]) {
    for (const place of [0, 17, SIZE - 1]) {
      const strange = patch.slice();
      strange[place] = value;
      assert.throws(() => network.run(strange), RangeError);
      assert.deepEqual(network.run(patch), want);
    }
  }
});

test("weights that give results that are not finite are refused", () => {
  for (const weights of ["int8", "float32"] as const) {
    const { network } = open({
      weights,
      change: ({ tensors }) => new Float32Array(tensors[1]!.data.buffer).fill(3e38),
    });
    assert.throws(() => network.run(patchOf(1)), ModelError);
  }
});
