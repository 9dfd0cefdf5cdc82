import type { Estimate } from "../../../src/metrics/group_bootstrap.ts";
import { count, displayName, interval } from "./format.ts";
import { table } from "./table.ts";

type ByName<T> = Readonly<Record<string, T>>;

/** Results of `models/training/train_valence.ts`, fold and generator held out. */
export interface ValenceFigures {
  /** ROC-AUC of positive against distress. */
  readonly auc: Estimate;
  /** Share of recordings with each label, by kind of recording. */
  readonly called: ByName<Readonly<Record<"positive" | "distress", Estimate>>>;
}

/** Shares of prediction sets, by kind of recording, then by coverage. */
export type ValenceSets = ByName<ByName<{ readonly held: number; readonly one_label: number }>>;

/** Results of `models/training/evaluate/joint_answers.ts`: predictions of `cry-detect` and `cry-valence` together. */
export interface Answers {
  readonly export_sha256: string;
  /** Number of recordings. */
  readonly cries: number;
  readonly others: number;
  /** Shares of the recordings by prediction. */
  readonly said: ByName<Readonly<Record<"cries" | "others", Estimate>>>;
}

/** The part of the manifest of `cry-valence` that the blocks need. */
export interface ValenceManifest {
  readonly training: {
    readonly recordings: ByName<number>;
    readonly held_out_generators: ValenceFigures;
  };
}

/** Blocks of `models/cry-valence.md`. */
export function valenceBlocks(
  { training: { recordings, held_out_generators } }: ValenceManifest,
  answers: Answers,
): Record<string, string> {
  return {
    proxy: table(Object.keys(recordings), [Object.values(recordings).map(count)]),
    called: called(held_out_generators),
    answers: table(
      ["prediction", `${count(answers.cries)} cries`, `${count(answers.others)} other recordings`],
      Object.entries(answers.said).map(([prediction, { cries, others }]) => [
        ...[prediction, interval(cries), interval(others)],
      ]),
    ),
  };
}

function called({ auc, called }: ValenceFigures): string {
  return `ROC-AUC of positive against distress: ${interval(auc)}.\n\n` + table(
    ["recordings", "labeled positive", "labeled distress"],
    Object.entries(called).map(([name, { positive, distress }]) => [
      ...[displayName(name), interval(positive), interval(distress)],
    ]),
  );
}
