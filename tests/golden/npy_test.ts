import assert from "node:assert/strict";
import { test } from "node:test";
import { readNpy } from "./npy.ts";
import { npyBytes } from "./_npy_bytes.ts";

test("numbers of each type are read with their shape", () => {
  const cases = [
    ["<f4", new Float32Array([1.5, -2, 3e-8, 4, 5, 6])],
    ["<f8", new Float64Array([1.1, -2, 3e-300, 4, 5, 6])],
    ["<i4", new Int32Array([1, -2, 2 ** 31 - 1, 4, 5, 6])],
  ] as const;
  for (const [dtype, data] of cases) {
    assert.deepEqual(readNpy(npyBytes(dtype, [2, 3], data), "x"), { data, shape: [2, 3] });
  }
  const wide = readNpy(npyBytes("<i8", [2], new BigInt64Array([-(2n ** 40n), 7n])), "x");
  assert.deepEqual(wide, { data: new Float64Array([-(2 ** 40), 7]), shape: [2] });
});

test("a scalar has no axis, a vector has one", () => {
  assert.deepEqual(readNpy(npyBytes("<f4", [], new Float32Array([3])), "x").shape, []);
  assert.deepEqual(readNpy(npyBytes("<f4", [1], new Float32Array([3])), "x").shape, [1]);
});

test("an error for another file has its name", () => {
  const good = npyBytes("<f4", [2], new Float32Array(2));
  const wrong = [
    new Uint8Array(0),
    new Uint8Array(200),
    good.subarray(0, -1),
    new Uint8Array([...good, 0]),
    npyBytes(">f4", [2], new Float32Array(2)),
    npyBytes("<f2", [4], new Float32Array(2)),
    npyBytes("<f4", [2], new Float32Array(2), "True"),
  ];
  for (const bytes of wrong) assert.throws(() => readNpy(bytes, "some.npy"), /some\.npy/);
});
