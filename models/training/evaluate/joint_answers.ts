/**
 * Evaluates `cry-detect` and `cry-valence` together: their reconciled predictions for unmodified
 * recordings, from networks and a head that were not trained on the fold. A step of `deno task train`:
 * `joint_answers.ts EXPORT LOGITS OUT`, with the logits of `networks/held_out_logits.py`.
 *
 * @module
 */
import cryDetect from "../../cry-detect.json" with { type: "json" };
import cryValence from "../../cry-valence.json" with { type: "json" };
import { type CryManifest, windowOptions } from "../../../src/models/manifest.ts";
import { sigmoid } from "../../../src/head/links.ts";
import { cryPrediction } from "../../../src/prediction/cry/cry_prediction.ts";
import { eventRule } from "../../../src/prediction/cry/event_state.ts";
import type { CryPrediction, ValencePrediction } from "../../../src/prediction/prediction.ts";
import { reconcile } from "../../../src/prediction/reconcile.ts";
import type { JointAnswers } from "../cards/results.ts";
import { writeResults } from "../cards/write_results.ts";
import { readExport, readFloat32 } from "../export/read_export.ts";
import { CLASSES, fitHead, isForTraining, probabilitiesOf, toExample } from "../valence_head.ts";
import { estimateMean } from "./estimate.ts";
import { type HeldOutClip, heldOutClips } from "./held_out_clips.ts";
import { readPaths } from "./read_paths.ts";

const PREDICTIONS = [
  "crying, distress",
  "crying, valence unknown",
  "no cry, positive",
  "no cry, valence unknown",
];
const ANSWERED = { abstained: false, abstentionReasons: [] } as const;

const [folder, logits, out] = readPaths("joint_answers.ts", "EXPORT", "LOGITS", "OUT") as [
  string,
  string,
  string,
];
const model = cryDetect as unknown as CryManifest;
const clips = await readExport(folder);
const examples = clips.map(toExample);
const heldOut = heldOutClips(clips, await readFloat32(logits));
const answers: (HeldOutClip & { readonly prediction: string })[] = [];
for (const fold of new Set(heldOut.map((clip) => clip.fold))) {
  const training = examples.filter((example) => isForTraining(example) && example.fold !== fold);
  const head = await fitHead(training, cryValence.training.c);
  for (const clip of heldOut.filter((clip) => clip.fold === fold)) {
    const valence = predictValence(probabilitiesOf(head, toExample(clip)));
    answers.push({ ...clip, prediction: describe(reconcile({ cry: predictCry(clip), valence })) });
  }
}
const cries = answers.filter(({ isCry }) => isCry);
const others = answers.filter(({ isCry }) => !isCry);
await writeResults(
  out,
  {
    export_sha256: cryDetect.training.export_sha256,
    cries: cries.length,
    others: others.length,
    predictions: Object.fromEntries(PREDICTIONS.map((name) => [name, {
      cries: estimateMean(cries, ({ prediction }) => prediction === name),
      others: estimateMean(others, ({ prediction }) => prediction === name),
    }])),
  } satisfies JointAnswers,
);

function predictCry(
  { logits, startsSeconds, levelsDbfs, durationSeconds }: HeldOutClip,
): CryPrediction {
  const { recording, threshold } = model;
  const windows = windowOptions(model.windows);
  const timeline = logits.map((logit, i) => ({
    startSeconds: startsSeconds[i]!,
    endSeconds: Math.min(startsSeconds[i]! + windows.windowSeconds, durationSeconds),
    levelDbfs: levelsDbfs[i]!,
    probability: sigmoid(logit),
  }));
  return {
    ...cryPrediction(timeline, { ...windows, recording, threshold, events: eventRule(model) }),
    ...ANSWERED,
  };
}

function predictValence(scores: Float64Array): ValencePrediction {
  const [distress, none, positive] = CLASSES.map((_, c) => scores[c]!) as [number, number, number];
  const probPositive = positive / (1 - none);
  const isInfant = 1 - none >= cryValence.abstention.min_infant_probability;
  return {
    label: !isInfant ? "unknown" : positive >= distress ? "positive" : "distress",
    probPositive,
    probDistress: 1 - probPositive,
    head: cryValence.head,
    ...(isInfant ? ANSWERED : { abstained: true, abstentionReasons: ["no_infant_detected"] }),
  };
}

function describe({ cry, valence }: ReturnType<typeof reconcile>): string {
  const label = valence!.label === "unknown" ? "valence unknown" : valence!.label;
  return `${cry!.label === "cry" ? "crying" : "no cry"}, ${label}`;
}
