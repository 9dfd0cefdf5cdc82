import { createRandom } from "@babycry/babycry/augment";
import { fitMlp, type Mlp } from "@babycry/babycry/fit";
import assert from "node:assert/strict";
import { test } from "node:test";

/**
 * Rows of `donors` groups whose class is the sign of the product of two values: no line tells it.
 */
function crossed(rows: number, seed: number, classes = 2) {
  const random = createRandom("crossed", seed);
  const data = Float64Array.from({ length: 2 * rows }, () => random.between(-1, 1));
  const y = Array.from({ length: rows }, (_, r) => {
    const [a, b] = [data[2 * r]!, data[2 * r + 1]!];
    return classes === 2 ? Number(a * b > 0) : 2 * Number(a > 0) + Number(b > 0);
  });
  const groups = y.map((_, r) => `donor ${r % 30}`);
  return { x: { data, rows, columns: 2 }, y, groups, classes };
}

function decide({ layers: [hidden, output], classes }: Mlp, x: ArrayLike<number>): number {
  const through = (layer: typeof hidden, values: ArrayLike<number>) =>
    Array.from(layer.bias, (bias, k) => {
      let sum = bias;
      for (let c = 0; c < layer.weight.rows; c++) {
        sum += values[c]! * layer.weight.data[c * layer.weight.columns + k]!;
      }
      return sum;
    });
  const scores = through(output, through(hidden, x).map((value) => Math.max(0, value)));
  return classes === 2 ? Number(scores[0]! > 0) : scores.indexOf(Math.max(...scores));
}

const OPTIONS = { hiddenUnits: 16, seed: 1, learningRate: 0.01, batchRows: 32 };

function share(model: Mlp, { x, y }: ReturnType<typeof crossed>): number {
  return y.filter((label, r) => decide(model, x.data.subarray(2 * r, 2 * r + 2)) === label)
    .length / y.length;
}

test("two and four classes that are not linearly separable are learned", async () => {
  for (const classes of [2, 4]) {
    const model = await fitMlp(crossed(900, 1, classes), OPTIONS);
    const fresh = share(model, crossed(500, 2, classes));
    assert.ok(fresh > 0.93, `${classes} classes: ${fresh} right`);
    assert.ok(model.epochs <= 200 && model.validationLoss < 0.35, `${model.validationLoss}`);
  }
});

test("the seed repeats a fit; another seed gives another fit", async () => {
  const data = crossed(200, 3);
  const once = await fitMlp(data, { ...OPTIONS, epochsMax: 5 });
  assert.deepEqual(await fitMlp(data, { ...OPTIONS, epochsMax: 5 }), once);
  const other = await fitMlp(data, { ...OPTIONS, epochsMax: 5, seed: 2 });
  assert.notDeepEqual(other.layers, once.layers);
});

test("a fit on random labels stops early, with probabilities near even", async () => {
  const data = crossed(600, 4);
  const random = createRandom("chance");
  const model = await fitMlp({ ...data, y: data.y.map(() => random.below(2)) }, OPTIONS);
  assert.ok(model.epochs < 100, `${model.epochs} epochs`);
  assert.ok(Math.abs(model.validationLoss - Math.LN2) < 0.05, `${model.validationLoss}`);
});

test("whole groups are held out for early stopping", async () => {
  // Each group's class is by chance, and its rows lie in a place of their own: only rows of a group
  // that is learned from tell the class. Were rows kept, and not groups, the loss would fall.
  const random = createRandom("places");
  const places = Array.from({ length: 40 }, () => [random.normal(), random.normal()]);
  const rows = Array.from({ length: 400 }, (_, r) => r % 40);
  const model = await fitMlp({
    x: {
      data: Float64Array.from(rows.flatMap((g) => places[g]!)),
      rows: rows.length,
      columns: 2,
    },
    y: rows.map((g) => Number(createRandom("class", g).uniform() < 0.5)),
    groups: rows.map(String),
    classes: 2,
  }, { ...OPTIONS, hiddenUnits: 64 });
  assert.ok(model.validationLoss > 0.6, `${model.validationLoss}`);
});

test("weights of rows, an abort, and invalid data", async () => {
  const data = crossed(300, 5);
  // Rows without weight might as well be wrong.
  const wrong = data.y.map((label, r) => r % 3 === 0 ? 1 - label : label);
  const sampleWeight = data.y.map((_, r) => r % 3 === 0 ? 0 : 1);
  const model = await fitMlp({ ...data, y: wrong }, { ...OPTIONS, sampleWeight });
  assert.ok(share(model, crossed(300, 6)) > 0.88);

  const controller = new AbortController();
  const seen: number[] = [];
  const stopped = fitMlp(data, {
    ...OPTIONS,
    signal: controller.signal,
    onProgress({ done }) {
      seen.push(done);
      if (done === 3) controller.abort();
    },
  });
  await assert.rejects(stopped, { name: "AbortError" });
  assert.deepEqual(seen, [1, 2, 3]);

  await assert.rejects(
    fitMlp({ ...data, groups: data.y.map(() => "one") }, OPTIONS),
    /expected two or more groups/,
  );
  await assert.rejects(fitMlp({ ...data, y: data.y.map(() => 0) }, OPTIONS), RangeError);
  await assert.rejects(fitMlp({ ...data, y: [1] }, OPTIONS), RangeError);
  await assert.rejects(fitMlp(data, { ...OPTIONS, hiddenUnits: 0 }), RangeError);
  const broken = { ...data.x, data: data.x.data.map((v, i) => i === 7 ? NaN : v) };
  await assert.rejects(fitMlp({ ...data, x: broken }, OPTIONS), TypeError);
});
