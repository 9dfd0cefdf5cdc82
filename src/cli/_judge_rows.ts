import { blindAnswers, type BlindInput } from "../eval/blind_answers.ts";
import { evaluate, type Evaluation } from "../eval/evaluate.ts";
import { heldOutProbabilities } from "../eval/held_out_probabilities.ts";
import { type Fold, makeFolds, type Protocol } from "../eval/protocols.ts";
import { heldOutSets } from "../eval/set_coverage.ts";
import type { LongWorkOptions, Matrix } from "../types.ts";
import type { FeatureRow, Row, SaidRow } from "./_eval_rows.ts";
import type { EvaluationReport } from "./_evaluation_report.ts";

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
export type Judged =
  & Evaluation
  & Pick<EvaluationReport, "model" | "protocol" | "folds" | "rules" | "grouped">;

/** Fits and judges, fold by fold. */
export function fitAndJudge(
  rows: readonly FeatureRow[],
  labels: readonly string[],
  settings: Settings,
  work: LongWorkOptions,
): Judged {
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
      cells: protocol === "logo" ? [] : cells,
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
    rules: blindAnswers(blindInput(rows, y, classes), folds),
    ...(protocol === "leaky"
      ? { grouped: judge(makeFolds({ ...input, protocol: "kfold" })).figures }
      : {}),
  };
}

/** Judges what was said. @param labels with all that the model knows */
export function judgeSaid(
  rows: readonly SaidRow[],
  labels: readonly string[],
  model: string,
  { folds, seed }: Pick<Settings, "folds" | "seed">,
): Judged {
  const classes = labels.length;
  const y = Int32Array.from(rows, (row) => labels.indexOf(row.label));
  const groups = rows.map((row) => row.group);
  const shares = labels.map((_, c) => y.filter((label) => label === c).length / y.length);
  const matrix = (values: readonly number[]): Matrix => ({
    data: Float64Array.from(values),
    rows: rows.length,
    columns: classes,
  });
  const said = matrix(rows.flatMap((row) => labels.map((label) => row.said.probabilities[label]!)));
  const sets = rows.map((row) => row.said.set);
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
      decisions: Int32Array.from(rows, (row) => labels.indexOf(row.said.label)),
      cells: [],
      why: rows.map((row) => row.said.why),
      ...(sets.every((set) => set !== undefined)
        ? { sets: { coverage: sets[0]!.coverage, labels: sets.map((set) => set!.labels) } }
        : {}),
    }, { seed }),
    rules: blindAnswers(blindInput(rows, y, classes), blind),
  };
}

function blindInput(rows: readonly Row[], y: Int32Array, classes: number): BlindInput {
  return {
    y,
    classes,
    facts: rows.map((row) => row.facts),
    groups: rows.map((row) => row.group),
    sessions: rows.map((row) => row.session),
  };
}
