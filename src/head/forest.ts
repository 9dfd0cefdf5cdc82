import type { ReadModel } from "./_model.ts";
import { readTree, type TreeJson } from "./tree.ts";

/** Forest of trees with class probabilities: a random forest, extra trees, or a single tree. */
export interface ForestModel {
  /** Type of the model. */
  readonly type: "forest";
  /** Trees, one or more. */
  readonly trees: readonly TreeJson[];
}

/** Reads a forest, whose probabilities are the mean over its trees. */
export const readForest: ReadModel = (fields, inputs, classes) => {
  const trees = fields.objects("trees").map((tree) => readTree(tree, inputs, classes));
  if (trees.length === 0) fields.fail("trees", "one tree or more", "a list of 0");
  return {
    probabilities(x) {
      // scikit-learn compares thresholds with float32 features.
      const single = Float32Array.from(x);
      const mean = new Float64Array(classes);
      for (const tree of trees) {
        tree(single).forEach((value, c) => mean[c]! += value / trees.length);
      }
      return mean;
    },
  };
};
