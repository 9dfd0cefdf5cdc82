import { balancedProbabilities, learn } from "../../../src/fit/learner.ts";
import { stackRows } from "../../../src/fit/rows.ts";
import { foldsFromNumbers } from "../../../src/eval/protocols.ts";
import { leaveOneGroupOut } from "../../../src/data/leave_one_group_out.ts";
import { audioFreeBaselines } from "../../../src/metrics/baselines.ts";
import { computeMetrics } from "../../../src/metrics/metrics.ts";
import { LABELS, type PainRecording } from "./pain_recordings.ts";

/** File attributes that rules read; the others have one value in this set. */
const RULES = ["bandwidth", "duration", "level"];

/**
 * Measures the balanced accuracy of rules that read a property of the file instead of the sound, and of a
 * logistic regression on all of them, each infant held out in turn.
 */
export async function painBaselines(
  recordings: readonly PainRecording[],
  condition: "native" | "matched",
): Promise<Record<string, number>> {
  const y = Int32Array.from(recordings, (one) => one.y);
  const groups = recordings.map(({ group }) => group);
  const facts = recordings.map(({ metadata }) => metadata[condition]);
  const folds = foldsFromNumbers(leaveOneGroupOut(groups));
  const sessions = groups.map(() => undefined);
  const rules = audioFreeBaselines({ y, classes: LABELS.length, facts, groups, sessions }, folds);
  const rows = facts.map(({ bandwidthHz, durationSeconds, levelDbfs }) => [
    ...[bandwidthHz, durationSeconds, levelDbfs],
  ]);
  const score = stackRows(rows.map(() => [0, 0]));
  for (const { train, test } of folds) {
    const head = await learn({ type: "logistic_regression", C: 1 }, {
      x: stackRows(train.map((row) => rows[row]!)),
      y: train.map((row) => y[row]!),
      groups: train.map((row) => groups[row]!),
      classes: LABELS.length,
    }, { seed: 1 });
    const { data } = balancedProbabilities(head, stackRows(test.map((row) => rows[row]!)));
    test.forEach((row, i) => score.data.set(data.subarray(2 * i, 2 * i + 2), 2 * row));
  }
  return {
    ...Object.fromEntries(
      rules.filter(({ rule }) => RULES.includes(rule))
        .map(({ rule, balancedAccuracy }) => [rule, balancedAccuracy]),
    ),
    together: computeMetrics({ y, probability: score, score }).balancedAccuracy,
  };
}
