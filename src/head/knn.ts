import type { ReadModel } from "./_model.ts";

/** Vote of the k nearest neighbors. */
export interface KnnModel {
  /** Type of the model. */
  readonly type: "knn";
  /** Number of neighbors that vote, 1 to the number of points. */
  readonly k: number;
  /** Exponent of the Minkowski distance, above 0: 2 is Euclidean, 1 city block. */
  readonly p: number;
  /** Weight of a vote: 1, or the inverse distance; with points at distance 0 only they count. */
  readonly weights: "uniform" | "distance";
  /** Training points, `[points][features]`. */
  readonly points: readonly (readonly number[])[];
  /** Class index of each point. */
  readonly point_class: readonly number[];
}

/** Reads a k-nearest-neighbors model. Ties in distance go to the earlier point. */
export const readKnn: ReadModel = (fields, inputs, classes) => {
  const { data, rows } = fields.matrix("points", undefined, inputs);
  const pointClass = fields.integers("point_class", rows, 0, classes - 1);
  const k = fields.integer("k", 1, rows);
  const p = fields.number("p", { above: 0 });
  const uniform = fields.choice("weights", ["uniform", "distance"]) === "uniform";

  const distance = (x: Float64Array, row: number): number => {
    let sum = 0;
    for (let i = 0; i < inputs; i++) {
      const apart = Math.abs(x[i]! - data[row * inputs + i]!);
      sum += p === 2 ? apart * apart : p === 1 ? apart : apart ** p;
    }
    return p === 2 ? Math.sqrt(sum) : p === 1 ? sum : sum ** (1 / p);
  };

  return {
    probabilities(x) {
      const distances = Float64Array.from(pointClass, (_, row) => distance(x, row));
      const near = Array.from(pointClass.keys())
        .sort((a, b) => distances[a]! - distances[b]!)
        .slice(0, k);
      const hit = near.some((row) => distances[row] === 0);
      const votes = new Float64Array(classes);
      for (const row of near) {
        const d = distances[row]!;
        votes[pointClass[row]!]! += uniform ? 1 : hit ? Number(d === 0) : 1 / d;
      }
      const sum = votes.reduce((a, b) => a + b, 0);
      return votes.map((vote) => vote / sum);
    },
  };
};
