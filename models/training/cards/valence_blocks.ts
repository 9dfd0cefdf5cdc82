import { count, displayName, interval } from "./format.ts";
import type { CryValenceManifest, JointAnswers, ValenceFigures } from "./results.ts";
import { table } from "./table.ts";

/** Blocks of `models/cry-valence.md`. */
export function valenceBlocks(
  { training: { recordings, held_out_generators } }: CryValenceManifest,
  answers: JointAnswers,
): Record<string, string> {
  return {
    proxy: table(Object.keys(recordings), [Object.values(recordings).map(count)]),
    called: labeled(held_out_generators),
    answers: table(
      ["prediction", `${count(answers.cries)} cries`, `${count(answers.others)} other recordings`],
      Object.entries(answers.predictions).map(([prediction, { cries, others }]) => [
        ...[prediction, interval(cries), interval(others)],
      ]),
    ),
  };
}

function labeled({ auc, labeled }: ValenceFigures): string {
  return `ROC-AUC of positive against distress: ${interval(auc)}.\n\n` + table(
    ["recordings", "labeled positive", "labeled distress"],
    Object.entries(labeled).map(([name, { positive, distress }]) => [
      ...[displayName(name), interval(positive), interval(distress)],
    ]),
  );
}
