import { audioFreeBaselines, type BaselineInput } from "../metrics/baselines.ts";
import { evaluate, type Evaluation } from "../metrics/evaluate.ts";
import { heldOutProbabilities } from "./held_out_probabilities.ts";
import { makeFolds, type Protocol } from "./protocols.ts";
import type { Fold } from "../metrics/baselines.ts";
import { heldOutSets } from "./held_out_sets.ts";
import type { Matrix, ProgressOptions } from "../types.ts";
import type { FeatureRow, PredictionRow, Row } from "./dataset_rows.ts";
import type { EvaluationReport } from "../fit/evaluation_report.ts";

/** The commonest first; the positive label last. */
export function labelsOf(rows: readonly Row[], positive: string | undefined): string[] {
  const labels = [...new Set(rows.map((row) => row.label))];
  if (labels.length < 2) {
    throw new RangeError(
      `Evaluating: ${rows.length} usable clips of ${labels.join(", ") || "no label"} came, ` +
        "wanted two labels",
    );
  }
  const count = (label: string) => rows.filter((row) => row.label === label).length;
  return labels.sort((a, b) =>
    Number(a === positive) - Number(b === positive) || count(b) - count(a)
  );
}

/** How rows are held out and fitted. */
export interface Settings {
  readonly protocol: Protocol;
  /** For `split` and `held-out`. */
  readonly column: string | undefined;
  readonly folds: number;
  readonly seed: number;
  readonly C: number;
  /** Of prediction sets, between 0 and 1. */
  readonly coverage: number;
  /** What the vectors are made of. */
  readonly vectors: string;
}

/** An evaluation with where its answers came from. */
export type EvaluatedRows =
  & Evaluation
  & Pick<EvaluationReport, "model" | "protocol" | "folds" | "baselines" | "grouped">;

/** Fits and judges, fold by fold. */
export function crossValidate(
  rows: readonly FeatureRow[],
  labels: readonly string[],
  settings: Settings,
  work: ProgressOptions,
): EvaluatedRows {
  const { protocol, column, seed, C, coverage } = settings;
  const y = Int32Array.from(rows, (row) => labels.indexOf(row.label));
  const groups = rows.map((row) => row.group);
  const classes = labels.length;
  const columns = rows[0]!.vector.length;
  const x: Matrix = { data: new Float64Array(rows.length * columns), rows: rows.length, columns };
  rows.forEach(({ vector }, i) => x.data.set(vector, i * columns));
  const values = rows.map((row) => column === undefined ? "" : row.columns[column]!);
  const input = { ...settings, y, classes, groups, column: values };
  const judge = (folds: readonly Fold[]) => {
    const held = heldOutProbabilities(x, y, folds, { classes, C, ...work });
    const place = new Map(Array.from(held.rows, (row, i) => [row, i]));
    const cells = folds.map(({ name, test }) => ({
      name,
      rows: test.map((row) => place.get(row)!),
    }));
    const answers = {
      labels,
      y: held.rows.map((row) => y[row]!),
      groups: Array.from(held.rows, (row) => groups[row]!),
      ...held,
    };
    return evaluate({
      ...answers,
      slices: protocol === "logo" ? [] : cells,
      // A single fold has no other to calibrate sets on.
      ...(cells.length > 1
        ? { sets: heldOutSets(answers, cells.map((cell) => cell.rows), { coverage, seed }) }
        : {}),
    }, { seed });
  };
  const folds = makeFolds(input);
  return {
    model: `logistic regression on ${settings.vectors}`,
    protocol,
    folds: folds.length,
    ...judge(folds),
    baselines: audioFreeBaselines(blindInput(rows, y, classes), folds),
    ...(protocol === "leaky"
      ? { grouped: judge(makeFolds({ ...input, protocol: "kfold" })).metrics }
      : {}),
  };
}

/** Judges what was said. @param labels with all that the model knows */
export function evaluatePredictions(
  rows: readonly PredictionRow[],
  labels: readonly string[],
  model: string,
  { folds, seed }: Pick<Settings, "folds" | "seed">,
): EvaluatedRows {
  const classes = labels.length;
  const y = Int32Array.from(rows, (row) => labels.indexOf(row.label));
  const groups = rows.map((row) => row.group);
  const shares = labels.map((_, c) => y.filter((label) => label === c).length / y.length);
  const matrix = (values: readonly number[]): Matrix => ({
    data: Float64Array.from(values),
    rows: rows.length,
    columns: classes,
  });
  const said = matrix(
    rows.flatMap((row) => labels.map((label) => row.prediction.probabilities[label]!)),
  );
  const sets = rows.map((row) => row.prediction.predictionSet);
  const blind = makeFolds({
    protocol: "kfold",
    y,
    classes,
    groups,
    column: [],
    folds: Math.min(folds, new Set(groups).size),
    seed,
  });
  return {
    model,
    protocol: "as-is",
    folds: 0,
    ...evaluate({
      labels,
      y,
      groups,
      probability: said,
      score: said,
      prior: matrix(rows.flatMap(() => shares)),
      decisions: Int32Array.from(rows, (row) => labels.indexOf(row.prediction.label)),
      slices: [],
      abstentionReasons: rows.map((row) => row.prediction.abstentionReasons),
      ...(sets.every((set) => set !== undefined)
        ? { sets: { coverage: sets[0]!.coverage, labels: sets.map((set) => set!.labels) } }
        : {}),
    }, { seed }),
    baselines: audioFreeBaselines(blindInput(rows, y, classes), blind),
  };
}

function blindInput(rows: readonly Row[], y: Int32Array, classes: number): BaselineInput {
  return {
    y,
    classes,
    facts: rows.map((row) => row.metadata),
    groups: rows.map((row) => row.group),
    sessions: rows.map((row) => row.session),
  };
}
