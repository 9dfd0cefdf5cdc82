/**
 * Evaluates the events of `cry-detect` in hours of household sounds with episodes of crying and other
 * sounds, by models that were not trained on their fold, and compares event rules. A step of
 * `deno task train`: `events.ts MODELS OUT`, with the models of `networks/held_out_models.py`.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import type { EventReport } from "../../../src/eval/events/evaluate_events.ts";
import type { CryManifest } from "../../../src/models/manifest.ts";
import { createClassifier } from "../../../src/pipeline.ts";
import { eventRule } from "../../../src/prediction/cry/event_state.ts";
import { toJson } from "../../../src/prediction/to_json.ts";
import { BED, type EventFigures, type EventsResults } from "../cards/event_results.ts";
import { writeResults } from "../cards/write_results.ts";
import { eventHour, HOUR_RATE_HZ } from "../sounds/event_hours.ts";
import { hourSources } from "../sounds/hour_sources.ts";
import { type Kind, KINDS } from "../sounds/kinds.ts";
import { compareRules, evaluateRule, type ScoredHour } from "./event_rules.ts";
import { readPaths } from "./read_paths.ts";

const FOLDS = 5;
/** Hours of each fold by the kinds of their other sounds. */
const HOURS: readonly { readonly name: "mixed" | "children"; readonly kinds: readonly Kind[] }[] = [
  { name: "mixed", kinds: KINDS },
  { name: "mixed", kinds: KINDS },
  { name: "children", kinds: ["children"] },
];

const [folder, out] = readPaths("events.ts", "MODELS", "OUT") as [string, string];
const shared = process.env["BABYCRY_SHARED"] ?? "../shared";
const scored: Record<"mixed" | "children", ScoredHour[]> = { mixed: [], children: [] };
let model!: CryManifest;
for (let fold = 0; fold < FOLDS; fold++) {
  model = JSON.parse(await readFile(join(folder, `fold-${fold}.json`), "utf8"));
  const classifier = await createClassifier({ model });
  const sources = await hourSources(shared, fold);
  for (const [i, { name, kinds }] of HOURS.entries()) {
    const settings = { seconds: 3600, others: 60, kinds, seed: `${fold} ${i}` };
    const { samples, sounds } = await eventHour(sources, settings);
    const { audio, cry } = await classifier.predict({ samples, sampleRateHz: HOUR_RATE_HZ });
    const { durationSeconds } = audio;
    scored[name].push({ sounds, durationSeconds, timeline: cry!.timeline });
  }
}
const rule = eventRule(model);
await writeResults(
  out,
  {
    export_sha256: model.training["export_sha256"] as string,
    threshold: model.threshold,
    rule: model.events,
    mixed: figures(evaluateRule(scored.mixed, rule)),
    children: figures(evaluateRule(scored.children, rule)),
    rules: compareRules(scored.mixed, model.threshold),
  } satisfies EventsResults,
);

function figures(report: EventReport): EventFigures {
  const { hours, episodes, found, recall, interval, latencySeconds, bySnr, bySound } = report;
  const { falseEvents, falseEventsPerHour } = report;
  return toJson({
    ...{ hours, episodes, found, recall, interval, latencySeconds, bySnr },
    ...{ falseEvents, falseEventsPerHour },
    bySound: bySound.map((one) => ({ ...one, label: one.label ?? BED })),
  });
}
