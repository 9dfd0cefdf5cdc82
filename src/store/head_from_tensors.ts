import type { ClassifierJson } from "../head/classifier.ts";
import type { SafeTensor, SafeTensors } from "./safetensors.ts";

/** Usual names of the two tensors of a linear layer. */
const WEIGHT = /^(|.*[._])(weight|coef_?|W)$/;
const BIAS = /^(|.*[._])(bias|intercept_?|b)$/;
const MEAN = /^(|.*[._])mean_?$/;
const SCALE = /^(|.*[._])(scale|std)_?$/;

/**
 * Converts the tensors of a linear head to classifier JSON: a weight `[k, features]` and a bias
 * `[k]`, with the mean and the scale of a scaler if there is one. A tensor without a known role is
 * an error, because it may be a part of the model.
 *
 * @param options.classes labels in the order of the rows; default from the file's metadata
 * @param options.tensor name of the weight, when there are several; other layers are then ignored
 * @throws {RangeError} when the head is ambiguous, with a list of the tensors
 */
export function headOfTensors(
  { tensors, metadata }: SafeTensors,
  options: { readonly classes?: readonly string[]; readonly tensor?: string } = {},
): ClassifierJson {
  const list = tensors.map(({ name, dtype, shape }) => `  ${name} ${dtype} [${shape.join(", ")}]`);
  const fail = (problem: string): never => {
    throw new RangeError(`Reading a head: ${problem}; the tensors are\n${list.join("\n")}`);
  };
  const weights = tensors.filter(({ name, shape }) =>
    options.tensor ? name === options.tensor : WEIGHT.test(name) && shape.length <= 2
  );
  const [weight] = weights;
  if (!weight) {
    return fail(`expected the weight ${options.tensor ?? "of a linear layer"}, received none`);
  }
  if (weights.length > 1) {
    return fail(`expected one weight, received ${weights.length}; choose one with option tensor`);
  }
  const rows = weight.shape.length === 2 ? weight.shape[0]! : 1;
  const features = weight.shape.at(-1) ?? 0;

  const prefix = weight.name.match(WEIGHT)?.[1] ?? "";
  const used = [weight];
  const find = (pattern: RegExp, length: number, near: string): SafeTensor | undefined => {
    const fitting = tensors.filter(({ name, shape }) =>
      pattern.test(name) && name.startsWith(near) && shape.reduce((a, b) => a * b, 1) === length
    );
    if (fitting.length > 1) {
      const names = fitting.map(({ name }) => name).join(" and ");
      fail(`expected one tensor of ${length} values with this role, received ${names}`);
    }
    used.push(...fitting);
    return fitting[0];
  };
  const bias = find(BIAS, rows, prefix) ??
    fail(`expected a bias of ${rows} for ${weight.name}, received none`);
  const mean = find(MEAN, features, "");
  const scale = find(SCALE, features, "");
  if (!mean !== !scale) {
    fail(`expected a mean and a scale, received only a ${mean ? "mean" : "scale"}`);
  }
  if (used.length < tensors.length && !options.tensor) {
    const rest = tensors.filter((tensor) => !used.includes(tensor)).map(({ name }) => name);
    fail(
      `expected tensors with a known role, received ${rest.join(", ")}; ` +
        `option tensor ${weight.name} ignores other tensors`,
    );
  }

  const classes = options.classes ?? classesIn(metadata) ??
    fail("expected classes in the metadata, received none; name them with option classes");
  const expected = Math.max(rows, 2);
  if (classes.length !== expected) {
    fail(`expected ${expected} classes, received ${classes.length} (${classes.join(", ")})`);
  }
  const values = weight.values();
  return {
    format: "sklearn-json/1",
    n_features: features,
    classes,
    steps: mean && scale
      ? [{ type: "standard_scaler", mean: [...mean.values()], scale: [...scale.values()] }]
      : [],
    classifier: {
      type: "logistic_regression",
      coef: Array.from(
        { length: rows },
        (_, row) => [...values.subarray(row * features, (row + 1) * features)],
      ),
      intercept: [...bias.values()],
      link: rows === 1 ? "sigmoid" : "softmax",
    },
  };
}

/** Reads labels from the metadata: `classes` or `labels`, as JSON or separated by commas. */
function classesIn(metadata: Readonly<Record<string, string>>): string[] | undefined {
  const text = metadata["classes"] ?? metadata["labels"];
  if (text === undefined) return undefined;
  return text.trim().startsWith("[") ? JSON.parse(text) : text.split(",").map((s) => s.trim());
}
