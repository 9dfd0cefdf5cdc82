import { createRandom } from "@babycry/babycry/augment";
import {
  conformalScores,
  featureDistance,
  fitNovelty,
  fitPriorScale,
  predictionSet,
  scaleProbabilities,
} from "@babycry/babycry/fit";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";

const LABELS = ["a", "b", "c"];

/** Recordings of donors: a donor's lie together, and classes differ by `apart` deviations. */
function recordings(donors: number, apart: number, seed: number) {
  const random = createRandom("donors", seed);
  const y: number[] = [];
  const groups: string[] = [];
  const p: number[] = [];
  for (let donor = 0; donor < donors; donor++) {
    const label = donor % LABELS.length;
    const own = random.normal();
    const clips = donor % 10 === 0 ? 20 : 1 + random.below(3);
    for (let clip = 0; clip < clips; clip++) {
      const scores = LABELS.map((_, c) =>
        apart * Number(c === label) + own * (c === 0 ? 0.7 : 0.3) + 0.5 * random.normal()
      );
      const e = scores.map(Math.exp);
      const sum = e.reduce((total, value) => total + value, 0);
      p.push(...e.map((value) => value / sum));
      y.push(label);
      groups.push(`donor ${donor}`);
    }
  }
  const matrix = { data: Float64Array.from(p), rows: y.length, columns: LABELS.length };
  return { y, groups, p: matrix };
}

test("prediction sets of new donors contain the true label with the coverage, for every class", () => {
  for (const coverage of [0.5, 0.8, 0.95]) {
    const held = LABELS.map(() => ({ hits: 0, donors: 0 }));
    for (let seed = 0; seed < 60; seed++) {
      const { y, groups, p } = recordings(120, 1, seed);
      const conformal = { coverage, scores: conformalScores(LABELS, p, y, groups, { seed }) };
      const fresh = recordings(60, 1, 1000 + seed);
      const seen = new Set<string>();
      fresh.groups.forEach((group, row) => {
        if (seen.has(group)) return;
        seen.add(group);
        const truth = fresh.y[row]!;
        const { labels } = predictionSet(
          LABELS,
          fresh.p.data.subarray(3 * row, 3 * row + 3),
          conformal,
        );
        held[truth]!.donors++;
        if (labels.includes(LABELS[truth]!)) held[truth]!.hits++;
      });
    }
    for (const { hits, donors } of held) {
      // 1,200 donors: two hundredths are above three standard errors of the calibration's spread.
      const share = hits / donors;
      assert.ok(share > coverage - 0.03, `${share}, expected ${coverage}`);
      assert.ok(share < coverage + 0.06, `${share} is more than the coverage ${coverage}`);
    }
  }
});

test("a prediction set grows with the coverage; with few recordings it contains all labels", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (scores, one, other, p) => {
        const set = (coverage: number) =>
          predictionSet(["a"], [p], { coverage, scores: { a: scores } }).labels.length;
        assert.ok(set(Math.min(one, other)) <= set(Math.max(one, other)));
        // The manifest's coverage yields to the one that is asked for.
        assert.equal(
          predictionSet(["a"], [p], { coverage: one, scores: { a: scores } }, other).labels.length,
          set(other),
        );
        if (scores.length / (scores.length + 1) < one - 1e-9) assert.equal(set(one), 1);
        assert.equal(predictionSet(["b"], [p], { coverage: one, scores: {} }).labels.length, 1);
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});

test("conformal scores use one recording per donor and label; the seed repeats the draw", () => {
  const { y, groups, p } = recordings(90, 1, 1);
  const scores = conformalScores(LABELS, p, y, groups, { seed: 1 });
  assert.deepEqual(LABELS.map((label) => scores[label]!.length), [30, 30, 30]);
  assert.deepEqual(conformalScores(LABELS, p, y, groups, { seed: 1 }), scores);
  assert.notDeepEqual(conformalScores(LABELS, p, y, groups, { seed: 2 }), scores);
  for (const of of Object.values(scores)) assert.deepEqual(of, of.toSorted((a, b) => a - b));
  assert.throws(() => conformalScores(["a"], p, y, groups, { seed: 1 }), RangeError);
});

test("the prior scale is 0 without skill, below 1 for an overconfident head", () => {
  const { y, p } = recordings(300, 1, 1);
  const shares = LABELS.map((_, c) => y.filter((label) => label === c).length / y.length);
  const prior = {
    data: Float64Array.from(y.flatMap(() => shares)),
    rows: y.length,
    columns: 3,
  };
  const random = createRandom("noise");
  const shuffled = y.map(() => random.below(3));
  assert.ok(fitPriorScale(p, prior, shuffled) < 0.1);
  const own = fitPriorScale(p, prior, y);
  const sharper = { ...p, data: p.data.map((value) => value ** 3) };
  const found = fitPriorScale(sharper, prior, y);
  assert.ok(Math.abs(found - own / 3) < 1e-3, `${found}, expected ${own / 3}`);
  const scaled = scaleProbabilities(p, prior, own);
  for (let row = 0; row < y.length; row++) {
    const sum = scaled.data.subarray(3 * row, 3 * row + 3).reduce((a, b) => a + b, 0);
    assert.ok(Math.abs(sum - 1) < 1e-12);
  }
  assert.throws(() => fitPriorScale(p, prior, [0]), RangeError);
});

test("recordings of the fit are within the novelty distance, far ones are not", () => {
  const random = createRandom("familiar");
  const [rows, columns] = [200, 5];
  const data = Float64Array.from(
    { length: rows * columns },
    (_, i) => 10 * (i % columns) + (1 + i % columns) * random.normal(),
  );
  const novelty = fitNovelty({ data, rows, columns }, { share: 0.95 });
  const distances = Array.from(
    { length: rows },
    (_, r) => featureDistance(novelty, data.subarray(r * columns, (r + 1) * columns)),
  );
  assert.equal(distances.filter((d) => d <= novelty.max_distance).length, 190);
  const squares = distances.reduce((sum, d) => sum + d * d, 0);
  assert.ok(Math.abs(squares / rows - 1) < 0.01);
  assert.ok(featureDistance(novelty, [100, 0, 0, 0, 0]) > novelty.max_distance);
  assert.throws(() => featureDistance(novelty, [1]), RangeError);
  assert.throws(() => fitNovelty({ data: new Float64Array(), rows: 0, columns }, { share: 0.9 }));
});
