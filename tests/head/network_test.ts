import { createNetwork, type LayerJson, type NetworkJson } from "@babycry/babycry/heads";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import torchNetworks from "./_torch_networks.json" with { type: "json" };

const encode = (values: Int8Array | Float32Array) =>
  btoa(String.fromCharCode(...new Uint8Array(values.buffer)));

/** Generator of numbers from -1 to 1. */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
}

/** Image or vector, channels first as in PyTorch. */
interface Values {
  readonly channels: number;
  readonly rows: number;
  readonly columns: number;
  readonly at: (channel: number, row: number, column: number) => number;
}

/** JSON of a layer and its float64 reference. */
interface Pair {
  readonly json: LayerJson;
  apply(x: Values): Values;
}

function table(channels: number, rows: number, columns: number, value: Values["at"]): Values {
  const data = Array.from({ length: channels * rows * columns }, (_, i) => {
    const inner = i % (rows * columns);
    return value(Math.floor(i / (rows * columns)), Math.floor(inner / columns), inner % columns);
  });
  const at = (c: number, r: number, k: number) =>
    r < 0 || k < 0 || r >= rows || k >= columns ? 0 : data[(c * rows + r) * columns + k]!;
  return { channels, rows, columns, at };
}

/** Random quantized rows of weights and their values. */
function rowsOf(random: () => number, outputs: number, width: number, relu = random() > 0) {
  const quantized = Int8Array.from({ length: outputs * width }, () => Math.round(127 * random()));
  const scales = Float32Array.from(
    { length: outputs },
    () => (1.1 + random()) / (127 * width ** 0.5),
  );
  const biases = Float32Array.from({ length: outputs }, random);
  const weight = (o: number, i: number) => Math.fround(quantized[o * width + i]! * scales[o]!);
  const link = (o: number, sum: number) => relu ? Math.max(0, sum + biases[o]!) : sum + biases[o]!;
  const json = { outputs, weights: encode(quantized), scales: encode(scales), relu };
  return { json: { ...json, biases: encode(biases) }, weight, link };
}

function conv3x3(
  random: () => number,
  inputs: number,
  outputs: number,
  stride: 1 | 2 = 1,
): Pair {
  const { json, weight, link } = rowsOf(random, outputs, 9 * inputs);
  const apply = (x: Values) =>
    table(outputs, Math.ceil(x.rows / stride), Math.ceil(x.columns / stride), (o, r, k) => {
      let sum = 0;
      for (let i = 0; i < 9 * inputs; i++) {
        const [c, dy, dx] = [Math.floor(i / 9), Math.floor(i / 3) % 3, i % 3];
        sum += weight(o, i) * x.at(c, stride * r + dy - 1, stride * k + dx - 1);
      }
      return link(o, sum);
    });
  return { json: { type: "conv3x3", stride, ...json }, apply };
}

const maxPool: Pair = {
  json: { type: "max_pool" },
  apply: (x) =>
    table(x.channels, Math.floor(x.rows / 2), Math.floor(x.columns / 2), (c, r, k) => {
      const four = [0, 1, 2, 3].map((i) => x.at(c, 2 * r + (i >> 1), 2 * k + (i & 1)));
      return Math.max(...four);
    }),
};

const meanMaxPool: Pair = {
  json: { type: "mean_max_pool" },
  apply: (x) =>
    table(2 * x.channels, 1, 1, (c) => {
      const all = Array.from({ length: x.rows * x.columns }, (_, i) => {
        return x.at(c % x.channels, Math.floor(i / x.columns), i % x.columns);
      });
      return c < x.channels ? all.reduce((a, b) => a + b) / all.length : Math.max(...all);
    }),
};

function dense(random: () => number, inputs: number, outputs: number, relu?: boolean): Pair {
  const { json, weight, link } = rowsOf(random, outputs, inputs, relu);
  const apply = (x: Values) =>
    table(outputs, 1, 1, (o) => link(o, sum(inputs, (i) => weight(o, i) * x.at(i, 0, 0))));
  return { json: { type: "dense", ...json }, apply };
}

const squaredNorm: Pair = {
  json: { type: "squared_norm" },
  apply: (x) => table(1, 1, 1, () => sum(x.channels, (i) => x.at(i, 0, 0) ** 2)),
};

const sum = (count: number, value: (i: number) => number) =>
  Array.from({ length: count }, (_, i) => value(i)).reduce((a, b) => a + b, 0);

function standardize(random: () => number, length: number, image: boolean): Pair {
  const mean = Float32Array.from({ length }, random);
  const scale = Float32Array.from({ length }, () => 1.5 + random());
  const apply = (x: Values) =>
    table(x.channels, x.rows, x.columns, (c, r, k) => {
      return (x.at(c, r, k) - mean[image ? k : c]!) / scale[image ? k : c]!;
    });
  return { json: { type: "standardize", mean: encode(mean), scale: encode(scale) }, apply };
}

function holds(input: NetworkJson["input"], layers: readonly Pair[], random: () => number): void {
  const [rows = 0, columns] = input;
  const features = Array.from({ length: rows * (columns ?? 1) }, random);
  const network = createNetwork(
    { format: "babycry-network/1", input, layers: layers.map(({ json }) => json) },
    "random",
  );
  assert.equal(network.featureCount, features.length);
  const first = columns === undefined
    ? table(rows, 1, 1, (c) => features[c]!)
    : table(1, rows, columns, (_, r, k) => features[r * columns + k]!);
  const expected = layers.reduce((x, layer) => layer.apply(x), first);
  const actual = network.logits(features);
  assert.equal(actual.length, expected.channels);
  actual.forEach((value, i) => {
    // Layers of float32 sums of a few hundred products of about 1.
    const difference = Math.abs(value - expected.at(i, 0, 0));
    assert.ok(difference < 2e-5, `output ${i}: ${value}, expected ${expected.at(i, 0, 0)}`);
  });
  assert.deepEqual(network.logits(features), actual, "a second call");
}

test("networks of images match their float64 definition for any size", () => {
  const size = fc.integer({ min: 1, max: 13 });
  const channels = fc.constantFrom(8, 16, 24);
  fc.assert(
    fc.property(
      size,
      size,
      channels,
      channels,
      fc.nat(1e6),
      fc.boolean(),
      fc.constantFrom<1 | 2>(1, 2),
      (rows, columns, a, b, seed, scaled, stride) => {
        const random = numbers(seed);
        const pools = rows > stride && columns > stride;
        holds([rows, columns], [
          ...(scaled ? [standardize(random, columns, true)] : []),
          conv3x3(random, 1, a, stride),
          ...(pools ? [maxPool] : []),
          conv3x3(random, a, b, stride),
          meanMaxPool,
          dense(random, 2 * b, 5),
        ], random);
      },
    ),
    { seed: 1, numRuns: 60 },
  );
});

test("networks of vectors match their float64 definition for any size", () => {
  const size = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(size, size, size, fc.nat(1e6), (inputs, hidden, outputs, seed) => {
      const random = numbers(seed);
      holds([inputs], [
        standardize(random, inputs, false),
        dense(random, inputs, hidden),
        dense(random, hidden, outputs),
      ], random);
      // Keeps the sum of squares near 1.
      const scale = hidden ** -0.5;
      holds([inputs], [
        standardize(random, inputs, false),
        dense(() => scale * random(), inputs, hidden, false),
        squaredNorm,
      ], random);
    }),
    { seed: 2, numRuns: 60 },
  );
});

test("a network of the published size returns the same bits on every runtime", () => {
  const random = numbers(7);
  const layers = [
    conv3x3(random, 1, 16),
    maxPool,
    conv3x3(random, 16, 24),
    maxPool,
    conv3x3(random, 24, 32),
    meanMaxPool,
    dense(random, 64, 3, false),
  ];
  const input = [79, 64];
  const { logits } = createNetwork(
    { format: "babycry-network/1", input, layers: layers.map(({ json }) => json) },
    "real",
  );
  const actual = logits(Float32Array.from({ length: 79 * 64 }, random));
  // Recorded output of the core, compared without tolerance.
  assert.deepEqual([...actual], [0.008004695177078247, 0.16671574115753174, 0.30554449558258057]);
});

test("quantized networks match PyTorch on the same weights", () => {
  const remainder = (i: number) => i * 7919 % 1000;
  const inputs = [
    Float32Array.from({ length: 79 * 64 }, (_, i) => remainder(i) / 999),
    Float32Array.from({ length: 344 }, (_, i) => (remainder(i) - 500) / 50),
  ];
  for (const [i, { network, logit }] of torchNetworks.entries()) {
    const [actual] = createNetwork(network as NetworkJson, "torch").logits(inputs[i]!);
    // PyTorch 2.11 with the quantized weights: float32 sums of hundreds of products of about 1.
    assert.ok(Math.abs(actual! - logit) < 2e-6, `${actual}, expected ${logit}`);
  }
});

test("a wrong number of features and features that are not finite are rejected", () => {
  const layers = [dense(numbers(1), 3, 1).json];
  const { logits } = createNetwork({ format: "babycry-network/1", input: [3], layers }, "three");
  assert.throws(() => logits([1, 2]), /expected 3 features, received 2/);
  assert.throws(() => logits([1, NaN, 2]), /expected finite features, received NaN at index 1/);
});
