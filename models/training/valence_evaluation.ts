/**
 * Evaluation of `cry-valence` on examples whose fold and generator were held out.
 *
 * @module
 */
import { logLoss } from "../../src/metrics/probability_metrics.ts";
import { rocAuc } from "../../src/metrics/roc.ts";
import { stackRows } from "../../src/fit/rows.ts";
import type { ValenceFigures, ValenceSets } from "./cards/results.ts";
import { estimate, estimateMean } from "./evaluate/estimate.ts";
import { heldOutSets } from "./evaluate/held_out_sets.ts";
import {
  CLASSES,
  type Example,
  fitHead,
  GENERATORS,
  isForTraining,
  probabilitiesOf,
} from "./valence_head.ts";

/** Probability of an infant below which the model abstains. */
export const MIN_INFANT_PROBABILITY = 0.5;
const COVERAGES = [0.8, 0.9, 0.95, 0.99];

/** An example with the probabilities of a head that was trained without its fold and generator. */
export interface HeldOutExample extends Example {
  /** Probabilities of the classes, `[classes]`. */
  readonly scores: Float64Array;
}

/** An infant: distress or positive. */
export interface Infant extends HeldOutExample {
  readonly label: string;
  /** Probabilities given that it is an infant. */
  readonly probabilities: { readonly distress: number; readonly positive: number };
}

/** Scores the examples of each fold, unmodified and matched, without the fold and a generator. */
export async function scoreHeldOut(
  examples: readonly Example[],
  C: number,
): Promise<HeldOutExample[]> {
  const scored: HeldOutExample[] = [];
  for (const generator of Object.keys(GENERATORS)) {
    for (const fold of new Set(examples.map((example) => example.fold))) {
      const training = examples.filter((example) =>
        isForTraining(example) && example.fold !== fold && example.generator !== generator
      );
      const head = await fitHead(training, C);
      for (const example of examples) {
        const isTested = example.condition !== "augmented" && example.fold === fold &&
          (example.generator === undefined || example.generator === generator);
        if (isTested) scored.push({ ...example, scores: probabilitiesOf(head, example) });
      }
    }
  }
  return scored;
}

/** Log loss, the mean over the classes. */
export function balancedLogLoss(scored: readonly HeldOutExample[]): number {
  return CLASSES.reduce((sum, _, y) => {
    const own = scored.filter((example) => example.y === y);
    return sum + logLoss(stackRows(own.map(({ scores }) => scores)), own.map(() => y));
  }, 0) / CLASSES.length;
}

/** Selects the examples of infants. */
export function infantsOf(scored: readonly HeldOutExample[]): Infant[] {
  return scored.flatMap((example) => {
    const label = CLASSES[example.y]!;
    return label === "none" ? [] : [{ ...example, label, probabilities: givenInfant(example) }];
  });
}

function givenInfant({ scores }: HeldOutExample): Infant["probabilities"] {
  const [distress, none, positive] = scores as unknown as [number, number, number];
  return { distress: distress / (1 - none), positive: positive / (1 - none) };
}

/** Computes the ROC-AUC and the shares of labels by type of recording. */
export function valenceFigures(scored: readonly HeldOutExample[]): ValenceFigures {
  const predicted = scored.map((example) => ({ ...example, predicted: predictedLabel(example) }));
  const shares = (isOne: (example: Example) => boolean) => {
    const own = predicted.filter(isOne);
    return {
      positive: estimateMean(own, ({ predicted }) => predicted === "positive"),
      distress: estimateMean(own, ({ predicted }) => predicted === "distress"),
    };
  };
  const real = (isCry: boolean, condition: string) =>
    shares((one) => one.isCry === isCry && one.condition === condition && !one.isSynthetic);
  return {
    auc: estimate(infantsOf(scored), (infants) =>
      rocAuc(
        infants.map(({ isCry }) => isCry ? 0 : 1),
        infants.map(({ probabilities }) => probabilities.positive),
      )),
    labeled: {
      "cries, native": real(true, "native"),
      "cries, matched": real(true, "matched"),
      ...Object.fromEntries(
        Object.keys(GENERATORS).map((name) => [name, shares((one) => one.generator === name)]),
      ),
      "other recordings, native": real(false, "native"),
      "other recordings, matched": real(false, "matched"),
      "other synthetic sounds": shares((one) => one.isSynthetic && one.generator === undefined),
    },
  };
}

function predictedLabel(example: HeldOutExample): typeof CLASSES[number] {
  if (1 - example.scores[CLASSES.indexOf("none")]! < MIN_INFANT_PROBABILITY) return "none";
  const { distress, positive } = givenInfant(example);
  return positive >= distress ? "positive" : "distress";
}

/**
 * Measures how often prediction sets contain the label: of a fold, calibrated on the other folds; of a
 * generator, calibrated on cries and the other generators.
 */
export function valenceSets(infants: readonly Infant[]): ValenceSets {
  const byFold = heldOutSets(infants, ({ fold }) => fold);
  const byGenerator = heldOutSets(infants, ({ generator }) => generator);
  const measure = (sets: typeof byFold, isOne: (infant: Infant) => boolean) => {
    const own = infants.filter(isOne);
    const share = (isTrue: (infant: Infant) => boolean) => own.filter(isTrue).length / own.length;
    return Object.fromEntries(COVERAGES.map((coverage) => [coverage, {
      covered: share((infant) => sets.get(infant)!(coverage).includes(infant.label)),
      one_label: share((infant) => sets.get(infant)!(coverage).length === 1),
    }]));
  };
  return {
    "cries, native": measure(byFold, ({ isCry, condition }) => isCry && condition === "native"),
    "cries, matched": measure(byFold, ({ isCry, condition }) => isCry && condition === "matched"),
    synthetic: measure(byFold, ({ isCry }) => !isCry),
    ...Object.fromEntries(
      Object.keys(GENERATORS).map((name) => [
        name,
        measure(byGenerator, ({ generator }) => generator === name),
      ]),
    ),
  };
}
