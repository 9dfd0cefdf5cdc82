/**
 * How figures and names are said in a text.
 *
 * @module
 */
import type { Estimate } from "../../../src/metrics/group_bootstrap.ts";
import { type Brief, type Channel, CHANNELS } from "./figures.ts";

const NETWORKS: Readonly<Record<string, string>> = {
  mlp: "perceptron",
  cnn: "convolutions",
  distance: "distance from cries",
};

/** A share or area as a card says it: `.995`, `1.000`. */
export function decimal(value: number): string {
  return value.toFixed(3).replace(/^0/, "");
}

/** A change of a share. */
export function signed(value: number): string {
  const said = decimal(Math.abs(value));
  return Number(said) === 0 ? said : `${value < 0 ? "-" : "+"}${said}`;
}

/** A share in whole percent. */
export function percent(value: number): string {
  return `${(100 * value).toFixed(0)} %`;
}

/** A count with its thousands apart. */
export function count(value: number): string {
  return value.toLocaleString("en");
}

/** A figure of the native and of the matched channel. */
export function both<T>(of: Readonly<Record<Channel, T>>, said: (one: T) => string): string {
  return CHANNELS.map((channel) => said(of[channel])).join(" / ");
}

/** With kinds held out: ROC-AUC and false positives where 97 % of the cries pass. */
export function kindsHeldOut(of: Brief): string {
  const { held_out_kinds_auc, held_out_kinds_false_positive_rate } = of;
  return `${decimal(held_out_kinds_auc)} / ${percent(held_out_kinds_false_positive_rate)}`;
}

/** Recall of cries whose format training lacks. */
export function withoutFormats({ held_out_cries_recall }: Brief): string {
  return ["3gp", "caf"].map((codec) => decimal(held_out_cries_recall[codec]!)).join(" / ");
}

/** With its interval. */
export function interval({ estimate, interval }: Estimate, say: typeof decimal = decimal): string {
  return `${say(estimate)} [${interval.map(say).join(", ")}]`;
}

/** Networks that answer without the others. */
export function alone(networks: string): string {
  const names = networks.split(" ").map(named);
  return names.length === 1 ? `${names[0]} alone` : names.join(" and ");
}

/** A network. */
export function named(network: string): string {
  return NETWORKS[network] ?? spaced(network);
}

/** A name of the code in words. */
export function spaced(name: string): string {
  return name.replaceAll("_", " ");
}
