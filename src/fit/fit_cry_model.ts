import type { Estimate } from "../metrics/group_bootstrap.ts";
import { stackRows } from "./rows.ts";
import { fitDetector, type FittedDetector } from "./fit_detector.ts";
import { createMeanVector } from "../pooling/mean_vector.ts";
import { DEFAULT_EVENTS, DEFAULT_RECORDING } from "../models/default_rules.ts";
import { type CryManifest, MODEL_FORMAT } from "../models/manifest.ts";
import { toJson } from "../prediction/to_json.ts";
import type { ProgressOptions } from "../types.ts";
import { fitAbstention, neverRuledOut } from "./fit_abstention.ts";
import { type FitInput, type Fitted, MIN_SECONDS, SILENCE_DBFS } from "./fit_input.ts";

/** The keys of the answer, whatever the dataset calls it. */
const LABELS = ["no_cry", "cry"];

/** A detector: a head on windows. */
export async function fitCryModel(input: FitInput, work: ProgressOptions): Promise<Fitted> {
  const { settings, clips, labels, y, groups, folds, windows, windowing, extractors } = input;
  const { candidates, recall, coverage, seed } = settings;
  const rows = windows.map(({ row, channel, encodings: [heard] }) => ({
    clip: row,
    channel,
    durationSeconds: heard!.metadata.durationSeconds,
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
    format: MODEL_FORMAT,
    id: settings.id ?? "my-cry",
    task: "cry",
    members: [{ front_end: extractors.encoders[0]!.id, head: detector.head }],
    windows: toJson(windowing) as CryManifest["windows"],
    silence_dbfs: SILENCE_DBFS,
    min_seconds: MIN_SECONDS,
    calibration: { ...detector.calibration, prior: { no_cry: 0.5, cry: 0.5 } },
    threshold: detector.threshold,
    recording: DEFAULT_RECORDING,
    events: DEFAULT_EVENTS,
    ...fitAbstention(
      stackRows(vectors),
      LABELS,
      detector.heldOut.score,
      { y, groups },
      { coverage, seed },
    ),
    license: settings.license,
  };
  return {
    ...detector,
    model: { ...model },
    training: { recall, channels: toJson(detector.metrics) },
    lines: [...linesOf(detector, settings.positive), ...neverRuledOut(model.conformal)],
  };
}

function linesOf({ metrics, kinds, threshold }: FittedDetector, positive: string): string[] {
  const show = ({ estimate, interval: [low, high] }: Estimate) =>
    `${estimate.toFixed(3)} [${low.toFixed(3)}, ${high.toFixed(3)}]`;
  return [
    `${positive} where the probability is ${threshold.toFixed(3)} or more, both alike beforehand`,
    ...Object.entries(metrics).map(([channel, { auc, recall, falsePositiveRate }]) =>
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
