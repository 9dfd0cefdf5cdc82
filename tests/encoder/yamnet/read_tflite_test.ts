import fc from "fast-check";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { ModelError } from "../../../src/errors.ts";
import { readYamnet } from "../../../src/encoder/yamnet/read_tflite.ts";
import { requires } from "../../_requires.ts";
import { sharedFile } from "../../_shared.ts";
import { type Graph, type Layout, tfliteFile, TINY } from "./_tflite_file.ts";

const TEACHER = "teacher/yamnet.tflite";

function read(layout: Layout) {
  return readYamnet(tfliteFile(layout).bytes, TINY);
}

function refuses(bytes: Uint8Array, message: RegExp): void {
  assert.throws(() => readYamnet(bytes, TINY), (error: Error) => {
    assert.ok(error instanceof ModelError, `${error}`);
    assert.equal(error.modelId, "yamnet");
    assert.match(error.message, message);
    return true;
  });
}

/** Changes the first operator of a code. */
function operator(code: number, change: (operator: Graph["operators"][number]) => void) {
  return (graph: Graph) => change(graph.operators.find((one) => one.code === code)!);
}

test("weights in int8 stay so, with a scale for each output", () => {
  const { conv, blocks, classifier } = read({ weights: "int8" });
  assert.deepEqual([conv.weights.length, conv.floor, conv.ceiling], [72, 0, Infinity]);
  assert.deepEqual(blocks.map(({ depthwise }) => depthwise.weights.length), [72, 144, 72]);
  for (const { pointwise } of blocks) {
    assert.ok(pointwise.weights instanceof Int8Array && "scales" in pointwise);
    assert.equal(pointwise.scales.length, pointwise.biases.length);
    assert.ok(new Set(pointwise.scales).size > 1);
  }
  assert.equal(classifier.weights.length, 24 * 5);
  assert.deepEqual([classifier.floor, classifier.ceiling], [-Infinity, Infinity]);
});

test("one scale for all outputs is a scale for each", () => {
  const { pointwise } = read({ weights: "int8", perTensor: true }).blocks[0]!;
  assert.ok("scales" in pointwise);
  assert.equal(pointwise.scales.length, 16);
  assert.equal(new Set(pointwise.scales).size, 1);
});

test("names, the order of tensors and a front end make no difference", () => {
  for (const weights of ["int8", "float32"] as const) {
    const plain = read({ weights });
    assert.deepEqual(read({ weights, reversed: true }), plain);
    assert.deepEqual(read({ weights, reversed: true, frontEnd: true }), plain);
  }
});

test("weights with a zero point and biases in int32 become float32", () => {
  const { pointwise } = read({ weights: "int8", zeroPoint: 3, int32Biases: true }).blocks[0]!;
  const { pointwise: plain } = read({ weights: "int8", int32Biases: true }).blocks[0]!;
  assert.ok(pointwise.weights instanceof Float32Array && "scales" in plain);
  const want = Float32Array.from(plain.weights, (value, i) => (value - 3) * plain.scales[i >> 3]!);
  assert.deepEqual(pointwise.weights, want);
  const bias = read({ weights: "int8" }).blocks[0]!.pointwise.biases;
  pointwise.biases.forEach((value, i) => assert.ok(Math.abs(value - bias[i]!) <= 2 ** -21));
});

test("ReLU6 limits what a layer gives to 6", () => {
  assert.equal(read({ weights: "int8", activation: 3 }).blocks[0]!.depthwise.ceiling, 6);
});

test("what is no TensorFlow Lite file is named", () => {
  const text = (value: string) => new TextEncoder().encode(value);
  refuses(text(""), /expected a TensorFlow Lite file, received no bytes/);
  refuses(text("<!DOCTYPE html><title>Not found</title>"), /received a web page/);
  refuses(text("version https://git-lfs.github.com/spec/v1\noid"), /received a Git LFS pointer/);
  refuses(text("RIFF....WAVE"), /received bytes without the identifier TFL3/);
  assert.throws(() => readYamnet("yamnet.tflite" as never), TypeError);
});

test("another network is refused with what differs", () => {
  const other = (change: (graph: Graph) => void, message: RegExp) =>
    refuses(tfliteFile({ weights: "int8", change }).bytes, message);
  const setCode = (code: number) => (one: { code: number }) => one.code = code;
  other(operator(14, setCode(25)), /expected a network with one LOGISTIC, received 0/);
  other(
    operator(4, setCode(117)),
    /expected DEPTHWISE_CONV_2D before CONV_2D, received operator 117/,
  );
  other(
    operator(40, setCode(207)),
    /expected MEAN or AVERAGE_POOL_2D before .* received operator 207/,
  );
  other((graph) => graph.operators.splice(1, 2), /expected CONV_2D before .*, received the input/);
  other(operator(4, (one) => one.options[0] = 1), /padding:SAME.* depthwise convolution 1.*VALID/);
  other(operator(4, (one) => one.options[1] = { i32: 2 }), /strides:\[1,1\].*\[2,1\]/);
  other(operator(3, (one) => one.options[3] = 4), /RELU6 in the first convolution, received 4/);
  other(operator(3, (one) => one.inputs.length = 2), /bias of the first convolution, .* no tensor/);
  other(operator(3, (one) => one.inputs[1] = 1000), /received no tensor/);
  other(operator(40, (one) => one.inputs[0] = one.outputs[0]!), /received MEAN/);
  const loop = (graph: Graph) => {
    const [input = 0] = graph.operators.find(({ code }) => code === 40)!.inputs;
    graph.operators.push({ code: 22, inputs: [input], outputs: [input], options: [] });
  };
  other(loop, /expected CONV_2D before MEAN, received RESHAPE/);
});

test("other shapes and damaged weights are refused", () => {
  assert.throws(() => readYamnet(tfliteFile({ weights: "int8" }).bytes), (error: Error) => {
    assert.ok(error instanceof ModelError);
    assert.match(error.message, /expected DEPTHWISE_CONV_2D before CONV_2D, received the input/);
    return true;
  });
  const tensor = (index: number, change: (one: Graph["tensors"][number]) => void) => {
    const of = (graph: Graph) => change(graph.tensors[index]!);
    return tfliteFile({ weights: "int8", change: of }).bytes;
  };
  refuses(
    tensor(0, (one) => one.shape = [1, 32, 18, 1]),
    /\[1, 32, 16, 1\] for the input .*18, 1\]/,
  );
  const [conv, pointwise] = [1, 7];
  refuses(
    tensor(conv, (one) => one.type = 1),
    /expected int8, int32 or float32 .* received type 1/,
  );
  refuses(
    tensor(conv, (one) => one.data = one.data.slice(4)),
    /expected 288 bytes .* received 284/,
  );
  refuses(
    tensor(conv, (one) => new Float32Array(one.data.buffer)[5] = NaN),
    /expected finite values/,
  );
  refuses(tensor(pointwise, (one) => one.scales.pop()), /one or 16 on axis 0, .* 15 on axis 0/);
  refuses(tensor(pointwise, (one) => one.axis = 3), /one or 16 on axis 0, .* 16 on axis 3/);
  refuses(tensor(pointwise, (one) => one.scales[3] = Infinity), /expected finite scales/);
});

test("a file that is cut short is refused wherever it ends", () => {
  const { bytes } = tfliteFile({ weights: "int8" });
  for (let length = 0; length < bytes.length; length++) {
    refuses(
      bytes.subarray(0, length),
      /expected a (TensorFlow Lite|complete) file|no tensor|no graph/,
    );
  }
});

test("flipped bits give another network or a ModelError, never another error", () => {
  const files = (["int8", "float32"] as const).map((weights) => tfliteFile({ weights }).bytes);
  const flips = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 7 })), { minLength: 1, maxLength: 4 });
  let refused = 0;
  fc.assert(
    fc.property(fc.constantFrom(...files), flips, (file, flips) => {
      const bytes = file.slice();
      for (const [place, bit] of flips) bytes[place % bytes.length]! ^= 1 << bit;
      try {
        readYamnet(bytes, TINY);
      } catch (error) {
        if (!(error instanceof ModelError)) throw error;
        refused++;
      }
    }),
    { seed: 1, numRuns: 2000 },
  );
  assert.ok(refused > 200, `${refused} refused`);
});

test("a file whose tables share one long vector is refused, however often they name it", () => {
  const bytes = new Uint8Array(8192);
  const view = new DataView(bytes.buffer);
  const [model, graph, names, operator, values] = [64, 128, 256, 768, 1024];
  const count = 100;
  bytes.set(new TextEncoder().encode("TFL3"), 4);
  view.setUint32(0, model, true);
  // One vtable for all tables: size, unused size, and each of four fields 4 bytes into its table.
  [12, 0, 4, 4, 4, 4].forEach((value, i) => view.setUint16(16 + 2 * i, value, true));
  const link = (table: number, to: number) => {
    view.setInt32(table, table - 16, true);
    view.setUint32(table + 4, to - table - 4, true);
  };
  link(model, 80);
  view.setUint32(80, 1, true);
  view.setUint32(84, graph - 84, true);
  link(graph, names);
  view.setUint32(names, count, true);
  for (let at = names + 4; at <= names + 4 * count; at += 4) {
    view.setUint32(at, operator - at, true);
  }
  link(operator, values);
  view.setUint32(values, 1000, true);
  assert.throws(() => readYamnet(bytes, TINY), (error: Error) => {
    assert.ok(error instanceof ModelError, `${error}`);
    assert.match(String(error.cause), /Vectors overlap/);
    return true;
  });
});

test("the published conversion loads", requires("shared data", TEACHER), () => {
  const weights = readYamnet(new Uint8Array(readFileSync(sharedFile(TEACHER)!)));
  assert.equal(weights.blocks.length, 13);
  assert.ok(weights.blocks.every(({ pointwise }) => pointwise.weights instanceof Int8Array));
  assert.equal(weights.classifier.weights.length, 521 * 1024);
});
