import { ModelError } from "@babycry/babycry";
import { createNetwork, type NetworkJson } from "@babycry/babycry/heads";
import assert from "node:assert/strict";
import { test } from "node:test";

const encode = (values: Int8Array | Float32Array) =>
  btoa(String.fromCharCode(...new Uint8Array(values.buffer)));
const float32 = (...values: number[]) => encode(Float32Array.from(values));
const int8 = (...values: number[]) => encode(Int8Array.from(values));

const layer = {
  type: "dense",
  outputs: 1,
  weights: int8(1, 2),
  scales: float32(1),
  biases: float32(0),
  relu: false,
};
const network = { format: "babycry-network/1", input: [2], layers: [layer] };
const conv = {
  type: "conv3x3",
  outputs: 8,
  stride: 1,
  weights: encode(new Int8Array(72)),
  scales: encode(new Float32Array(8)),
  biases: encode(new Float32Array(8)),
  relu: true,
};
const pool = { type: "max_pool" };

/** Network with a changed layer. */
const of = (change: object) => ({ ...network, layers: [{ ...layer, ...change }] });
/** Network with an image as input. */
const images = (...layers: object[]) => ({ ...network, input: [4, 4], layers });
/** Network with a layer before its own. */
const after = (first: object) => ({ ...network, layers: [first, layer] });

const { relu: _, ...incomplete } = layer;
const two = { type: "standardize", mean: float32(0, 0) };
const invalid: [json: object, message: string][] = [
  [{ ...network, format: "babycry-network/2" }, 'format: expected babycry-network/1, received "b'],
  [{ ...network, name: 1 }, "name: expected no key but format, input, layers, received 1"],
  [{ ...network, input: [2, 2, 2] }, "input: expected a length, or rows and columns, received a "],
  [{ ...network, input: [0] }, "input[0]: expected a finite number from 1 to 4096, received 0"],
  [
    { ...network, layers: [] },
    "layers: expected at least one layer besides standardize, received none",
  ],
  [{ ...network, layers: undefined }, "layers: expected a list, received nothing"],
  [
    { ...network, layers: [incomplete] },
    "layers[0].relu: expected true or false, received nothing",
  ],
  [of({ type: "dens" }), "layers[0].type: expected standardize or max_pool or conv3x3"],
  [of({ bias: 1 }), "layers[0].bias: expected no key but type, outputs, weights, scales, biases"],
  [of({ relu: 1 }), "layers[0].relu: expected true or false, received 1"],
  [of({ outputs: 1.5 }), "layers[0].outputs: expected a whole number from 1 to 4096, received 1.5"],
  [of({ weights: int8(1, 2, 3) }), "weights: expected 2 bytes as base64, received 3 bytes"],
  [of({ weights: "a" }), 'weights: expected 2 bytes as base64, received "a"'],
  [of({ weights: [1, 2] }), "weights: expected 2 bytes as base64, received a list of 2"],
  [of({ scales: float32(NaN) }), "scales[0]: expected a finite number, received NaN"],
  [of({ biases: float32(Infinity) }), "biases[0]: expected a finite number, received Infinity"],
  [
    after({ ...two, scale: float32(1, 0) }),
    "layers[0].scale[1]: expected a number other than 0, received 0",
  ],
  [
    after({ ...two, scale: float32(1) }),
    "layers[0].scale: expected 8 bytes as base64, received 4 bytes",
  ],
  [
    { ...network, layers: [layer, { ...two, scale: float32(1, 1) }] },
    "layers[1].type: expected standardize as the first layer only, received standardize as layer 1",
  ],
  [
    after(conv),
    "layers[0].type: expected a layer that takes a vector, received a layer that takes an image",
  ],
  [
    after({ type: "mean_max_pool" }),
    "type: expected a layer that takes a vector, received a layer that takes an image",
  ],
  [
    images(conv, layer),
    "layers[1].type: expected a layer that takes an image, received a layer that takes a vector",
  ],
  [images(conv), "layers: expected a vector from the last layer, received an image"],
  [
    images({ type: "squared_norm" }),
    "type: expected a layer that takes an image, received a layer that takes a vector",
  ],
  [
    images({ type: "mean_max_pool" }),
    "type: expected a pooling layer directly after conv3x3, received mean_max_pool elsewhere",
  ],
  [
    images(pool),
    "layers[0].type: expected a pooling layer directly after conv3x3, received max_pool elsewhere",
  ],
  [
    images(conv, pool, pool),
    "layers[2].type: expected a pooling layer directly after conv3x3, received max_pool elsewhere",
  ],
  [
    { ...images(conv, pool), input: [1, 4] },
    "layers[1].type: expected an image of 2 x 2 or more before a max_pool, received 1 x 4",
  ],
  [images({ ...conv, outputs: 12 }), "outputs: expected a multiple of 8, received 12"],
  [images({ ...conv, stride: 3 }), "stride: expected a whole number from 1 to 2, received 3"],
  [
    { ...images(conv), input: [4096, 4096] },
    "outputs: expected at most 1048576 values in all, received 134217728",
  ],
];

test("the network without changes is valid", () => {
  assert.deepEqual([...createNetwork(network as NetworkJson, "good").logits([3, 4])], [11]);
});

for (const [json, message] of invalid) {
  test(`rejected: ${message}`, () => {
    assert.throws(() => createNetwork(json as NetworkJson, "bad"), (error: Error) => {
      assert.ok(error instanceof ModelError);
      assert.equal(error.modelId, "bad");
      const start = `Reading the head of bad, `;
      assert.ok(error.message.startsWith(start) && error.message.includes(message), error.message);
      return true;
    });
  });
}
