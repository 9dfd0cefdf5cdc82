import { createRandom } from "@babycry/babycry/augment";
import { fitLogisticRegression } from "@babycry/babycry/fit";
import type { BenchCase } from "../case.ts";

const [ROWS, COLUMNS] = [5000, 200];
/** scikit-learn's default, and one near the limit of float64. */
const TOLERANCES = [1e-4, 1e-10];

/** Logistic regression of 5,000 rows of 200 values; `python_side.py` fits rows of the same kind. */
export const fitCases: readonly BenchCase[] = [2, 5].flatMap((classes) => {
  let data: ReturnType<typeof rowsOf> | undefined;
  return TOLERANCES.map((tolerance) => ({
    name: `logistic regression, 5,000 x 200, ${classes} classes, tolerance ${tolerance}`,
    goals: [{ rival: "scikit-learn", required: 2, target: 1 }],
    setUp() {
      const table = data ??= rowsOf(classes);
      return { ours: () => fitLogisticRegression(table, { tolerance }) };
    },
  }));
});

/** Normal values. Classes follow linear scores with Gumbel noise, as the model assumes. */
function rowsOf(classes: number) {
  const random = createRandom("bench rows", classes);
  const data = Float64Array.from({ length: ROWS * COLUMNS }, () => random.normal());
  const weights = Float64Array.from({ length: classes * COLUMNS }, () => 0.3 * random.normal());
  const y = Int32Array.from({ length: ROWS }, (_, r) => {
    const scores = Array.from({ length: classes }, (_, k) => {
      let sum = -Math.log(-Math.log(1 - random.uniform()));
      for (let c = 0; c < COLUMNS; c++) sum += data[r * COLUMNS + c]! * weights[k * COLUMNS + c]!;
      return sum;
    });
    return scores.indexOf(Math.max(...scores));
  });
  return { x: { data, rows: ROWS, columns: COLUMNS }, y, classes };
}
