import { linkInputs, type ReadModel } from "./_model.ts";
import { readTree, type TreeJson } from "./tree.ts";
import { applyLink } from "./links.ts";

/** Scores that trees add to, stage by stage. */
export interface GradientBoostingModel {
  /** Which kind this is. */
  readonly type: "gradient_boosting";
  /** From scores to probabilities. */
  readonly link: "sigmoid" | "softmax";
  /** Factor of all leaves. */
  readonly learning_rate: number;
  /** Scores before the first stage, `[1 or k]`. */
  readonly start: readonly number[];
  /** `[stages][1 or k]` trees with one value a leaf. */
  readonly stages: readonly (readonly TreeJson[])[];
}

/** `start + learning_rate * sum of leaves`, then the link. */
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
