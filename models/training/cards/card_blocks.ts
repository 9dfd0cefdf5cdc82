import {
  both,
  count,
  CRY_SETS,
  decimal,
  displayName,
  interval,
  kindsHeldOut,
  only,
  percent,
  withoutSets,
} from "./format.ts";
import { KIND_NAMES } from "./kinds.ts";
import { CONDITIONS } from "./conditions.ts";
import type { CryDetectManifest, DetectionResults, Results } from "./results.ts";
import { table } from "./table.ts";

/** Labels listed as confused: minimum number of recordings and mean false positive rate. */
const CONFUSED = { recordings: 3, mean: 0.1 } as const;

/** Blocks of `models/cry-detect.md`. */
export function cardBlocks(manifest: CryDetectManifest, all: Results): Record<string, string> {
  const { detection, stress } = all;
  return {
    networks: networks(manifest),
    recordings: recordings(manifest, detection),
    groups: groups(manifest, detection),
    cries: cries(detection),
    kinds: kinds(detection),
    sets: sets(detection),
    unseen_channels: table(
      ["unseen channel", "cries", "recall", "ROC-AUC"],
      Object.entries(stress.recall).map(([name, { recordings, recall, auc }]) => [
        name === "native" ? "none, for comparison" : displayName(name),
        ...[recordings, decimal(recall), decimal(auc)],
      ]),
    ),
    unseen_sounds: table(
      ["unseen synthetic sound", "recordings", "false positives"],
      Object.entries(stress.false_positives).map(([name, { recordings, false_positive_rate }]) => [
        ...[name.replace("unseen_", ""), recordings, percent(false_positive_rate)],
      ]),
    ),
    synthetic_sounds: table(
      ["synthetic negatives", "recordings", "fold held out", "kind held out"],
      Object.entries(all.synthetic_negatives.labels).map(([name, one]) => [
        displayName(name),
        one.recordings,
        percent(one.fold_held_out),
        percent(one.kind_held_out),
      ]),
    ),
    parts: parts(detection),
    rounding: rounding(detection),
    ablation: ablation(manifest, all),
    confused: confused(detection),
    readers: readers(detection),
  };
}

function networks({ members, training }: CryDetectManifest): string {
  return table(
    ["member", "input", "layers", "weights", "share of the logit"],
    members.map(({ front_end, head: { input, layers } }, i) => {
      const { network, share } = training.members[i]!;
      // One byte each.
      const weights = layers.filter((layer) => "weights" in layer)
        .reduce((sum, layer) => sum + atob(layer.weights!).length, 0);
      return [
        displayName(network),
        `\`${front_end}\` (${input.join(" x ")})`,
        layers.map((layer) =>
          "outputs" in layer
            ? `${displayName(layer.type)} ${layer.outputs}`
            : displayName(layer.type)
        ).join(", "),
        count(weights),
        percent(share),
      ];
    }),
  );
}

function recordings({ training }: CryDetectManifest, { native }: DetectionResults): string {
  const sum = (all: object) =>
    Object.values(all).reduce((total, { recordings }) => total + recordings, 0);
  return table(
    ["recordings", "groups", "cries", "other sounds", "synthetic negatives", "windows"],
    [[
      count(training.recordings),
      count(training.groups),
      count(sum(native.recall_by_format)),
      count(sum(native.false_positives_by_label)),
      count(training.synthetic_recordings),
      count(training.windows),
    ]],
  );
}

function groups({ threshold }: CryDetectManifest, figures: DetectionResults): string {
  return `Groups held out, threshold ${decimal(threshold)}:\n\n` + table(
    ["condition", "ROC-AUC", "recall", "false positives"],
    CONDITIONS.map((condition) => {
      const { auc, recall, false_positive_rate } = figures[condition];
      return [condition, interval(auc), interval(recall), interval(false_positive_rate)];
    }),
  );
}

function cries({ native, matched }: DetectionResults): string {
  return table(
    ["cries", "recordings", ...CONDITIONS],
    Object.entries(native.recall_by_format).map(([name, one]) => [
      ...[name, one.recordings, interval(one), interval(matched.recall_by_format[name]!)],
    ]),
  );
}

function kinds({ held_out_kinds }: DetectionResults): string {
  return table(
    ["unseen kind", ...CONDITIONS],
    Object.entries(KIND_NAMES).map(([kind, name]) => [
      name,
      ...CONDITIONS.map((condition) => {
        const one = held_out_kinds[kind]![condition];
        const rates = [one.false_positive_rate, one.at_frozen_threshold].map(percent);
        return [decimal(one.auc), ...rates].join(" / ");
      }),
    ]),
  );
}

function sets({ native, held_out_cries }: DetectionResults): string {
  return table(
    ["unseen set", "recordings", ...CONDITIONS.map((one) => `${one}: AUC / recall`)],
    Object.entries(held_out_cries).map(([set, of]) => [
      CRY_SETS[set] ?? set,
      Object.entries(native.recall_by_format).filter(([name]) => name.includes(set))
        .reduce((sum, [, { recordings }]) => sum + recordings, 0),
      ...CONDITIONS.map((condition) =>
        `${decimal(of[condition].auc)} / ${decimal(of[condition].recall)}`
      ),
    ]),
  );
}

function parts({ parts }: DetectionResults): string {
  return table(
    [
      "members",
      ...CONDITIONS.flatMap((one) => [`${one}: groups held out`, `${one}: kinds held out`]),
      `recall, unseen ${Object.values(CRY_SETS).join(" / ")}`,
    ],
    Object.entries(parts).map(([some, of]) => [
      only(some),
      ...CONDITIONS.flatMap((condition) => [
        `${decimal(of[condition].auc)} / ${percent(of[condition].false_positive_rate)}`,
        kindsHeldOut(of[condition]),
      ]),
      withoutSets(of.native),
    ]),
  );
}

function rounding({ quantization }: DetectionResults): string {
  const { auc_float, auc_int8, largest_change_of_probability } = quantization;
  const [float, int8] = [auc_float, auc_int8].map((auc) => auc.toFixed(4).replace(/^0/, ""));
  return `Int8 weights instead of float32: ROC-AUC ${int8} instead of ${float} over all held-out` +
    " recordings of both conditions; the probability of a recording changes by at most" +
    ` ${decimal(largest_change_of_probability)}.`;
}

function ablation({ training }: CryDetectManifest, { ablation }: Results): string {
  const { export_sha256, variants } = ablation;
  const earlier = export_sha256 === training.export_sha256
    ? ""
    : " The windows are those of an earlier training.";
  return `One perceptron, one seed.${earlier}\n\n` + table(
    [
      ...["training data", "ROC-AUC, groups", "kinds"],
      ...["children", "animal"].map((kind) => `unseen ${KIND_NAMES[kind]}`),
      `recall, unseen ${Object.values(CRY_SETS).join(" / ")}`,
    ],
    Object.entries(variants).map(([name, of]) => [
      displayName(name),
      both(of, (one) => decimal(one.auc)),
      both(of, (one) => decimal(one.held_out_kinds_auc)),
      ...["children", "animal"].map((kind) =>
        both(of, (one) => percent(one.held_out_kinds[kind]!))
      ),
      withoutSets(of.native),
    ]),
  );
}

function confused({ native, matched }: DetectionResults): string {
  const rows = Object.entries(native.false_positives_by_label).map(([label, one]) => {
    const other = matched.false_positives_by_label[label]!;
    const rates = [one.false_positive_rate, other.false_positive_rate] as const;
    return { label, recordings: one.recordings, rates, mean: (rates[0] + rates[1]) / 2 };
  });
  return table(
    ["kind", "recordings", ...CONDITIONS],
    rows.filter(({ recordings, mean }) =>
      recordings >= CONFUSED.recordings && mean >= CONFUSED.mean
    ).sort((a, b) => b.mean - a.mean).map(({ label, recordings, rates }) => [
      ...[label, recordings, ...rates.map(percent)],
    ]),
  );
}

function readers({ native, matched }: DetectionResults): string {
  return table(
    ["reader", "recordings", ...CONDITIONS],
    Object.entries(native.false_positives_by_reader).map(([name, one]) => [
      ...[name.replace("vm:", ""), one.recordings, percent(one.false_positive_rate)],
      percent(matched.false_positives_by_reader[name]!.false_positive_rate),
    ]),
  );
}
