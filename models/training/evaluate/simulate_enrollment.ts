/**
 * Simulates `enroll`: each donor in turn enrolls k recordings, and the other recordings are evaluated
 * before and after. Detection uses logits of networks that were not trained on the donor's fold, with the
 * calibration and threshold of `cry-detect`. A step of `deno task train`:
 * `simulate_enrollment.ts EXPORT LOGITS OUT`, with the logits of `networks/held_out_logits.py`.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import cryDetect from "../../cry-detect.json" with { type: "json" };
import cryReason from "../../cry-reason.json" with { type: "json" };
import { parseCsv } from "../../../src/data/csv.ts";
import {
  fitLogitShift,
  type LogitMargin,
  measureMargin,
  scalerOf,
  type ScoredWindow,
} from "../../../src/fit/enroll_cries.ts";
import { enrollReasons } from "../../../src/fit/enroll_reasons.ts";
import { sigmoid } from "../../../src/head/links.ts";
import {
  type CryManifest,
  type ReasonManifest,
  windowOptions,
} from "../../../src/models/manifest.ts";
import { clipProbability } from "../../../src/prediction/cry/cry_prediction.ts";
import { createRandom, type Random } from "../../../src/random.ts";
import type { DetectionEnrollment, EnrollmentResults } from "../cards/results.ts";
import { writeResults } from "../cards/write_results.ts";
import { readExport, readFloat32 } from "../export/read_export.ts";
import { estimateMean } from "./estimate.ts";
import { type HeldOutClip, heldOutClips } from "./held_out_clips.ts";
import { readPaths } from "./read_paths.ts";

/** Numbers of enrolled recordings. */
const COUNTS = [1, 3];
/** Draws of enrolled recordings per donor. */
const DRAWS = 5;
const SEED = 1;

/** A recording that is not silent. */
interface Clip extends HeldOutClip, LogitMargin {
  /** Standardized features of each window. */
  readonly standardized: readonly Float64Array[];
}

/** Recall and false alarm rates by name. */
type Rates = Readonly<Record<string, number>>;

/** Rates of one draw of a donor, by what it enrolled. */
interface Draw {
  readonly group: string;
  readonly rates: Readonly<Record<"before" | "cries" | "others" | "both", Rates>>;
}

const [folder, logits, out] = readPaths("simulate_enrollment.ts", "EXPORT", "LOGITS", "OUT") as [
  string,
  string,
  string,
];
const model = cryDetect as unknown as CryManifest;
const clips = await readClips();
const shared = process.env["BABYCRY_SHARED"] ?? "../shared";
const reasons = parseCsv(await readFile(join(shared, "data", "reason_folds.csv"), "utf8"));
await writeResults(
  out,
  {
    export_sha256: cryDetect.training.export_sha256,
    detection: Object.fromEntries(COUNTS.map((count) => [count, simulateDetection(count)])),
    reasons: simulateReasons(reasons),
  } satisfies EnrollmentResults,
);

/** Each donor enrolls k cries, k sounds of another source as those of its room, or both. */
function simulateDetection(k: number): DetectionEnrollment {
  const groupsOf = (isCry: boolean) =>
    [...Map.groupBy(clips.filter((clip) => clip.isCry === isCry), ({ group }) => group).values()]
      .filter((own) => own.length > k);
  const [donors, rooms] = [groupsOf(true), groupsOf(false)];
  // The spelling of the first measurement seeds the draws.
  const random = createRandom("enrolment", SEED, k);
  const draws = donors.flatMap((donor) =>
    Array.from({ length: DRAWS }, () => drawRates(donor, rooms, k, random))
  );
  const names = Object.keys(draws[0]!.rates.before);
  return {
    donors: donors.length,
    rooms: rooms.length,
    figures: Object.fromEntries(names.map((name) => {
      const change = (enrolled: keyof Draw["rates"]) =>
        estimateMean(draws, ({ rates }) => rates[enrolled][name]! - rates.before[name]!);
      return [name, {
        before: estimateMean(draws, ({ rates }) => rates.before[name]!),
        ...{ cries: change("cries"), others: change("others"), both: change("both") },
      }];
    })),
  };
}

function drawRates(
  donor: readonly Clip[],
  rooms: readonly (readonly Clip[])[],
  k: number,
  random: Random,
): Draw {
  const [cries, otherCries] = split(donor, k, random);
  const room = rooms[random.below(rooms.length)]!;
  const [sounds, otherSounds] = split(room, k, random);
  const elsewhere = clips.filter(({ isCry, group }) => !isCry && group !== room[0]!.group);
  const ratesWith = (enrolled: readonly Clip[]): Rates => {
    const { offset, coef } = fitLogitShift(enrolled);
    const rate = (some: readonly Clip[]) =>
      some.filter((clip) => probability(clip, offset, coef) >= model.threshold).length /
      some.length;
    return {
      "recall, the donor's other cries": rate(otherCries),
      "false alarms, the room's other sounds": rate(otherSounds),
      "false alarms, all else": rate(elsewhere),
    };
  };
  return {
    group: donor[0]!.group,
    rates: {
      before: ratesWith([]),
      cries: ratesWith(cries),
      others: ratesWith(sounds),
      both: ratesWith([...cries, ...sounds]),
    },
  };
}

/** Each donor enrolls the reasons of k recordings; the prior is that of all other donors. */
function simulateReasons(rows: readonly Record<string, string>[]): EnrollmentResults["reasons"] {
  const reason = cryReason as unknown as ReasonManifest;
  const labels = Object.keys(reason.calibration!.prior);
  const random = createRandom("reasons", SEED);
  return Object.fromEntries(COUNTS.map((k) => {
    const donors = [...Map.groupBy(rows, ({ group }) => group!)].filter(([, own]) =>
      own.length > k
    );
    const draws = donors.flatMap(([group, own]) => {
      const rest = rows.filter((row) => row["group"] !== group);
      const share = (name: string) =>
        rest.filter(({ label }) => label === name).length / rest.length;
      const prior = Object.fromEntries(labels.map((name) => [name, share(name)]));
      const without: ReasonManifest = { ...reason, calibration: { scale: 0, prior } };
      return Array.from({ length: DRAWS }, () => {
        const [enrolled, evaluated] = split(own, k, random);
        const mine = enrollReasons(without, enrolled.map(({ label }) => label!));
        return {
          group,
          before: priorLogLoss(without, evaluated),
          after: priorLogLoss(mine, evaluated),
        };
      });
    });
    return [k, {
      donors: donors.length,
      before: estimateMean(draws, ({ before }) => before),
      after: estimateMean(draws, ({ after }) => after),
      change: estimateMean(draws, ({ before, after }) => after - before),
    }];
  }));
}

/** Log loss of a model's prior for the labels of some rows. */
function priorLogLoss(
  { calibration }: ReasonManifest,
  rows: readonly Record<string, string>[],
): number {
  const losses = rows.map(({ label }) => -Math.log(calibration!.prior[label!]!));
  return losses.reduce((sum, loss) => sum + loss, 0) / rows.length;
}

async function readClips(): Promise<Clip[]> {
  const scaler = scalerOf(model);
  const all = heldOutClips(await readExport(folder), await readFloat32(logits));
  return all.flatMap((clip): Clip[] => {
    const windows = clip.windows.map((features, i) => ({ features, logit: clip.logits[i]! }));
    const audible: ScoredWindow[] = windows.filter(({ logit }) => logit > -Infinity);
    if (audible.length === 0) return [];
    return [{
      ...clip,
      standardized: windows.map(({ features }) =>
        scaler.mean.map((mean, c) => (features[c]! - mean) / scaler.scale[c]!)
      ),
      ...measureMargin(audible, model, scaler),
    }];
  });
}

/** Probability of a cry with shifted logits. */
function probability(
  { logits, standardized, durationSeconds }: Clip,
  offset: number,
  coef: Float64Array,
): number {
  const windows = standardized.map((features, i) => {
    let logit = logits[i]! + offset;
    for (let c = 0; c < coef.length; c++) logit += coef[c]! * features[c]!;
    return sigmoid(logit);
  });
  const { recording } = model;
  return clipProbability(windows, durationSeconds, { ...windowOptions(model.windows), recording });
}

/** Draws k items without replacement, and returns them and the rest. */
function split<T>(all: readonly T[], k: number, random: Random): [T[], T[]] {
  const rest = [...all];
  const drawn = Array.from({ length: k }, () => rest.splice(random.below(rest.length), 1)[0]!);
  return [drawn, rest];
}
