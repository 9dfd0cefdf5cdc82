import {
  fitLogisticRegression,
  fitStandardScaler,
  predictProbability,
  standardize,
} from "@babycry/babycry/fit";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";

/** Rows around a class center; deterministic. */
function blobs(rows: number, columns: number, classes: number, seed: number) {
  const data = new Float64Array(rows * columns);
  const y = Array.from({ length: rows }, (_, r) => r % classes);
  for (let i = 0; i < data.length; i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    data[i] = seed / 2 ** 31 - 1 + 0.4 * Math.cos(y[Math.floor(i / columns)]! + i % columns);
  }
  return { x: { data, rows, columns }, y, classes };
}

test("the gradient of the penalized loss vanishes at the fit", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 5 }),
      fc.integer({ min: 1, max: 9 }),
      // A block of the core is at least a few hundred rows of these; several need rows in thousands.
      fc.oneof(fc.integer({ min: 5, max: 60 }), fc.constantFrom(501, 1502)),
      fc.constantFrom(0.01, 1, 30),
      fc.nat(),
      (classes, columns, rows, C, seed) => {
        const data = blobs(rows, columns, classes, seed);
        const model = fitLogisticRegression(data, { C });
        const probability = predictProbability(model, data.x).data;
        const first = classes === 2 ? 1 : 0;
        for (let k = first; k < classes; k++) {
          for (let c = 0; c < columns; c++) {
            let gradient = model.coef.data[(k - first) * columns + c]!;
            for (let r = 0; r < rows; r++) {
              const error = probability[r * classes + k]! - (data.y[r] === k ? 1 : 0);
              gradient += C * error * data.x.data[r * columns + c]!;
            }
            // The tolerance of the fit, 1e-10 of a gradient divided by C * rows, with room for rounding.
            const limit = 2.5e-9 * rows * Math.max(1, C);
            assert.ok(Math.abs(gradient) < limit, `gradient ${gradient}`);
          }
        }
      },
    ),
    { seed: 1, numRuns: 40 },
  );
});

test("weights of rows act as repeated rows", () => {
  const { x, y } = blobs(30, 2, 2, 5);
  const twice = {
    data: Float64Array.from([...x.data, ...x.data.subarray(0, 20)]),
    rows: 40,
    columns: 2,
  };
  const repeated = fitLogisticRegression({ x: twice, y: [...y, ...y.slice(0, 10)], classes: 2 });
  const sampleWeight = y.map((_, r) => r < 10 ? 2 : 1);
  const weighted = fitLogisticRegression({ x, y, classes: 2 }, { sampleWeight });
  weighted.coef.data.forEach((value, i) =>
    assert.ok(Math.abs(value - repeated.coef.data[i]!) < 1e-7)
  );
});

test("invalid data is refused", () => {
  const { x } = blobs(4, 1, 2, 1);
  assert.throws(() => fitLogisticRegression({ x, y: [0, 0, 0, 0], classes: 2 }), RangeError);
  assert.throws(() => fitLogisticRegression({ x, y: [0, 1], classes: 2 }), RangeError);
  assert.throws(() => fitLogisticRegression({ x, y: [0, 1, 2, 0], classes: 2 }), RangeError);
  assert.throws(() => fitLogisticRegression({ x, y: [0, 1, 0, 1], classes: 2 }, { C: 0 }));
  const broken = { ...x, data: Float64Array.of(0, NaN, 1, 2) };
  assert.throws(
    () => fitLogisticRegression({ x: broken, y: [0, 1, 0, 1], classes: 2 }),
    TypeError,
  );
});

test("standardized columns have mean 0 and variance 1; constant ones are only centered", () => {
  const x = { data: Float64Array.of(1, 7, 2, 7, 6, 7), rows: 3, columns: 2 };
  const scaler = fitStandardScaler(x);
  const { data } = standardize(x, scaler);
  assert.equal(scaler.scale[1], 1);
  assert.deepEqual([data[1], data[3], data[5]], [0, 0, 0]);
  const column = [data[0]!, data[2]!, data[4]!];
  assert.ok(Math.abs(column.reduce((a, b) => a + b)) < 1e-15);
  assert.ok(Math.abs(column.reduce((a, b) => a + b * b, 0) / 3 - 1) < 1e-15);
  assert.throws(() => fitStandardScaler({ data: new Float64Array(), rows: 0, columns: 2 }));
});
