/**
 * Simulated hours, scored by `cry-detect` and `cry-detect-plus`.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { sigmoid } from "../../../src/head/links.ts";
import type { CryManifest } from "../../../src/models/manifest.ts";
import { models } from "../../../src/models/registry.ts";
import { createClassifier } from "../../../src/pipeline.ts";
import type { TimedProbability } from "../../../src/prediction/prediction.ts";
import { eventHour, HOUR_RATE_HZ } from "../sounds/event_hours.ts";
import { hourSources } from "../sounds/hour_sources.ts";
import { type Kind, KINDS } from "../sounds/kinds.ts";
import type { ScoredHour } from "./event_rules.ts";

/** Sets of hours: other sounds of all kinds, of children, and of kinds that the networks lack. */
export const HOUR_SETS = ["mixed", "children", "unseen"] as const;
/** Detectors whose events are evaluated. */
export const DETECTORS = ["cry-detect", "cry-detect-plus"] as const;

/** Scored hours by detector and set. */
export type ScoredHours = Record<
  typeof DETECTORS[number],
  Record<typeof HOUR_SETS[number], ScoredHour[]>
>;

/** An hour of a fold: its set, the kinds of the other sounds, and the model that lacks both. */
interface HourPlan {
  readonly set: typeof HOUR_SETS[number];
  readonly kinds: readonly Kind[];
  readonly model: string;
}

/** Kinds that a model of `networks/held_out_models.py` lacks beside the fold, by fold. */
const UNSEEN: readonly (readonly [Kind, ...Kind[]])[] = [
  ["speech"],
  ["children"],
  ["adult_vocal", "music"],
  ["animal"],
  ["siren", "household"],
];
const SECONDS = 3600;
const OTHERS = 60;

/**
 * Scores all hours.
 *
 * @param folder models of `networks/held_out_models.py`
 * @param yamnet YAMNet's TensorFlow Lite file
 * @param cache folder of windows that are already scored
 */
export async function scoreHours(
  folder: string,
  yamnet: string,
  cache: string,
): Promise<ScoredHours> {
  await mkdir(cache, { recursive: true });
  const weights = await readFile(yamnet);
  const source = { read: () => Promise.resolve(weights) };
  const plus = models.find(({ id }) => id === "cry-detect-plus") as CryManifest;
  const member = plus.members.at(-1)!;
  const teacher: CryManifest = {
    ...plus,
    members: [{ ...member, weight: 1 }],
    calibration: { scale: 1, offset: 0 },
  };
  const scored = Object.fromEntries(
    DETECTORS.map((id) => [id, Object.fromEntries(HOUR_SETS.map((set) => [set, []]))]),
  ) as unknown as ScoredHours;
  for (const [fold, unseen] of UNSEEN.entries()) {
    const sources = await hourSources(process.env["BABYCRY_SHARED"] ?? "../shared", fold);
    const hours: HourPlan[] = [
      ...[1, 2].map(() => ({ set: "mixed", kinds: KINDS, model: `fold-${fold}` } as const)),
      { set: "children", kinds: ["children"], model: `fold-${fold}` },
      { set: "unseen", kinds: unseen, model: `kind-${unseen[0]}` },
    ];
    for (const [i, { set, kinds, model }] of hours.entries()) {
      const settings = { seconds: SECONDS, others: OTHERS, kinds, seed: `${fold} ${i}` };
      const { samples, sounds } = await eventHour(sources, settings);
      const score = async (model: CryManifest) => {
        const key = JSON.stringify([model.members, model.calibration, settings]);
        const path = join(
          cache,
          `${createHash("sha256").update(key).digest("hex").slice(0, 24)}.json`,
        );
        if (!existsSync(path)) {
          const classifier = await createClassifier({ model, source });
          const { cry } = await classifier.predict({ samples, sampleRateHz: HOUR_RATE_HZ });
          await writeFile(path, JSON.stringify(cry!.timeline));
        }
        return JSON.parse(await readFile(path, "utf8")) as TimedProbability[];
      };
      const embedded = JSON.parse(await readFile(join(folder, `${model}.json`), "utf8"));
      const timeline = await score(embedded);
      const both = combine(timeline, embedded, await score(teacher), plus, member.weight!);
      const about = { sounds, durationSeconds: SECONDS };
      scored["cry-detect"][set].push({ ...about, timeline });
      scored["cry-detect-plus"][set].push({ ...about, timeline: both });
    }
  }
  return scored;
}

/** Computes the windows of `cry-detect-plus` from those of its members. */
function combine(
  timeline: readonly TimedProbability[],
  { members, calibration }: CryManifest,
  teacher: readonly TimedProbability[],
  plus: CryManifest,
  weight: number,
): TimedProbability[] {
  return timeline.map((window, i) => {
    const embedded = (logit(window.probability) - calibration!.offset) / calibration!.scale;
    const sum = members.length * embedded + weight * logit(teacher[i]!.probability);
    const mean = sum / (members.length + weight);
    const { scale, offset } = plus.calibration!;
    return { ...window, probability: sigmoid(scale * mean + offset) };
  });
}

function logit(p: number): number {
  return Math.log(p / (1 - p));
}
