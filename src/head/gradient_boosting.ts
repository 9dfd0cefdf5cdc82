import { linkInputs, type ReadModel } from "./_model.ts";
import { readTree, type TreeJson } from "./tree.ts";
import { applyLink } from "./links.ts";

/** Gradient boosting: each stage's trees add to the scores. */
export interface GradientBoostingModel {
  /** Type of the model. */
  readonly type: "gradient_boosting";
  /** Link function from scores to probabilities. */
  readonly link: "sigmoid" | "softmax";
  /** Factor of the values of all leaves, above 0. */
  readonly learning_rate: number;
  /** Scores before the first stage, `[1]` for a sigmoid, else `[classes]`. */
  readonly start: readonly number[];
  /** Trees with one value per leaf, `[stages][scores]`. */
  readonly stages: readonly (readonly TreeJson[])[];
}

/**
 * Reads a gradient boosting model: `start + learning_rate * sum of leaves`, then the link function.
 */
export const readGradientBoosting: ReadModel = (fields, inputs, classes) => {
  const link = fields.choice("link", ["sigmoid", "softmax"]);
  const columns = linkInputs(fields, "link", link, classes);
  const rate = fields.number("learning_rate", { above: 0 });
  const start = fields.vector("start", columns);
  const stages = fields.objectRows("stages", columns).map((stage) =>
    stage.map((tree) => readTree(tree, inputs, 1))
  );
  return {
    probabilities(x) {
      const single = Float32Array.from(x);
      const scores = start.map((score, c) =>
        stages.reduce((sum, stage) => sum + rate * stage[c]!(single)[0]!, score)
      );
      return applyLink(link, scores);
    },
  };
};
