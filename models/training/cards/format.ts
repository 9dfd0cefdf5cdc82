/**
 * Formats figures and names for the generated blocks.
 *
 * @module
 */
import type { Estimate } from "../../../src/metrics/group_bootstrap.ts";
import { type ByCondition, CONDITIONS } from "./conditions.ts";
import type { Summary } from "./results.ts";

/** Display names of networks, training data and conditions, by their key in the figures. */
const NAMES: Readonly<Record<string, string>> = {
  mlp: "MLP",
  cnn: "CNN",

  aac: "AAC",
  g726: "G.726",
  gsm: "GSM",
  mp3: "MP3",
  opus: "Opus",
  speex: "Speex",
  muffled: "muffled microphone",
  tinny: "tinny microphone",

  espeak: "eSpeak NG laughter and babble",
  recut_cries: "cut from cries",
  recut_children: "cut from children's speech",
  synthetic: "synthetic, all",

  babble_of_child: "babble cut from children's speech",
  babble_of_cry: "babble cut from cries",
  call_of_child: "prolonged speech of children",
  laugh_of_child: "laughter cut from children's speech",
  laugh_of_cry: "laughter cut from cries",
  playground_animal: "children at play, animals behind",
  playground_household: "children at play, household behind",
  child_speech: "adult speech at a child's pitch",
  child_vocal: "adult vocal sounds at a child's pitch",
  espeak_babble: "eSpeak NG babble",
  espeak_call: "eSpeak NG calls",
  espeak_child: "eSpeak NG child voices",
  espeak_laugh: "eSpeak NG laughter",
  espeak_reading: "eSpeak NG reading",
  fast_adult_vocal: "faster adult vocal sounds",
  fast_speech: "faster speech",
  play: "several voices at once",
  reading: "pitch-shifted read speech",
  shifted_animal: "pitch-shifted animals",
  shifted_music: "pitch-shifted music",
};

/** Formats a share or an area with three digits: `.995`, `1.000`. */
export function decimal(value: number): string {
  return value.toFixed(3).replace(/^0/, "");
}

/** Formats a change of a share with its sign: `+.014`. */
export function signed(value: number): string {
  const text = decimal(Math.abs(value));
  return Number(text) === 0 ? text : `${value < 0 ? "-" : "+"}${text}`;
}

/** Formats a share in whole percent. */
export function percent(value: number): string {
  return `${(100 * value).toFixed(0)}%`;
}

/** Formats a count with thousands separators. */
export function count(value: number): string {
  return value.toLocaleString("en");
}

/** Formats a figure of both conditions: `.995 / .991`. */
export function both<T>(of: ByCondition<T>, format: (one: T) => string): string {
  return CONDITIONS.map((condition) => format(of[condition])).join(" / ");
}

/** Formats ROC-AUC and false positives at 97% recall, kinds held out. */
export function kindsHeldOut(of: Summary): string {
  const { held_out_kinds_auc, held_out_kinds_false_positive_rate } = of;
  return `${decimal(held_out_kinds_auc)} / ${percent(held_out_kinds_false_positive_rate)}`;
}

/** Display names of the sets of cries that are held out, by part of set and format. */
export const CRY_SETS: Readonly<Record<string, string>> = {
  "3gp": "Donate-a-Cry, AMR",
  esc: "ESC-50",
  "cries-22-babies": "15 infants",
};

/** Formats the recall of cries of each set that training lacks, in the order of {@link CRY_SETS}. */
export function withoutSets({ held_out_cries_recall }: Summary): string {
  return Object.keys(CRY_SETS).map((name) => decimal(held_out_cries_recall[name]!)).join(" / ");
}

/** Formats an estimate with its interval: `.955 [.928, .978]`. */
export function interval(
  { estimate, interval }: Estimate,
  format: typeof decimal = decimal,
): string {
  return `${format(estimate)} [${interval.map(format).join(", ")}]`;
}

/** Describes members of the ensemble that are used without the others. */
export function only(networks: string): string {
  const names = networks.split(" ").map(displayName);
  return names.length === 1 ? `${names[0]} only` : names.join(" and ");
}

/** Display name of a key of the figures. */
export function displayName(name: string): string {
  return NAMES[name] ?? name.replaceAll("_", " ");
}
