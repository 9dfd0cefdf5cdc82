import type { Estimate } from "../../../src/metrics/group_bootstrap.ts";
import { count, interval } from "./format.ts";
import { table } from "./table.ts";

type ByName<T> = Readonly<Record<string, T>>;

/** What `models/training/train_valence.ts` says of a model that has heard neither the fold nor the generator. */
export interface ValenceFigures {
  /** Of positive over distress. */
  readonly auc: Estimate;
  /** By what was heard: how much of it is called so. */
  readonly called: ByName<Readonly<Record<"positive" | "distress", Estimate>>>;
}

/** By what was heard, then by the coverage that was asked for: shares of the sets. */
export type ValenceSets = ByName<ByName<{ readonly held: number; readonly one_label: number }>>;

/** What `models/training/evaluate/joint_answers.ts` found: what `cry-detect` and `cry-valence` say together. */
export interface Answers {
  readonly export_sha256: string;
  /** How many recordings. */
  readonly cries: number;
  readonly others: number;
  /** Shares of them by the answer. */
  readonly said: ByName<Readonly<Record<"cries" | "others", Estimate>>>;
}

/** What is read of the manifest of `cry-valence`. */
export interface ValenceManifest {
  readonly training: {
    readonly recordings: ByName<number>;
    readonly held_out_generators: ValenceFigures;
  };
}

const HEARD: ByName<string> = {
  espeak: "eSpeak NG's laughter and babble",
  synthesiser: "the synthesiser's",
  recut_cries: "cut from cries",
};

/** What stands between the markers of `models/cry-valence.md`. */
export function valenceBlocks(
  { training: { recordings, held_out_generators } }: ValenceManifest,
  answers: Answers,
): Record<string, string> {
  return {
    proxy: table(Object.keys(recordings), [Object.values(recordings).map(count)]),
    called: called(held_out_generators),
    answers: table(
      ["answer", `${count(answers.cries)} cries`, `${count(answers.others)} other recordings`],
      Object.entries(answers.said).map((
        [said, { cries, others }],
      ) => [said, interval(cries), interval(others)]),
    ),
  };
}

function called({ auc, called }: ValenceFigures): string {
  return `ROC-AUC of positive over distress: ${interval(auc)}.\n\n` + table(
    ["recordings", "called positive", "called distress"],
    Object.entries(called).map(([name, { positive, distress }]) => [
      ...[heard(name), interval(positive), interval(distress)],
    ]),
  );
}

/** What a valence is said of. */
export function heard(name: string): string {
  return HEARD[name] ?? name;
}
