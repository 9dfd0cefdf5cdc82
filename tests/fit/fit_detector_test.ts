import { createHead } from "@babycry/babycry/heads";
import { createRandom } from "@babycry/babycry/augment";
import { type ClipWindows, type DetectorClip, fitDetector } from "@babycry/babycry/fit";
import assert from "node:assert/strict";
import { test } from "node:test";

const LINEAR = { type: "logistic_regression", C: 1 } as const;
const CLIPS = 48;

/** Recordings of three windows; the first value tells a cry, but for windows that are pauses. */
function recordings(apart: number) {
  const random = createRandom("detector", apart);
  const clips = Array.from({ length: CLIPS }, (_, i): DetectorClip => ({
    y: i % 2 ? 1 : 0,
    group: `g${i >> 2}`,
    kind: i % 2 ? "cry" : i % 4 ? "rain" : "speech",
  }));
  const folds = clips.map((_, i) => (i >> 2) % 4);
  const windows = (condition: ClipWindows["condition"], shift = 0) =>
    clips.map(({ y }, clip): ClipWindows => ({
      clip,
      condition,
      durationSeconds: 4,
      features: [1, 1, 0].map((voiced) =>
        Float32Array.of(voiced * y * apart + random.normal() + shift, random.normal())
      ),
      levelsDbfs: [-20, -22, -60],
    }));
  return { clips, folds, windows };
}

function options(folds: readonly number[]) {
  return {
    classes: ["no_cry", "cry"] as const,
    folds,
    candidates: [LINEAR],
    ...{ windowSeconds: 2, hopSeconds: 1, silenceDbfs: -70, recall: 0.9, seed: 1 },
  };
}

test("pauses are not used; threshold, calibration and metrics are of held-out recordings", async () => {
  const { clips, folds, windows } = recordings(4);
  const rows = [...windows("native"), ...windows("matched")];
  const fitted = await fitDetector(clips, rows, options(folds));
  const { metrics, threshold, calibration, heldOut, kinds, head } = fitted;
  assert.deepEqual(Object.keys(metrics), ["native", "matched"]);
  for (const { auc, recall, falsePositiveRate } of Object.values(metrics)) {
    assert.ok(auc.estimate > 0.97 && recall.estimate >= 0.85 && falsePositiveRate.estimate < 0.1);
  }
  assert.ok(threshold > 0.1 && threshold < 1);
  const passed = heldOut.decisions!.filter((yes, i) => yes === 1 && clips[i]!.y === 1).length;
  assert.ok(passed >= 0.85 * CLIPS / 2);
  assert.deepEqual(kinds.map(({ kind, recordings }) => [kind, recordings]).slice(0, 1), [
    ["cry", CLIPS / 2],
  ]);
  const { scale, offset } = calibration;
  const p = (x: number) => {
    const logit = createHead(head, "fitted").logits([x, 0])[0]!;
    return 1 / (1 + Math.exp(-scale * logit - offset));
  };
  // Certain, but no more than a few recordings allow.
  assert.ok(p(4) > 0.9 && p(0) < 0.1 && p(4) < 0.9999, `${p(0)} ${p(4)}`);
  assert.deepEqual(await fitDetector(clips, rows, options(folds)), fitted);
});

test("augmented copies are used for training, never for the fold of their recording", async () => {
  const { clips, folds, windows } = recordings(1);
  const native = windows("native");
  const fit = (shift: (fold: number) => number) => {
    const copies = recordings(1).windows("augmented").map((row) => ({
      ...row,
      features: row.features.map((f) => f.map((v) => v + shift(folds[row.clip]!) * row.clip)),
    }));
    return fitDetector(clips, [...native, ...copies], options(folds));
  };
  const one = await fit(() => 0);
  const other = await fit((fold) => fold === 2 ? 1 : 0);
  assert.notDeepEqual(other.head, one.head);
  // Ranks, which no calibration changes.
  const ranked = (fold: number, { heldOut: { score } }: typeof one) =>
    clips.flatMap((_, i) => folds[i] === fold ? [i] : [])
      .sort((a, b) => score.data[2 * a]! - score.data[2 * b]!);
  assert.deepEqual(ranked(2, other), ranked(2, one));
  assert.notDeepEqual(ranked(1, other), ranked(1, one));
});

test("data that cannot be evaluated is refused", async () => {
  const { clips, folds, windows } = recordings(1);
  const rows = windows("native");
  const same = clips.map((clip) => ({ ...clip, y: 1 as const }));
  await assert.rejects(fitDetector(same, rows, options(folds)), /received 48 of 48 with it/);
  const split = folds.map((fold, i) => i === 0 ? 3 : fold);
  await assert.rejects(fitDetector(clips, rows, options(split)), /received group g0 in folds/);
  const sorted = clips.map((clip, i) => ({ ...clip, y: i < CLIPS / 2 ? 1 : 0 } as const));
  const halves = folds.map((_, i) => Number(i >= CLIPS / 2));
  await assert.rejects(
    fitDetector(sorted, rows, options(halves)),
    /expected recordings of both classes, received one class/,
  );
});
