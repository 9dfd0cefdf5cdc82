import type { ClassifierJson } from "../head/classifier.ts";
import type { SafeTensor, SafeTensors } from "./safetensors.ts";

/** Names that the two tensors of a linear layer go by. */
const WEIGHT = /^(|.*[._])(weight|coef_?|W)$/;
const BIAS = /^(|.*[._])(bias|intercept_?|b)$/;
const MEAN = /^(|.*[._])mean_?$/;
const SCALE = /^(|.*[._])(scale|std)_?$/;

/**
 * The linear head in a file of tensors: a weight `[k, features]` and a bias `[k]`, with the mean and the
 * scale of a scaler where there is one. It wants to account for every tensor: one that it does not
 * understand may be a part of the model.
 *
 * @param options.classes labels in the order of the rows; else the file's metadata has to tell them
 * @param options.tensor name of the weight, where there are several; other layers are then left alone
 * @throws {RangeError} when it cannot tell which is the head, listing what there is
 */
export function headOfTensors(
  { tensors, metadata }: SafeTensors,
  options: { readonly classes?: readonly string[]; readonly tensor?: string } = {},
): ClassifierJson {
  const list = tensors.map(({ name, dtype, shape }) => `  ${name} ${dtype} [${shape.join(", ")}]`);
  const fail = (what: string): never => {
    throw new RangeError(`Reading a head: ${what}; the tensors are\n${list.join("\n")}`);
  };
  const weights = tensors.filter(({ name, shape }) =>
    options.tensor ? name === options.tensor : WEIGHT.test(name) && shape.length <= 2
  );
  const [weight] = weights;
  if (!weight) return fail(`there is no weight ${options.tensor ?? ""}`.trimEnd());
  if (weights.length > 1) return fail("there are several weights, choose one with --tensor");
  const rows = weight.shape.length === 2 ? weight.shape[0]! : 1;
  const features = weight.shape.at(-1) ?? 0;

  const prefix = weight.name.match(WEIGHT)?.[1] ?? "";
  const used = [weight];
  const find = (pattern: RegExp, length: number, near: string): SafeTensor | undefined => {
    const fitting = tensors.filter(({ name, shape }) =>
      pattern.test(name) && name.startsWith(near) && shape.reduce((a, b) => a * b, 1) === length
    );
    if (fitting.length > 1) fail(`${fitting.map(({ name }) => name).join(" and ")} both fit`);
    used.push(...fitting);
    return fitting[0];
  };
  const bias = find(BIAS, rows, prefix) ??
    fail(`there is no bias of ${rows} for ${weight.name}`);
  const mean = find(MEAN, features, "");
  const scale = find(SCALE, features, "");
  if (!mean !== !scale) fail("a scaler needs a mean and a scale");
  if (used.length < tensors.length && !options.tensor) {
    const rest = tensors.filter((tensor) => !used.includes(tensor)).map(({ name }) => name);
    fail(`${rest.join(", ")} is not understood; --tensor ${weight.name} leaves it out`);
  }

  const classes = options.classes ?? classesIn(metadata) ??
    fail("the file does not tell its classes, name them with --classes");
  const expected = Math.max(rows, 2);
  if (classes.length !== expected) {
    fail(`${classes.length} classes came (${classes.join(", ")}), wanted ${expected}`);
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

/** Labels in metadata: `classes` or `labels`, as JSON or with commas. */
function classesIn(metadata: Readonly<Record<string, string>>): string[] | undefined {
  const text = metadata["classes"] ?? metadata["labels"];
  if (text === undefined) return undefined;
  return text.trim().startsWith("[") ? JSON.parse(text) : text.split(",").map((s) => s.trim());
}
