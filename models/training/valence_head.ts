/**
 * Head of `cry-valence`: its classes, examples and fit.
 *
 * @module
 */
import { balancedProbabilities, learn, type LearnedHead } from "../../src/fit/learner.ts";
import { stackRows } from "../../src/fit/rows.ts";
import { type ExportedClip, meanVector } from "./export/read_export.ts";

/** Classes of the head; `none` is any sound but an infant. */
export const CLASSES = ["distress", "none", "positive"] as const;

/** Labels of the synthetic sounds that stand for a happy infant, by generator. */
export const GENERATORS: Readonly<Record<string, readonly string[]>> = {
  espeak: ["espeak_laugh", "espeak_babble"],
  synthesizer: ["synthetic_laugh", "synthetic_babble", "synthetic_squeal"],
  recut_cries: ["laugh_of_cry", "babble_of_cry"],
  recut_children: ["laugh_of_child", "babble_of_child"],
};

/** A clip with its class. */
export interface Example extends ExportedClip {
  /** Mean of its windows' features. */
  readonly vector: Float64Array;
  /** Index in {@link CLASSES}. */
  readonly y: number;
  /** Generator of a positive example. */
  readonly generator: string | undefined;
}

/** Adds class and vector to a clip. */
export function toExample(clip: ExportedClip): Example {
  const generator = Object.keys(GENERATORS).find((name) => GENERATORS[name]!.includes(clip.label));
  const label = clip.isCry ? "distress" : generator === undefined ? "none" : "positive";
  return { ...clip, vector: meanVector(clip), generator, y: CLASSES.indexOf(label) };
}

/** Whether an example is for training; the matched condition is for evaluation alone. */
export function isForTraining({ condition }: Example): boolean {
  return condition !== "matched";
}

/** Fits the head with class-balanced weights; a recording has one vote, whatever its number of variants. */
export function fitHead(examples: readonly Example[], C: number): Promise<LearnedHead> {
  const variants = new Map<string, number>();
  for (const { recording } of examples) {
    variants.set(recording, (variants.get(recording) ?? 0) + 1);
  }
  return learn({ type: "logistic_regression", C }, {
    x: stackRows(examples.map(({ vector }) => vector)),
    y: examples.map(({ y }) => y),
    groups: examples.map(({ group }) => group),
    classes: CLASSES.length,
    sampleWeight: examples.map(({ recording }) => 1 / variants.get(recording)!),
  }, { seed: 1 });
}

/** Computes the probabilities of the classes, `[classes]`. */
export function probabilitiesOf(head: LearnedHead, { vector }: Example): Float64Array {
  return balancedProbabilities(head, stackRows([vector])).data;
}
