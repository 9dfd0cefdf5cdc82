import type { FileFacts } from "../data/file_facts.ts";
import { blindAnswers, type BlindInput } from "../eval/blind_answers.ts";
import { evaluate, type Evaluation } from "../eval/evaluate.ts";
import { heldOutProbabilities } from "../eval/held_out_probabilities.ts";
import { type Fold, makeFolds, type Protocol } from "../eval/protocols.ts";
import type { CryManifest } from "../prediction/manifest.ts";
import type { LongWorkOptions, Matrix } from "../types.ts";
import type { EvaluationReport } from "./_evaluation_report.ts";

/** A clip that was read, with what the model needs of it. */
export interface Row {
  readonly group: string;
  readonly session: string | undefined;
  readonly column: string;
  readonly label: string;
  readonly facts: FileFacts;
  /** Features for fitting, or the probability that a given model says. */
  readonly vector: Float64Array;
}

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
  readonly folds: number;
  readonly seed: number;
  readonly C: number;
  /** What the vectors are made of. */
  readonly frontEnd: string;
}

/** An evaluation with where its answers came from. */
export type Judged =
  & Evaluation
  & Pick<EvaluationReport, "model" | "protocol" | "folds" | "rules" | "grouped">;

/** Fits and judges, fold by fold. */
export function fitAndJudge(
  rows: readonly Row[],
  labels: readonly string[],
  settings: Settings,
  work: LongWorkOptions,
): Judged {
  const { protocol, seed, C } = settings;
  const y = Int32Array.from(rows, (row) => labels.indexOf(row.label));
  const groups = rows.map((row) => row.group);
  const classes = labels.length;
  const columns = rows[0]!.vector.length;
  const x: Matrix = { data: new Float64Array(rows.length * columns), rows: rows.length, columns };
  rows.forEach(({ vector }, i) => x.data.set(vector, i * columns));
  const input = { y, classes, groups, column: rows.map((row) => row.column), ...settings };
  const judge = (folds: readonly Fold[]) => {
    const held = heldOutProbabilities(x, y, folds, { classes, C, ...work });
    const place = new Map(Array.from(held.rows, (row, i) => [row, i]));
    return evaluate({
      labels,
      y: held.rows.map((row) => y[row]!),
      groups: Array.from(held.rows, (row) => groups[row]!),
      probability: held.probability,
      score: held.score,
      prior: held.prior,
      cells: protocol === "logo"
        ? []
        : folds.map(({ name, test }) => ({ name, rows: test.map((row) => place.get(row)!) })),
    }, { seed });
  };
  const folds = makeFolds(input);
  return {
    model: `logistic regression on ${settings.frontEnd}`,
    protocol,
    folds: folds.length,
    ...judge(folds),
    rules: blindAnswers(blindInput(rows, y, classes), folds),
    ...(protocol === "leaky"
      ? { grouped: judge(makeFolds({ ...input, protocol: "kfold" })).figures }
      : {}),
  };
}

/** Judges what a given model said. */
export function judgeModel(
  rows: readonly Row[],
  labels: readonly string[],
  model: CryManifest,
  { folds, seed }: Settings,
): Judged {
  const y = Int32Array.from(rows, (row) => labels.indexOf(row.label));
  const groups = rows.map((row) => row.group);
  const share = y.reduce((sum, label) => sum + label, 0) / y.length;
  const pairs = (of: (row: Row) => number): Matrix => ({
    data: Float64Array.from(rows.flatMap((row) => [1 - of(row), of(row)])),
    rows: rows.length,
    columns: 2,
  });
  const blind = makeFolds({ protocol: "kfold", y, classes: 2, groups, column: [], folds, seed });
  return {
    model: model.id,
    protocol: "as-is",
    folds: 0,
    ...evaluate({
      labels,
      y,
      groups,
      probability: pairs((row) => row.vector[0]!),
      score: pairs((row) => row.vector[0]!),
      prior: pairs(() => share),
      decisions: Int32Array.from(rows, (row) => Number(row.vector[0]! >= model.threshold)),
      cells: [],
    }, { seed }),
    rules: blindAnswers(blindInput(rows, y, 2), blind),
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
