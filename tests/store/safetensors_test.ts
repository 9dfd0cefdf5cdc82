import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readSafetensors } from "../../src/store/safetensors.ts";
import { type Entry, f32, writeSafetensors } from "./_safetensors.ts";

const words = (...values: number[]) => new Uint8Array(Uint16Array.from(values).buffer);

test("names, shapes, values and metadata are read from any offset in a buffer", () => {
  const file = writeSafetensors(
    { "a.weight": f32([2, 3], [1, 2, 3, 4, 5, 6.5]), scalar: f32([], [-1]) },
    { format: "pt" },
  );
  const shifted = new Uint8Array(file.length + 3);
  shifted.set(file, 3);
  for (const bytes of [file, shifted.subarray(3)]) {
    const { metadata, tensors } = readSafetensors(bytes);
    assert.deepEqual(metadata, { format: "pt" });
    assert.deepEqual(
      tensors.map((tensor) => [tensor.name, tensor.shape, [...tensor.values()]]),
      [["a.weight", [2, 3], [1, 2, 3, 4, 5, 6.5]], ["scalar", [], [-1]]],
    );
  }
});

test("every float and integer type is read exactly", () => {
  const cases: [Entry, number[]][] = [
    [{ dtype: "F64", shape: [1], bytes: new Uint8Array(Float64Array.of(Math.PI).buffer) }, [
      Math.PI,
    ]],
    [{ dtype: "I64", shape: [1], bytes: new Uint8Array(BigInt64Array.of(-7n).buffer) }, [-7]],
    [{ dtype: "I32", shape: [1], bytes: new Uint8Array(Int32Array.of(-8).buffer) }, [-8]],
    // 1, the largest number, the smallest number, -2 and infinity.
    [{ dtype: "F16", shape: [5], bytes: words(0x3c00, 0x7bff, 0x0001, 0xc000, 0x7c00) }, [
      1,
      65504,
      2 ** -24,
      -2,
      Infinity,
    ]],
    [{ dtype: "BF16", shape: [2], bytes: words(0x3f80, 0xc049) }, [1, -3.140625]],
  ];
  for (const [entry, expected] of cases) {
    assert.deepEqual(
      [...readSafetensors(writeSafetensors({ x: entry })).tensors[0]!.values()],
      expected,
    );
  }
  const [odd] = readSafetensors(
    writeSafetensors({ x: { dtype: "F8_E4M3", shape: [1], bytes: new Uint8Array(1) } }),
  ).tensors;
  assert.throws(() => odd!.values(), {
    name: "RangeError",
    message: /expected F64.*received F8_E4M3/,
  });
});

test("a file cut anywhere, or with any byte changed, is read or refused", () => {
  const file = writeSafetensors({ w: f32([2, 2], [1, 2, 3, 4]), b: f32([2], [5, 6]) });
  const read = (bytes: Uint8Array) => {
    try {
      for (const tensor of readSafetensors(bytes).tensors) tensor.values();
    } catch (error) {
      assert.ok(error instanceof SyntaxError || error instanceof RangeError, String(error));
    }
  };
  for (let length = 0; length < file.length; length++) {
    assert.throws(() => readSafetensors(file.subarray(0, length)), SyntaxError, `${length} bytes`);
  }
  const byte = fc.record({ at: fc.nat(file.length - 1), value: fc.nat(255) });
  fc.assert(
    fc.property(byte, ({ at, value }) => {
      const changed = file.slice();
      changed[at] = value;
      read(changed);
    }),
    { seed: 5, numRuns: 500 },
  );
});
