/**
 * What a stream reports: every recording that has four windows, whole, as it is and through one
 * telephone, heard piece by piece by networks that have not heard its fold, or its kind either. An
 * event is what `classifier.stream` says, an alarm what each single window at the threshold would be.
 * A step of `deno task train`: `judge_stream.ts MODELS OUT`, with what `held_out_models.py` wrote.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { type AmrRoundTrip, loadAmrRoundTrip } from "../../../src/augment/codecs.ts";
import { matchedChannel } from "../../../src/augment/phone_variants.ts";
import { parseCsv } from "../../../src/data/csv.ts";
import { decode, toMono } from "../../../src/decode/mod.ts";
import { type Estimate, groupBootstrap } from "../../../src/metrics/group_bootstrap.ts";
import type { Classifier } from "../../../src/classifier.ts";
import { createClassifier } from "../../../src/pipeline.ts";
import type { CryManifest } from "../../../src/models/manifest.ts";
import { resample } from "../../../src/resample/mod.ts";
import type { Waveform } from "../../../src/types.ts";
import type { CryReports, FalseReports, Streams } from "../cards/stream_blocks.ts";
import { FAMILIES, type Family } from "../sounds/recording.ts";
import { familyOf } from "../sounds/shared_recordings.ts";
import { writeFigures } from "../cards/write_figures.ts";

type Channel = "native" | "matched";
const MIN_SECONDS = 5;
/** Recordings at least as long are also told by themselves: a short one leaves little time to alarm. */
const LONG_SECONDS = 30;
const PIECE_SECONDS = 0.1;
/** What goes through the telephone at once. */
const STRETCH_SECONDS = 60;
const SAMPLE_RATE_HZ = 8000;

/** A recording, as one channel gave it to a stream. */
interface Heard {
  readonly path: string;
  readonly family: Family;
  readonly group: string;
  readonly channel: Channel;
  readonly seconds: number;
  /** Ends of the windows with which crying started, by the rule of streams. */
  readonly events: readonly number[];
  /** Ends of the windows at the threshold that follow one below it. */
  readonly alarms: readonly number[];
}

const [folder, out] = process.argv.slice(2);
if (folder === undefined || out === undefined) {
  throw new SyntaxError("judge_stream takes a folder of held-out models and a file to write");
}
const shared = process.env["BABYCRY_SHARED"] ?? "../shared";
const { heard, keptOut, exportSha256 } = await hearAll(folder, join(shared, "data"));
const cries = (channel: Channel) =>
  criesOf(heard.filter((one) => one.family === "cry" && one.channel === channel));
const streams: Streams = {
  export_sha256: exportSha256,
  cries: { native: cries("native"), matched: cries("matched") },
  others: othersOf(heard),
  others_of_kinds_held_out: othersOf(keptOut),
  long: heard.filter(({ family, seconds }) => family !== "cry" && seconds >= LONG_SECONDS)
    .map(({ path, channel, seconds, events, alarms }) => ({
      ...{ recording: path.split("/").at(-1)!, channel, seconds },
      ...{ events: events.length, alarms: alarms.length },
    })),
};
await writeFigures(out, streams);

async function hearAll(folder: string, data: string) {
  const table = async (name: string) => parseCsv(await readFile(join(data, name), "utf8"));
  const folds = new Map((await table("detect_folds.csv")).map(({ path, fold }) => [path!, fold!]));
  const models = new Map<string, Promise<Model>>();
  const model = (name: string) => {
    if (!models.has(name)) models.set(name, loadModel(join(folder, `${name}.json`)));
    return models.get(name)!;
  };
  const amr = await loadAmrRoundTrip();
  const [heard, keptOut]: [Heard[], Heard[]] = [[], []];
  for (const { path, group, coarse, label } of await table("manifest.csv")) {
    const fold = folds.get(path!);
    if (fold === undefined) continue;
    const native = toMono(await decode(await readFile(join(data, path!))));
    const seconds = native.samples.length / native.sampleRateHz;
    if (seconds < MIN_SECONDS) continue;
    const matched = await throughTelephone(native, amr);
    const family = familyOf(coarse!, label!);
    for (const [channel, waveform] of [["native", native], ["matched", matched]] as const) {
      const about = { path: path!, family, group: group!, channel, seconds };
      heard.push({ ...about, ...await listen(waveform, await model(`fold-${fold}`)) });
      if (family === "cry") continue;
      keptOut.push({ ...about, ...await listen(waveform, await model(`kind-${family}`)) });
    }
  }
  const { exportSha256 } = await model("fold-0");
  return { heard, keptOut, exportSha256 };
}

/** A stretch after the other: one is as long as a call's level is the same. */
async function throughTelephone(native: Waveform, amr: AmrRoundTrip): Promise<Waveform> {
  const rates = { fromHz: native.sampleRateHz, toHz: SAMPLE_RATE_HZ };
  const samples = resample(native.samples, rates);
  for (let at = 0; at < samples.length; at += STRETCH_SECONDS * SAMPLE_RATE_HZ) {
    const stretch = samples.subarray(at, at + STRETCH_SECONDS * SAMPLE_RATE_HZ);
    samples.set(await matchedChannel(stretch, amr), at);
  }
  return { samples, sampleRateHz: SAMPLE_RATE_HZ };
}

interface Model {
  readonly classifier: Classifier;
  readonly threshold: number;
  readonly exportSha256: string;
}

async function loadModel(path: string): Promise<Model> {
  const model = JSON.parse(await readFile(path, "utf8")) as CryManifest;
  const { threshold, training } = model;
  const exportSha256 = training["export_sha256"] as string;
  return { classifier: await createClassifier({ model }), threshold, exportSha256 };
}

async function listen(
  { samples, sampleRateHz }: Waveform,
  { classifier, threshold }: Model,
): Promise<Pick<Heard, "events" | "alarms">> {
  const step = PIECE_SECONDS * sampleRateHz;
  async function* pieces() {
    for (let at = 0; at < samples.length; at += step) yield samples.subarray(at, at + step);
  }
  const [events, alarms]: [number[], number[]] = [[], []];
  let isCry = false;
  for await (const update of classifier.stream(pieces(), { sampleRateHz })) {
    if (update.event === "cry_started") events.push(update.endSeconds);
    const wasCry = isCry;
    isCry = update.probability >= threshold;
    if (isCry && !wasCry) alarms.push(update.endSeconds);
  }
  return { events, alarms };
}

/** How many cries are reported, and when. */
function criesOf(cries: readonly Heard[]): CryReports {
  const withSome = (what: "events" | "alarms") =>
    estimate(cries, (own) => own.filter((cry) => cry[what].length > 0).length / own.length);
  const delay = (what: "events" | "alarms", of: (cry: Heard) => number) => {
    const all = cries.filter((cry) => cry[what].length > 0).map(of).sort((a, b) => a - b);
    const quantile = (share: number) => all[Math.ceil(share * all.length) - 1]!;
    return { median: quantile(0.5), of_90_percent: quantile(0.9) };
  };
  return {
    recordings: cries.length,
    donors: new Set(cries.map(({ group }) => group)).size,
    with_event: withSome("events"),
    with_alarm: withSome("alarms"),
    event_after_start: delay("events", ({ events }) => events[0]!),
    alarm_after_start: delay("alarms", ({ alarms }) => alarms[0]!),
    event_after_alarm: delay("events", ({ events, alarms }) => events[0]! - alarms[0]!),
  };
}

/** False reports an hour by kind, and of all. */
function othersOf(heard: readonly Heard[]): Streams["others"] {
  const others = heard.filter(({ family }) => family !== "cry");
  return Object.fromEntries([...FAMILIES, "all"].map((kind) => {
    const own = others.filter(({ family }) => kind === "all" || family === kind);
    const of = (channel: Channel) => falseReports(own.filter((one) => one.channel === channel));
    return [kind, { native: of("native"), matched: of("matched") }];
  }));
}

function falseReports(heard: readonly Heard[]): FalseReports {
  const hours = (some: readonly Heard[]) =>
    some.reduce((sum, { seconds }) => sum + seconds / 3600, 0);
  const anHour = (what: "events" | "alarms") =>
    estimate(heard, (some) => some.reduce((sum, one) => sum + one[what].length, 0) / hours(some));
  return {
    recordings: heard.length,
    hours: hours(heard),
    events_an_hour: anHour("events"),
    alarms_an_hour: anHour("alarms"),
  };
}

function estimate(
  heard: readonly Heard[],
  statistic: (some: readonly Heard[]) => number,
): Estimate {
  return groupBootstrap(
    heard.map(({ group }) => group),
    (rows) => statistic(rows.map((row) => heard[row]!)),
    { resamples: 1000, seed: 1 },
  );
}
