import type { Estimate } from "../eval/group_bootstrap.ts";
import { stackRows } from "../fit/rows.ts";
import { type Detector, fitDetector } from "../fit/fit_detector.ts";
import { createMeanVector } from "../pool/mean_vector.ts";
import type { CryManifest } from "../prediction/manifest.ts";
import { toJson } from "../prediction/to_json.ts";
import type { LongWorkOptions } from "../types.ts";
import { fitCertainty, neverRuledOut } from "./_fit_certainty.ts";
import { type FitInput, type Fitted, MIN_SECONDS, SILENCE_DBFS } from "./_fit_input.ts";

/** The keys of the answer, whatever the dataset calls it. */
const LABELS = ["no_cry", "cry"];

/** A detector: a head on windows. */
export async function fitCry(input: FitInput, work: LongWorkOptions): Promise<Fitted> {
  const { settings, clips, labels, y, groups, folds, windows, windowing, listening } = input;
  const { candidates, recall, coverage, seed } = settings;
  const rows = windows.map(({ row, channel, heard: [heard] }) => ({
    clip: row,
    channel,
    durationSeconds: heard!.facts.durationSeconds,
    features: heard!.features,
    levelsDbfs: heard!.levelsDbfs,
  }));
  const detector = await fitDetector(
    clips.map(({ columns }, row) => ({
      y: y[row] === 1 ? 1 : 0,
      group: groups[row]!,
      ...(columns["kind"] ? { kind: columns["kind"] } : {}),
    })),
    rows,
    {
      ...windowing,
      ...work,
      classes: labels as [string, string],
      ...{ folds, candidates, recall, seed },
      silenceDbfs: SILENCE_DBFS,
    },
  );
  const vectors = rows.slice(0, clips.length).map(({ features, levelsDbfs }) => {
    const mean = createMeanVector(features[0]!.length);
    features.forEach((one, i) => levelsDbfs[i]! >= SILENCE_DBFS && mean.add(one));
    return mean.mean();
  });
  const model: Omit<CryManifest, "training"> = {
    id: settings.id ?? "my-cry",
    task: "cry",
    members: [{ front_end: listening.encoders[0]!.id, head: detector.head }],
    windows: toJson(windowing) as CryManifest["windows"],
    silence_dbfs: SILENCE_DBFS,
    min_seconds: MIN_SECONDS,
    calibration: { ...detector.calibration, prior: { no_cry: 0.5, cry: 0.5 } },
    threshold: detector.threshold,
    ...fitCertainty(
      stackRows(vectors),
      LABELS,
      detector.heldOut.score,
      { y, groups },
      { coverage, seed },
    ),
    licence: settings.licence,
  };
  return {
    ...detector,
    model: { ...model },
    training: { recall, channels: toJson(detector.figures) },
    lines: [...linesOf(detector, settings.positive), ...neverRuledOut(model.conformal)],
  };
}

function linesOf({ figures, kinds, threshold }: Detector, positive: string): string[] {
  const show = ({ estimate, interval: [low, high] }: Estimate) =>
    `${estimate.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
  return [
    `${positive} where the probability is ${threshold.toFixed(3)} or more, both alike beforehand`,
    ...Object.entries(figures).map(([channel, { auc, recall, falsePositiveRate }]) =>
      `${channel.padEnd(8)} AUC ${show(auc)}  recall ${show(recall)}  false positives ${
        show(falsePositiveRate)
      }`
    ),
    ...kinds.map(({ kind, recordings, passed }) => {
      const shares = Object.entries(passed).map(([channel, share]) =>
        `${channel} ${(100 * share).toFixed(0).padStart(3)} %`
      );
      return `  ${kind.padEnd(24)} ${String(recordings).padStart(4)}  called: ${shares.join(", ")}`;
    }),
  ];
}
