import { createHead } from "@babycry/babycry/heads";
import { createRandom } from "@babycry/babycry/augment";
import { logLoss, stratifiedGroupFolds } from "@babycry/babycry/eval";
import { fitClassifier, type FitClassifierOptions } from "@babycry/babycry/fit";
import assert from "node:assert/strict";
import { test } from "node:test";

const LABELS = ["hungry", "tired", "lonely"];

/**
 * Four recordings of each of thirty donors: the first value tells the class, the second the donor.
 */
function recordings(apart: number) {
  const random = createRandom("recordings");
  const rows = Array.from({ length: 120 }, (_, i) => {
    const donor = Math.floor(i / 4);
    const c = donor % 3;
    const own = createRandom("donor", donor).normal();
    return { c, donor, x: [random.normal() + apart * c, 10 * own + 0.01 * random.normal()] };
  });
  const y = rows.map(({ c }) => c);
  const groups = rows.map(({ donor }) => `donor ${donor}`);
  const x = { data: Float64Array.from(rows.flatMap(({ x }) => x)), rows: 120, columns: 2 };
  const folds = stratifiedGroupFolds(y, groups, { folds: 4, classes: 3, seed: 1 });
  return { data: { x, y, groups, labels: LABELS }, folds };
}

const LINEAR = [0.01, 1].map((C) => ({ type: "logistic_regression", C }) as const);
const MLP = { type: "mlp", hiddenUnits: 8, alpha: 0.1 } as const;

test("classes that differ are learned; the head agrees with the fit, linear or not", async () => {
  const { data, folds } = recordings(3);
  for (const candidates of [LINEAR, [MLP]] as FitClassifierOptions["candidates"][]) {
    const fitted = await fitClassifier(data, { folds, candidates, seed: 1 });
    const { probability, prior, score } = fitted.heldOut;
    const ratio = logLoss(probability, data.y) / logLoss(prior, data.y);
    assert.ok(ratio < 0.6, `${ratio}`);
    assert.ok(fitted.calibrationScale > 0.5 && fitted.calibrationScale < 3);
    const head = createHead(fitted.head, "fitted");
    assert.deepEqual(head.classes, LABELS);
    // Fitted on all rows, it agrees with the held-out answers but for a fold's worth of rows.
    const agree = data.y.filter((_, row) => {
      const own = head.probabilities(data.x.data.subarray(2 * row, 2 * row + 2));
      const held = score.data.subarray(3 * row, 3 * row + 3);
      return own.indexOf(Math.max(...own)) === held.indexOf(Math.max(...held));
    }).length;
    assert.ok(agree > 105, `${agree} of 120`);
    assert.deepEqual(await fitClassifier(data, { folds, candidates, seed: 1 }), fitted);
  }
});

test("if only the donor determines the class, held-out predictions are the prior", async () => {
  const { data, folds } = recordings(0);
  const fitted = await fitClassifier(data, { folds, candidates: LINEAR, seed: 1 });
  const { probability, prior } = fitted.heldOut;
  const ratio = logLoss(probability, data.y) / logLoss(prior, data.y);
  // A scale that was fitted on twenty donors costs a few hundredths.
  assert.ok(ratio < 1.1, `${ratio}`);
});

test("augmented copies are used for training, never for the fold of their recording", async () => {
  const { data, folds } = recordings(1);
  const fit = async (change: (row: number) => number) => {
    const of = data.y.map((_, row) => row);
    const x = {
      ...data.x,
      data: data.x.data.map((value, i) => value + change(Math.floor(i / 2))),
    };
    const candidates = [LINEAR[1]!];
    return await fitClassifier({ ...data, variants: { x, of } }, { folds, candidates, seed: 1 });
  };
  const one = await fit(() => 0.1);
  const other = await fit((row) => folds[row] === 2 ? 50 * (row % 2) : 0.1);
  assert.notDeepEqual(other.head, one.head);
  const heldOut = (fold: number, { heldOut: { score } }: typeof one) =>
    data.y.flatMap((_, row) =>
      folds[row] === fold ? [...score.data.subarray(3 * row, 3 * row + 3)] : []
    );
  assert.deepEqual(heldOut(2, other), heldOut(2, one));
  assert.notDeepEqual(heldOut(1, other), heldOut(1, one));
});

test("a label without clips outside a fold gets a probability near 0 there", async () => {
  const { data } = recordings(3);
  // All of `lonely` is in the last fold.
  const folds = data.y.map((c, row) => c === 2 ? 2 : Math.floor(row / 4) % 2);
  const { heldOut } = await fitClassifier(data, { folds, candidates: [LINEAR[1]!], seed: 1 });
  const row = data.y.indexOf(2);
  const [hungry, tired, lonely] = heldOut.probability.data.subarray(3 * row, 3 * row + 3);
  assert.ok(lonely! < 1e-6 && Math.abs(hungry! + tired! - 1) < 1e-6);
});

test("data that cannot be evaluated is refused", async () => {
  const { data, folds } = recordings(1);
  const options = { folds, candidates: LINEAR, seed: 1 };
  const split = folds.slice();
  split[0] = (split[0]! + 1) % 4;
  const wrong: [Promise<unknown>, RegExp][] = [
    [fitClassifier(data, { ...options, folds: split }), /received group donor 0 in folds/],
    [
      fitClassifier(data, { ...options, folds: folds.map((f) => 2 * f) }),
      /each of 7 folds, received rows in 4/,
    ],
    [fitClassifier({ ...data, labels: [...LABELS, "bored"] }, options), /no clip of bored/],
    [fitClassifier({ ...data, labels: ["hungry"] }, options), /one label, hungry/],
    [fitClassifier({ ...data, y: [0, 1, 2] }, options), /120 rows, received 3 labels/],
    [
      fitClassifier(data, { ...options, folds: folds.map((f) => Number(f > 1)) }),
      /expected 3 or more folds/,
    ],
  ];
  for (const [fit, message] of wrong) {
    await assert.rejects(
      fit,
      (error) => error instanceof RangeError && message.test(error.message),
    );
  }
  const one = data.y.map((_, row) => Number(row >= 60));
  const halves = data.y.map((_, row) => Number(row >= 60));
  await assert.rejects(
    fitClassifier({ ...data, y: one, labels: ["a", "b"] }, {
      ...options,
      folds: halves,
      candidates: [LINEAR[0]!],
    }),
    /expected clips of two labels, received 60 clips of one/,
  );
});
