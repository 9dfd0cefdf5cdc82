/**
 * Fits `cry-valence-plus`, the head of `cry-valence` with YAMNet's logits of "Baby laughter" and "Baby cry,
 * infant cry". There are no recordings of happy infants, so nothing is fitted to positives: both logits get
 * one weight, at which they vary as much between cries as the head does, and an offset, at which few cries
 * are positive. A step of `deno task train`: `train_valence_plus.ts EXPORT YAMNET OUT`, with the output of
 * `export/export_yamnet.ts`.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { parseCsv } from "../../src/data/csv.ts";
import type { ClassifierJson } from "../../src/head/classifier.ts";
import type { LogisticRegressionModel } from "../../src/head/logistic_regression.ts";
import type { StandardScalerStep } from "../../src/head/steps.ts";
import { softmaxInPlace } from "../../src/head/links.ts";
import { manifestText } from "../../src/models/manifest_text.ts";
import cryValence from "../cry-valence.json" with { type: "json" };
import { roundNumbers } from "./cards/write_results.ts";
import { estimateMean } from "./evaluate/estimate.ts";
import { readPaths } from "./evaluate/read_paths.ts";
import { readExport, readFloat32 } from "./export/read_export.ts";
import {
  CLASSES,
  type Example,
  fitHead,
  isForTraining,
  probabilitiesOf,
  toExample,
} from "./valence_head.ts";

const LAUGHTER = 14;
const BABY_CRY = 20;
/** Share of the held-out cries that are not positive. */
const NOT_POSITIVE = 0.98;

/** A real clip with logits of a head that was fitted without its fold, and those of YAMNet. */
interface Scored extends Example {
  /** Logits of the classes, `[classes]`. */
  readonly head: readonly number[];
  /** Mean logits of YAMNet over the windows. */
  readonly laughter: number;
  readonly cry: number;
}

/** What YAMNet adds to the logits of `distress` and `positive`. */
interface Addition {
  readonly weight: number;
  readonly infantOffset: number;
  readonly positiveOffset: number;
}

const [folder, yamnet, out] = readPaths("train_valence_plus.ts", "EXPORT", "YAMNET", "OUT") as [
  string,
  string,
  string,
];
const examples = (await readExport(folder)).map(toExample);
const scored = await scoreHeldOut(examples);
const addition = fitAddition(scored);
await writeFile(out, manifestText(createManifest()));

/** Scores the real clips, unmodified and matched. */
async function scoreHeldOut(examples: readonly Example[]): Promise<Scored[]> {
  const logits = await readFloat32(yamnet);
  const index = parseCsv(await readFile(`${folder}/index.csv`, "utf8"));
  const evaluated = [...index.keys()].filter((row) =>
    index[row]!["synthetic"] === "0" && index[row]!["condition"] !== "augmented"
  );
  const size = logits.length / evaluated.length;
  const places = new Map(evaluated.map((row, place) => [row, place]));
  const meanOf = ({ rows }: Example, index: number) =>
    rows.reduce((sum, row) => sum + logits[places.get(row)! * size + index]!, 0) / rows.length;
  const scored: Scored[] = [];
  for (const fold of new Set(examples.map((example) => example.fold))) {
    const training = examples.filter((one) => isForTraining(one) && one.fold !== fold);
    const head = await fitHead(training, cryValence.training.c);
    for (const example of examples) {
      if (example.fold !== fold || example.isSynthetic || example.condition === "augmented") {
        continue;
      }
      scored.push({
        ...example,
        head: Array.from(probabilitiesOf(head, example), Math.log),
        laughter: meanOf(example, LAUGHTER),
        cry: meanOf(example, BABY_CRY),
      });
    }
  }
  return scored;
}

function fitAddition(scored: readonly Scored[]): Addition {
  const cries = scored.filter(({ isCry }) => isCry);
  const margin = ({ head: [distress, , positive] }: Scored) => positive! - distress!;
  const difference = ({ laughter, cry }: Scored) => laughter - cry;
  const weight = deviation(cries.map(margin)) / deviation(cries.map(difference));
  const sums = cries.map((one) => margin(one) + weight * difference(one)).sort((a, b) => a - b);
  const positiveOffset = -sums[Math.floor(NOT_POSITIVE * sums.length)]!;
  const loss = (infantOffset: number) => {
    const addition = { weight, infantOffset, positiveOffset };
    const mean = (own: readonly Scored[], p: (none: number) => number) =>
      own.reduce((sum, one) => sum - Math.log(p(scoresOf(one, addition)[1]!)), 0) / own.length;
    return mean(cries, (none) => 1 - none) +
      mean(scored.filter(({ isCry }) => !isCry), (none) => none);
  };
  const offsets = Array.from({ length: 401 }, (_, i) => (i - 200) / 10);
  const losses = offsets.map(loss);
  const infantOffset = offsets[losses.indexOf(Math.min(...losses))]!;
  return { weight, infantOffset, positiveOffset };
}

/** Probabilities of the classes, `[classes]`, within what a logarithm takes. */
function scoresOf(
  { head: [distress, none, positive], laughter, cry }: Scored,
  { weight, infantOffset, positiveOffset }: Addition,
): Float64Array {
  return softmaxInPlace(Float64Array.of(
    distress! + weight * cry + infantOffset,
    none!,
    positive! + weight * laughter + infantOffset + positiveOffset,
  )).map((p) => Math.min(Math.max(p, 1e-9), 1 - 1e-9));
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

/** Creates the manifest. The registry adds the manifest of YAMNet. */
function createManifest(): object {
  const { heads: { proxy }, conformal: _, calibration: __, ...rest } = cryValence;
  return roundNumbers({
    ...rest,
    id: "cry-valence-plus",
    encoders: {},
    heads: {
      plus: { encoders: ["cry-features", "yamnet"], classifier: withYamnet(proxy.classifier) },
    },
    head: "plus",
    calibration: { scale: 1, prior: { positive: 0.5, distress: 0.5 } },
    training: {
      proxy: cryValence.training.proxy,
      cry_valence_sha256: createHash("sha256").update(JSON.stringify(proxy)).digest("hex"),
      weight: addition.weight,
      infant_offset: addition.infantOffset,
      positive_offset: addition.positiveOffset,
      labeled: Object.fromEntries(
        ([["cries", true], ["other recordings", false]] as const).flatMap(([name, isCry]) =>
          (["native", "matched"] as const).map((condition) => [
            `${name}, ${condition}`,
            labeled(scored.filter((one) => one.isCry === isCry && one.condition === condition)),
          ])
        ),
      ),
    },
  });
}

/** Shares of labels, by `cry-valence` and with YAMNet. */
function labeled(own: readonly Scored[]): object {
  const none = { weight: 0, infantOffset: 0, positiveOffset: 0 };
  const shares = (by: Addition, label: 0 | 2) =>
    estimateMean(own, (one) => {
      const p = scoresOf(one, by);
      return p[1]! <= 0.5 && (p[2]! >= p[0]! ? 2 : 0) === label;
    });
  return Object.fromEntries(
    ([["cry-valence", none], ["cry-valence-plus", addition]] as const).map(([name, by]) => [
      name,
      { distress: shares(by, 0), positive: shares(by, 2) },
    ]),
  );
}

/** Adds YAMNet's two logits to the features of the head. */
function withYamnet(classifier: unknown): ClassifierJson {
  const { n_features, steps, classifier: model, ...rest } = classifier as ClassifierJson;
  const [{ mean, scale }] = steps as [StandardScalerStep];
  const { coef, intercept, ...link } = model as LogisticRegressionModel;
  const { weight, infantOffset, positiveOffset } = addition;
  const added = { distress: [weight, 0], none: [0, 0], positive: [0, weight] };
  const offsets = [infantOffset, 0, infantOffset + positiveOffset];
  const features = Array.from({ length: n_features }, (_, i) => i);
  return {
    ...rest,
    n_features: n_features + 521,
    steps: [
      { type: "select", index: [...features, n_features + BABY_CRY, n_features + LAUGHTER] },
      { type: "standard_scaler", mean: [...mean, 0, 0], scale: [...scale, 1, 1] },
    ],
    classifier: {
      ...link,
      coef: coef.map((row, y) => [...row, ...added[CLASSES[y]!]]),
      intercept: intercept.map((value, y) => value + offsets[y]!),
    },
  };
}
