/**
 * Evaluates the events of `cry-detect` and `cry-detect-plus` in hours of household sounds with episodes of
 * crying and other sounds, by models that were not trained on their fold or on their kinds of sound, and
 * compares event rules. A step of `deno task train`: `events.ts MODELS YAMNET CACHE OUT`, with the models of
 * `networks/held_out_models.py` and YAMNet's TensorFlow Lite file.
 *
 * @module
 */
import cryDetect from "../../cry-detect.json" with { type: "json" };
import cryDetectPlus from "../../cry-detect-plus.json" with { type: "json" };
import type { EventReport } from "../../../src/eval/events/evaluate_events.ts";
import type { CryManifest } from "../../../src/models/manifest.ts";
import { eventRule } from "../../../src/prediction/cry/event_state.ts";
import { toJson } from "../../../src/prediction/to_json.ts";
import {
  BED,
  type DetectorEvents,
  type EventFigures,
  type EventsResults,
} from "../cards/event_results.ts";
import { writeResults } from "../cards/write_results.ts";
import { compareRules, evaluateRule, type ScoredHour } from "./event_rules.ts";
import { readPaths } from "./read_paths.ts";
import { HOUR_SETS, scoreHours } from "./score_hours.ts";

const [folder, yamnet, cache, out] = readPaths("events.ts", "MODELS", "YAMNET", "CACHE", "OUT") as [
  string,
  string,
  string,
  string,
];
const scored = await scoreHours(folder, yamnet, cache);
const { mixed } = scored["cry-detect"];
await writeResults(
  out,
  {
    export_sha256: cryDetect.training.export_sha256,
    cry_detect: evaluate(scored["cry-detect"], cryDetect as unknown as CryManifest),
    cry_detect_plus: evaluate(
      scored["cry-detect-plus"],
      cryDetectPlus as unknown as CryManifest,
    ),
    rules: compareRules(mixed, cryDetect.threshold),
    rules_plus: compareRules(scored["cry-detect-plus"].mixed, cryDetectPlus.threshold),
  } satisfies EventsResults,
);

function evaluate(
  hours: Readonly<Record<typeof HOUR_SETS[number], readonly ScoredHour[]>>,
  model: CryManifest,
): DetectorEvents {
  const rule = eventRule(model);
  const { threshold, events } = model;
  const [mixed, children, unseen] = HOUR_SETS.map((set) => figures(evaluateRule(hours[set], rule)));
  return { threshold, rule: events, mixed: mixed!, children: children!, unseen: unseen! };
}

function figures(report: EventReport): EventFigures {
  const { hours, episodes, found, recall, interval, latencySeconds, bySnr, bySound } = report;
  const { falseEvents, falseEventsPerHour } = report;
  return toJson({
    ...{ hours, episodes, found, recall, interval, latencySeconds, bySnr },
    ...{ falseEvents, falseEventsPerHour },
    bySound: bySound.map((one) => ({ ...one, label: one.label ?? BED })),
  });
}
