/**
 * What `enroll` brings: each donor in turn enrols k of its recordings, and the others are judged before
 * and after. Detection is judged by logits of networks that have not heard the donor's fold, with the
 * calibration and threshold of `cry-detect`. A step of `deno task train`:
 * `simulate_enrolment.ts EXPORT HELD_OUT OUT`, with what `held_out_logits.py` wrote.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import cryDetect from "../../cry-detect.json" with { type: "json" };
import cryReason from "../../cry-reason.json" with { type: "json" };
import { parseCsv } from "../../../src/data/csv.ts";
import { type Estimate, groupBootstrap } from "../../../src/metrics/group_bootstrap.ts";
import {
  fitLogitShift,
  type LogitMargin,
  measureMargin,
  scalerOf,
  type ScoredWindow,
} from "../../../src/fit/enroll_cries.ts";
import { enrollReasons } from "../../../src/fit/enroll_reasons.ts";
import { sigmoid } from "../../../src/head/links.ts";
import { topShareMean } from "../../../src/pooling/top_share_mean.ts";
import type { CryManifest, ReasonManifest } from "../../../src/models/manifest.ts";
import { createRandom, type Random } from "../../../src/random.ts";
import type { Enrolment } from "../cards/enrollment_blocks.ts";
import { writeFigures } from "../cards/write_figures.ts";

const KS = [1, 3];
/** Choices of recordings for each donor. */
const DRAWS = 5;
const SEED = 1;
const RESAMPLES = 1000;
const REGIMES = ["cries", "others", "both"] as const;

/** A recording as it is. */
interface Take extends LogitMargin {
  readonly group: string;
  /** `-Infinity` for silence. */
  readonly logits: readonly number[];
  /** `[windows][features]`, standardised. */
  readonly windows: readonly Float64Array[];
}

/** What became of one donor's recordings in one draw; shares, NaN where there is nothing to judge. */
type Outcome = Readonly<Record<string, number>>;

const [folder, heldOut, out] = process.argv.slice(2);
if (folder === undefined || heldOut === undefined || out === undefined) {
  throw new SyntaxError(
    "simulate_enrolment takes an export, its held-out logits and a file to write",
  );
}
const model = cryDetect as unknown as CryManifest;
const takes = await readTakes(folder, heldOut);
const shared = process.env["BABYCRY_SHARED"] ?? "../shared";
const reasons = parseCsv(await readFile(join(shared, "data", "reason_folds.csv"), "utf8"));
const enrolment: Enrolment = {
  export_sha256: cryDetect.training.export_sha256,
  detection: Object.fromEntries(KS.map((k) => [k, simulateDetection(takes, k)])),
  reasons: simulateReasons(reasons),
};
await writeFigures(out, enrolment);

/** Donors enrol k cries, with k other sounds of one other source, which stands for their room. */
function simulateDetection(takes: readonly Take[], k: number): Enrolment["detection"][string] {
  const groupsOf = (isCry: boolean) =>
    [...Map.groupBy(takes.filter((take) => take.isCry === isCry), ({ group }) => group).values()]
      .filter((own) => own.length > k);
  const [donors, rooms] = [groupsOf(true), groupsOf(false)];
  const others = takes.filter(({ isCry }) => !isCry);
  const random = createRandom("enrolment", SEED, k);
  const before: Outcome[] = [];
  const after: Record<typeof REGIMES[number], Outcome[]> = { cries: [], others: [], both: [] };
  const names: string[] = [];
  for (const donor of donors) {
    for (let draw = 0; draw < DRAWS; draw++) {
      const [cries, restOfCries] = split(donor, k, random);
      const room = rooms[random.below(rooms.length)]!;
      const [sounds, restOfRoom] = split(room, k, random);
      const elsewhere = others.filter(({ group }) => group !== room[0]!.group);
      const judge = (enrolled: readonly Take[]): Outcome => {
        const { offset, coef } = fitLogitShift(enrolled);
        const passes = (take: Take) => score(take, offset, coef) >= model.threshold;
        const share = (some: readonly Take[]) => some.filter(passes).length / some.length;
        return {
          "recall, the donor's other cries": share(restOfCries),
          "false alarms, the room's other sounds": share(restOfRoom),
          "false alarms, all else": share(elsewhere),
        };
      };
      names.push(donor[0]!.group);
      before.push(judge([]));
      after.cries.push(judge(cries));
      after.others.push(judge(sounds));
      after.both.push(judge([...cries, ...sounds]));
    }
  }
  const figures = Object.keys(before[0]!).map((what) => {
    const values = (outcomes: readonly Outcome[]) => outcomes.map((outcome) => outcome[what]!);
    const enrolled = REGIMES.map((regime) => [
      regime,
      changeOf(names, values(before), values(after[regime])),
    ]);
    return [what, { before: meanOf(names, values(before)), ...Object.fromEntries(enrolled) }];
  });
  return { donors: donors.length, rooms: rooms.length, figures: Object.fromEntries(figures) };
}

/** Donors enrol the reasons of k recordings. The shares of the others are without the donor. */
function simulateReasons(rows: readonly Record<string, string>[]): Enrolment["reasons"] {
  const reason = cryReason as unknown as ReasonManifest;
  const labels = Object.keys(reason.calibration!.prior);
  const donors = Map.groupBy(rows, ({ group }) => group!);
  const random = createRandom("reasons", SEED);
  return Object.fromEntries(KS.map((k) => {
    const names: string[] = [];
    const [before, after]: [number[], number[]] = [[], []];
    const heard = [...donors].filter(([, own]) => own.length > k);
    for (const [group, own] of heard) {
      const rest = rows.filter((row) => row["group"] !== group);
      const prior = Object.fromEntries(
        labels.map((
          name,
        ) => [name, rest.filter(({ label }) => label === name).length / rest.length]),
      );
      const without = { ...reason, calibration: { scale: 0, prior } } as ReasonManifest;
      for (let draw = 0; draw < DRAWS; draw++) {
        const [enrolled, judged] = split(own, k, random);
        const mine = enrollReasons(without, enrolled.map(({ label }) => label!));
        const loss = (of: ReasonManifest) =>
          judged.reduce((sum, { label }) => sum - Math.log(of.calibration!.prior[label!]!), 0) /
          judged.length;
        names.push(group);
        before.push(loss(without));
        after.push(loss(mine));
      }
    }
    const figures = { before: meanOf(names, before), after: meanOf(names, after) };
    return [k, { donors: heard.length, ...figures, change: changeOf(names, before, after) }];
  }));
}

async function readTakes(folder: string, heldOut: string): Promise<Take[]> {
  const { scale, offset } = model.calibration;
  const scaler = scalerOf(model);
  const size = scaler.mean.length;
  const features = await readFloat32(join(folder, "features.f32"));
  const logits = await readFloat32(heldOut);
  const rows = parseCsv(await readFile(join(folder, "index.csv"), "utf8"));
  const recordings = Map.groupBy(
    [...rows.keys()].filter((row) =>
      rows[row]!["channel"] === "native" && !Number.isNaN(logits[row])
    ),
    (row) => rows[row]!["recording"]!,
  );
  return [...recordings.values()].flatMap((own): Take[] => {
    const windows = own.map((row): ScoredWindow => ({
      logit: scale * logits[row]! + offset,
      features: features.subarray(row * size, (row + 1) * size),
    }));
    const audible = windows.filter(({ logit }) => logit > -Infinity);
    if (audible.length === 0) return [];
    return [{
      isCry: rows[own[0]!]!["y"] === "1",
      group: rows[own[0]!]!["group"]!,
      logits: windows.map(({ logit }) => logit),
      windows: windows.map(({ features }) =>
        scaler.mean.map((mean, c) => (features[c]! - mean) / scaler.scale[c]!)
      ),
      ...measureMargin(audible, model, scaler),
    }];
  });
}

async function readFloat32(path: string): Promise<Float32Array> {
  const bytes = await readFile(path);
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

/** Score by the top share of the windows: none of the recordings is long. */
function score({ logits, windows }: Take, offset: number, coef: Float64Array): number {
  const probabilities = windows.map((features, i) => {
    let logit = logits[i]! + offset;
    for (let c = 0; c < coef.length; c++) logit += coef[c]! * features[c]!;
    return sigmoid(logit);
  });
  return topShareMean(probabilities, model.recording.top_share);
}

/** k of some, and the rest. */
function split<T>(all: readonly T[], k: number, random: Random): [T[], T[]] {
  const rest = [...all];
  const drawn = Array.from({ length: k }, () => rest.splice(random.below(rest.length), 1)[0]!);
  return [drawn, rest];
}

/** Mean over draws, interval by donor. */
function meanOf(donors: readonly string[], values: readonly number[]): Estimate {
  return groupBootstrap(
    donors,
    (rows) => rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length,
    { resamples: RESAMPLES, seed: SEED },
  );
}

/** Change is paired. */
function changeOf(
  donors: readonly string[],
  before: readonly number[],
  after: readonly number[],
): Estimate {
  return meanOf(donors, after.map((value, i) => value - before[i]!));
}
