import { FAMILIES } from "./families.ts";
import { CHANNELS, type Figures, type Manifest } from "./figures.ts";
import {
  count,
  decimal,
  displayName,
  interval,
  kindsHeldOut,
  only,
  percent,
  withoutFormats,
} from "./format.ts";
import { table } from "./table.ts";

const FORMATS: Readonly<Record<string, string>> = {
  "3gp": "AMR (.3gp)",
  caf: "IMA ADPCM (.caf)",
  ogg: "ESC-50 (.ogg)",
};
/** Kinds listed as confused: minimum number of recordings and mean false positive rate. */
const CONFUSED = { recordings: 3, mean: 0.1 } as const;

/** Blocks of `models/cry-detect.md`. */
export function cardBlocks(manifest: Manifest, all: Figures): Record<string, string> {
  const { figures, stress } = all;
  return {
    networks: networks(manifest),
    recordings: recordings(manifest, figures),
    groups: groups(manifest, figures),
    cries: cries(figures),
    kinds: kinds(figures),
    formats: formats(figures),
    unseen_channels: table(
      ["unseen channel", "cries", "recall", "ROC-AUC"],
      Object.entries(stress.recall).map(([name, { recordings, recall, auc }]) => [
        name === "native" ? "none, for comparison" : displayName(name),
        ...[recordings, decimal(recall), decimal(auc)],
      ]),
    ),
    unseen_sounds: table(
      ["unseen synthetic sound", "recordings", "false positives"],
      Object.entries(stress.false_positive_rate).map(([name, { recordings, passed }]) => [
        ...[name.replace("unheard_", ""), recordings, percent(passed)],
      ]),
    ),
    synthetic_sounds: table(
      ["synthetic negatives", "recordings", "fold held out", "family held out"],
      Object.entries(all.made_sounds.kinds).map(([name, one]) => [
        displayName(name),
        one.recordings,
        percent(one.fold_held_out),
        percent(one.family_held_out),
      ]),
    ),
    parts: parts(figures),
    rounding: rounding(figures),
    ablation: ablation(manifest, all),
    confused: confused(figures),
    readers: readers(figures),
  };
}

function networks({ members, training }: Manifest): string {
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

function recordings({ training }: Manifest, { native }: Figures["figures"]): string {
  const sum = (all: object) =>
    Object.values(all).reduce((total, { recordings }) => total + recordings, 0);
  return table(
    ["recordings", "groups", "cries", "other sounds", "synthetic negatives", "windows"],
    [[
      count(training.recordings),
      count(training.groups),
      count(sum(native.recall_by_cry)),
      count(sum(native.passed_by_kind)),
      count(training.made_recordings),
      count(training.windows),
    ]],
  );
}

function groups({ threshold }: Manifest, figures: Figures["figures"]): string {
  return `Groups held out, threshold ${decimal(threshold)}:\n\n` + table(
    ["condition", "ROC-AUC", "recall", "false positives"],
    CHANNELS.map((channel) => {
      const { auc, recall, false_positive_rate } = figures[channel];
      return [channel, interval(auc), interval(recall), interval(false_positive_rate)];
    }),
  );
}

function cries({ native, matched }: Figures["figures"]): string {
  return table(
    ["cries", "recordings", ...CHANNELS],
    Object.entries(native.recall_by_cry).map(([name, one]) => [
      ...[name, one.recordings, interval(one), interval(matched.recall_by_cry[name]!)],
    ]),
  );
}

function kinds({ held_out_kinds: { strictly, recordings_only } }: Figures["figures"]): string {
  return table(
    [
      ...["unseen kind", ...CHANNELS],
      ...CHANNELS.map((channel) => `${channel}, imitations in training`),
    ],
    Object.entries(FAMILIES).map(([family, name]) => [
      name,
      ...CHANNELS.map((channel) => {
        const one = strictly[family]![channel];
        const rates = [one.false_positive_rate, one.at_frozen_threshold].map(percent);
        return [decimal(one.auc), ...rates].join(" / ");
      }),
      ...CHANNELS.map((channel) => percent(recordings_only[family]![channel].false_positive_rate)),
    ]),
  );
}

function formats({ native, held_out_cries }: Figures["figures"]): string {
  return table(
    ["unseen format", "recordings", ...CHANNELS.map((one) => `${one}: AUC / recall`)],
    Object.entries(held_out_cries).map(([codec, of]) => [
      FORMATS[codec] ?? codec,
      Object.entries(native.recall_by_cry).filter(([name]) => name.endsWith(` ${codec}`))
        .reduce((sum, [, { recordings }]) => sum + recordings, 0),
      ...CHANNELS.map((channel) => `${decimal(of[channel].auc)} / ${decimal(of[channel].recall)}`),
    ]),
  );
}

function parts({ seeds, parts }: Figures["figures"]): string {
  const rows = [
    ...Object.entries(seeds).map(([seed, one]) => [`full model, seed ${seed}`, one] as const),
    ...Object.entries(parts).map(([some, one]) => [only(some), one] as const),
  ];
  return table(
    [
      "members",
      ...CHANNELS.flatMap((one) => [`${one}: groups held out`, `${one}: kinds held out`]),
      "recall, unseen .3gp / .caf",
    ],
    rows.map(([name, of]) => [
      name,
      ...CHANNELS.flatMap((channel) => [
        `${decimal(of[channel].auc)} / ${percent(of[channel].false_positive_rate)}`,
        kindsHeldOut(of[channel]),
      ]),
      withoutFormats(of.native),
    ]),
  );
}

function rounding({ quantisation }: Figures["figures"]): string {
  const { auc_float, auc_int8, largest_change_of_probability } = quantisation;
  const [float, int8] = [auc_float, auc_int8].map((auc) => auc.toFixed(4).replace(/^0/, ""));
  return `Int8 weights instead of float32: ROC-AUC ${int8} instead of ${float} over all held-out` +
    " recordings of both conditions; the probability of a recording changes by at most" +
    ` ${decimal(largest_change_of_probability)}.`;
}

function ablation({ training }: Manifest, { ablation }: Figures): string {
  const { export_sha256, networks, steps, variants } = ablation;
  const trained = networks.map((network) =>
    network in steps
      ? `${displayName(network)} (${count(steps[network]!)} steps)`
      : displayName(network)
  );
  const earlier = export_sha256 === training.export_sha256
    ? ""
    : " The windows are those of an earlier training.";
  return `Members: ${trained.join(", ")}.${earlier}\n\n` + table(
    [
      "training data",
      ...CHANNELS.flatMap((one) => [`${one}: groups`, "kinds", "unseen .3gp / .caf"]),
    ],
    Object.entries(variants).map(([name, of]) => [
      displayName(name),
      ...CHANNELS.flatMap((channel) => [
        ...[decimal(of[channel].auc), kindsHeldOut(of[channel]), withoutFormats(of[channel])],
      ]),
    ]),
  );
}

function confused({ native, matched }: Figures["figures"]): string {
  const rows = Object.entries(native.passed_by_kind).map(([kind, one]) => {
    const rates = [one.passed, matched.passed_by_kind[kind]!.passed] as const;
    return { kind, recordings: one.recordings, rates, mean: (rates[0] + rates[1]) / 2 };
  });
  return table(
    ["kind", "recordings", ...CHANNELS],
    rows.filter(({ recordings, mean }) =>
      recordings >= CONFUSED.recordings && mean >= CONFUSED.mean
    ).sort((a, b) => b.mean - a.mean).map(({ kind, recordings, rates }) => [
      ...[kind, recordings, ...rates.map(percent)],
    ]),
  );
}

function readers({ native, matched }: Figures["figures"]): string {
  return table(
    ["reader", "recordings", ...CHANNELS],
    Object.entries(native.passed_by_reader).map(([name, { recordings, passed }]) => [
      ...[name.replace("vm:", ""), recordings, percent(passed)],
      percent(matched.passed_by_reader[name]!.passed),
    ]),
  );
}
