import type { ReadModel } from "./_model.ts";
import { readTree, type TreeJson } from "./tree.ts";

/** Trees whose leaves hold class probabilities: random forest, extra trees, or one tree. */
export interface ForestModel {
  /** Which kind this is. */
  readonly type: "forest";
  /** One or more. */
  readonly trees: readonly TreeJson[];
}

/** The mean of the leaves. */
export const readForest: ReadModel = (fields, inputs, classes) => {
  const trees = fields.objects("trees").map((tree) => readTree(tree, inputs, classes));
  if (trees.length === 0) fields.fail("trees", "one tree or more", "a list of 0");
  return {
    probabilities(x) {
      // Trees were grown on float32 and compare as such.
      const single = Float32Array.from(x);
      const mean = new Float64Array(classes);
      for (const tree of trees) {
        tree(single).forEach((value, c) => mean[c]! += value / trees.length);
      }
      return mean;
    },
  };
};
