/**
 * Formats figures and names for the generated blocks.
 *
 * @module
 */
import type { Estimate } from "../../../src/metrics/group_bootstrap.ts";
import { type Brief, type Channel, CHANNELS } from "./figures.ts";

/** Display names of networks, training data and conditions, by their key in the figures. */
const NAMES: Readonly<Record<string, string>> = {
  mlp: "MLP",
  cnn: "CNN",
  distance: "distance to cries",

  aac: "AAC",
  g726: "G.726",
  gsm: "GSM",
  mp3: "MP3",
  opus: "Opus",
  speex: "Speex",
  muffled: "muffled microphone",
  tinny: "tinny microphone",

  "as they are": "unmodified",
  espeak: "eSpeak NG laughter and babble",
  synthesiser: "synthesizer",
  recut_cries: "cut from cries",
  made: "synthetic, all",
  "other made sounds": "other synthetic sounds",

  "nothing made": "no synthetic sounds",
  "no voices at another pitch": "no pitch-shifted or faster sounds",
  "recordings as they are, nothing made": "unmodified recordings only",

  babble_of_cry: "babble cut from cries",
  laugh_of_cry: "laughter cut from cries",
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

/** A share or an area with three digits: `.995`, `1.000`. */
export function decimal(value: number): string {
  return value.toFixed(3).replace(/^0/, "");
}

/** A change of a share, with its sign: `+.014`. */
export function signed(value: number): string {
  const text = decimal(Math.abs(value));
  return Number(text) === 0 ? text : `${value < 0 ? "-" : "+"}${text}`;
}

/** A share in whole percent. */
export function percent(value: number): string {
  return `${(100 * value).toFixed(0)}%`;
}

/** A count with thousands separators. */
export function count(value: number): string {
  return value.toLocaleString("en");
}

/** A figure of the native and of the matched condition: `.995 / .991`. */
export function both<T>(of: Readonly<Record<Channel, T>>, format: (one: T) => string): string {
  return CHANNELS.map((channel) => format(of[channel])).join(" / ");
}

/** ROC-AUC and false positives at 97% recall, kinds held out. */
export function kindsHeldOut(of: Brief): string {
  const { held_out_kinds_auc, held_out_kinds_false_positive_rate } = of;
  return `${decimal(held_out_kinds_auc)} / ${percent(held_out_kinds_false_positive_rate)}`;
}

/** Recall of cries in formats that training lacks, .3gp and .caf. */
export function withoutFormats({ held_out_cries_recall }: Brief): string {
  return ["3gp", "caf"].map((codec) => decimal(held_out_cries_recall[codec]!)).join(" / ");
}

/** An estimate with its interval: `.955 [.928, .978]`. */
export function interval(
  { estimate, interval }: Estimate,
  format: typeof decimal = decimal,
): string {
  return `${format(estimate)} [${interval.map(format).join(", ")}]`;
}

/** Members of the ensemble used without the others. */
export function only(networks: string): string {
  const names = networks.split(" ").map(displayName);
  return names.length === 1 ? `${names[0]} only` : names.join(" and ");
}

/** Display name of a key of the figures. */
export function displayName(name: string): string {
  return NAMES[name] ?? name.replace(/^made_/, "synthetic ").replaceAll("_", " ");
}
