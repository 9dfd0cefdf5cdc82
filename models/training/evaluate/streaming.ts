/**
 * Evaluates streaming detection: all recordings with four windows, unmodified and through a telephone,
 * streamed in chunks to models that were not trained on their fold, or not on their kind of sound. Events
 * are those of `classifier.stream`, alarms are single windows at the threshold. A step of
 * `deno task train`: `streaming.ts MODELS OUT`, with the models of `networks/held_out_models.py`.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { type AmrRoundTrip, loadAmrRoundTrip } from "../../../src/augment/codecs.ts";
import { matchedChannel } from "../../../src/augment/phone_variants.ts";
import type { Classifier } from "../../../src/classifier.ts";
import { parseCsv } from "../../../src/data/csv.ts";
import { decode, toMono } from "../../../src/decode/mod.ts";
import type { CryManifest } from "../../../src/models/manifest.ts";
import { createClassifier } from "../../../src/pipeline.ts";
import { resample } from "../../../src/resample/mod.ts";
import type { Waveform } from "../../../src/types.ts";
import type { Condition } from "../cards/conditions.ts";
import type { CryReports, FalseReports, StreamingResults } from "../cards/results.ts";
import { writeResults } from "../cards/write_results.ts";
import { readFolds } from "../sounds/folds.ts";
import { type Kind, kindOf, KINDS } from "../sounds/kinds.ts";
import { SAMPLE_RATE_HZ } from "../sounds/recording.ts";
import { estimate, estimateMean } from "./estimate.ts";
import { readPaths } from "./read_paths.ts";

const MIN_SECONDS = 5;
/** Recordings from this length are also listed one by one: a short one leaves little time for reports. */
const LONG_SECONDS = 30;
const CHUNK_SECONDS = 0.1;
/** Length of a call: the level of the telephone is constant within it. */
const CALL_SECONDS = 60;

/** Reports on a recording in one condition. */
interface Reports {
  readonly path: string;
  readonly kind: Kind;
  readonly group: string;
  readonly condition: Condition;
  readonly seconds: number;
  /** Ends of the windows at which crying started, by the event rule. */
  readonly events: readonly number[];
  /** Ends of the windows at the threshold that follow one below it. */
  readonly alarms: readonly number[];
}

const [folder, out] = readPaths("streaming.ts", "MODELS", "OUT") as [string, string];
const shared = process.env["BABYCRY_SHARED"] ?? "../shared";
const { foldHeldOut, kindHeldOut, exportSha256 } = await streamAll(join(shared, "data"));
const cries = (condition: Condition) =>
  cryReports(foldHeldOut.filter((one) => one.kind === "cry" && one.condition === condition));
await writeResults(
  out,
  {
    export_sha256: exportSha256,
    cries: { native: cries("native"), matched: cries("matched") },
    others: falseReportsByKind(foldHeldOut),
    others_kind_held_out: falseReportsByKind(kindHeldOut),
    long: foldHeldOut.filter(({ kind, seconds }) => kind !== "cry" && seconds >= LONG_SECONDS)
      .map(({ path, condition, seconds, events, alarms }) => ({
        ...{ recording: path.split("/").at(-1)!, condition, seconds },
        ...{ events: events.length, alarms: alarms.length },
      })),
  } satisfies StreamingResults,
);

async function streamAll(data: string) {
  const table = async (name: string) => parseCsv(await readFile(join(data, name), "utf8"));
  const folds = new Map((await readFolds(shared)).map(({ path, fold }) => [path, fold]));
  const models = new Map<string, Promise<Model>>();
  const model = (name: string) => {
    if (!models.has(name)) models.set(name, loadModel(join(folder, `${name}.json`)));
    return models.get(name)!;
  };
  const amr = await loadAmrRoundTrip();
  const [foldHeldOut, kindHeldOut]: [Reports[], Reports[]] = [[], []];
  for (const { path, group, coarse, label } of await table("manifest.csv")) {
    const fold = folds.get(path!);
    if (fold === undefined) continue;
    const native = toMono(await decode(await readFile(join(data, path!))));
    const seconds = native.samples.length / native.sampleRateHz;
    if (seconds < MIN_SECONDS) continue;
    const matched = await throughTelephone(native, amr);
    const kind = kindOf(coarse!, label!);
    for (const [condition, waveform] of [["native", native], ["matched", matched]] as const) {
      const about = { path: path!, kind, group: group!, condition, seconds };
      foldHeldOut.push({ ...about, ...await stream(waveform, await model(`fold-${fold}`)) });
      if (kind === "cry") continue;
      kindHeldOut.push({ ...about, ...await stream(waveform, await model(`kind-${kind}`)) });
    }
  }
  const { exportSha256 } = await model("fold-0");
  return { foldHeldOut, kindHeldOut, exportSha256 };
}

/** Sends a recording through the matched channel, one call after the other. */
async function throughTelephone(native: Waveform, amr: AmrRoundTrip): Promise<Waveform> {
  const rates = { fromHz: native.sampleRateHz, toHz: SAMPLE_RATE_HZ };
  const samples = resample(native.samples, rates);
  for (let at = 0; at < samples.length; at += CALL_SECONDS * SAMPLE_RATE_HZ) {
    const call = samples.subarray(at, at + CALL_SECONDS * SAMPLE_RATE_HZ);
    samples.set(await matchedChannel(call, amr), at);
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

async function stream(
  { samples, sampleRateHz }: Waveform,
  { classifier, threshold }: Model,
): Promise<Pick<Reports, "events" | "alarms">> {
  const step = CHUNK_SECONDS * sampleRateHz;
  async function* chunks() {
    for (let at = 0; at < samples.length; at += step) yield samples.subarray(at, at + step);
  }
  const [events, alarms]: [number[], number[]] = [[], []];
  let isCry = false;
  for await (const update of classifier.stream(chunks(), { sampleRateHz })) {
    if (update.event === "cry_started") events.push(update.endSeconds);
    const wasCry = isCry;
    isCry = update.probability >= threshold;
    if (isCry && !wasCry) alarms.push(update.endSeconds);
  }
  return { events, alarms };
}

/** Share of cries that are reported, and the delay. */
function cryReports(cries: readonly Reports[]): CryReports {
  const delay = (type: "events" | "alarms", delayOf: (cry: Reports) => number) => {
    const all = cries.filter((cry) => cry[type].length > 0).map(delayOf).sort((a, b) => a - b);
    const quantile = (share: number) => all[Math.ceil(share * all.length) - 1]!;
    return { median: quantile(0.5), percentile_90: quantile(0.9) };
  };
  return {
    recordings: cries.length,
    donors: new Set(cries.map(({ group }) => group)).size,
    with_event: estimateMean(cries, ({ events }) => events.length > 0),
    with_alarm: estimateMean(cries, ({ alarms }) => alarms.length > 0),
    event_after_start: delay("events", ({ events }) => events[0]!),
    alarm_after_start: delay("alarms", ({ alarms }) => alarms[0]!),
    event_after_alarm: delay("events", ({ events, alarms }) => events[0]! - alarms[0]!),
  };
}

/** False reports per hour by kind of sound, and for `all`. */
function falseReportsByKind(reports: readonly Reports[]): StreamingResults["others"] {
  const others = reports.filter(({ kind }) => kind !== "cry");
  return Object.fromEntries([...KINDS, "all"].map((name) => {
    const own = others.filter(({ kind }) => name === "all" || kind === name);
    const of = (condition: Condition) =>
      falseReports(own.filter((one) => one.condition === condition));
    return [name, { native: of("native"), matched: of("matched") }];
  }));
}

function falseReports(reports: readonly Reports[]): FalseReports {
  const hours = (some: readonly Reports[]) =>
    some.reduce((sum, { seconds }) => sum + seconds / 3600, 0);
  const perHour = (type: "events" | "alarms") =>
    estimate(reports, (some) => some.reduce((sum, one) => sum + one[type].length, 0) / hours(some));
  return {
    recordings: reports.length,
    hours: hours(reports),
    events_per_hour: perHour("events"),
    alarms_per_hour: perHour("alarms"),
  };
}
