import { FAMILIES } from "./families.ts";
import { CHANNELS, type Figures, type Manifest } from "./figures.ts";
import {
  alone,
  count,
  decimal,
  interval,
  kindsHeldOut,
  named,
  percent,
  spaced,
  withoutFormats,
} from "./format.ts";
import { table } from "./table.ts";

const FORMATS: Readonly<Record<string, string>> = {
  "3gp": "AMR (.3gp)",
  caf: "IMA ADPCM (.caf)",
  ogg: "ESC-50 (.ogg)",
};
/** What counts as often confused. */
const CONFUSED = { recordings: 3, mean: 0.1 } as const;

/** What stands between the markers of `models/cry-detect.md`. */
export function cardBlocks(manifest: Manifest, all: Figures): Record<string, string> {
  const { figures, stress } = all;
  return {
    networks: networks(manifest),
    recordings: recordings(manifest, figures),
    groups: groups(manifest, figures),
    cries: cries(figures),
    kinds: kinds(figures),
    formats: formats(figures),
    unheard_channels: table(
      ["unheard channel", "cries", "recall", "ROC-AUC"],
      Object.entries(stress.recall).map(([name, { recordings, recall, auc }]) => [
        name === "native" ? "as they are, for comparison" : spaced(name),
        ...[recordings, decimal(recall), decimal(auc)],
      ]),
    ),
    unheard_sounds: table(
      ["unheard, made", "recordings", "called a cry"],
      Object.entries(stress.false_positive_rate).map(([name, { recordings, passed }]) => [
        ...[spaced(name.replace("unheard_", "")), recordings, percent(passed)],
      ]),
    ),
    made_sounds: table(
      ["made negatives", "recordings", "others of the kind heard", "nothing of the family heard"],
      Object.entries(all.made_sounds.kinds).map(([name, one]) => [
        spaced(name),
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
    ["network", "hears", "layers", "weights", "share of the logit"],
    members.map(({ front_end, head: { input, layers } }, i) => {
      const { network, share } = training.members[i]!;
      // One byte each.
      const weights = layers.filter((layer) => "weights" in layer)
        .reduce((sum, layer) => sum + atob(layer.weights!).length, 0);
      return [
        named(network),
        `\`${front_end}\` (${input.join(" x ")})`,
        layers.map((layer) =>
          "outputs" in layer ? `${spaced(layer.type)} ${layer.outputs}` : spaced(layer.type)
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
    ["recordings", "of groups", "with a cry", "without", "made negatives", "windows of all"],
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
  return `Groups held out, at the threshold of ${decimal(threshold)}:\n\n` + table(
    ["channel", "ROC-AUC", "recall", "false positives"],
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
      ...["kind that training lacks", ...CHANNELS],
      ...CHANNELS.map((channel) => `${channel}, imitations kept`),
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
    ["cries that training lacks", "recordings", ...CHANNELS.map((one) => `${one}: AUC / recall`)],
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
    ...Object.entries(seeds).map(([seed, one]) => [`all, seed ${seed}`, one] as const),
    ...Object.entries(parts).map(([some, one]) => [alone(some), one] as const),
  ];
  return table(
    [
      "",
      ...CHANNELS.flatMap((one) => [`${one}: groups held out`, `${one}: kinds held out`]),
      "recall without .3gp / .caf",
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
  return `Int8 instead of float32: ROC-AUC ${int8} instead of ${float} over all held-out recordings` +
    " of both channels; no recording's probability changes by more than" +
    ` ${decimal(largest_change_of_probability)}.`;
}

function ablation({ training }: Manifest, { ablation }: Figures): string {
  const { export_sha256, networks, steps, variants } = ablation;
  const trained = networks.map((network) =>
    network in steps ? `${named(network)} (${count(steps[network]!)} steps)` : named(network)
  );
  const earlier = export_sha256 === training.export_sha256
    ? ""
    : " The windows were those of an earlier training.";
  return `Trained each time: ${trained.join(", ")}.${earlier}\n\n` + table(
    [
      "trained on",
      ...CHANNELS.flatMap((one) => [`${one}: groups`, "kinds", "without .3gp / .caf"]),
    ],
    Object.entries(variants).map(([name, of]) => [
      name,
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
