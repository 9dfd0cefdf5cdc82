/** Flags of the command line by the options of the library that error messages name. */
export const OPTION_FLAGS: Readonly<Record<string, string>> = {
  as: "as",
  candidates: "head",
  classes: "classes",
  column: "column",
  encoders: "encoder",
  folder: "cache",
  foldColumn: "fold",
  folds: "folds",
  frontEnd: "front-end",
  groupColumn: "group",
  labelColumn: "label",
  manifest: "manifest",
  model: "model",
  pathColumn: "file",
  pooling: "pooling",
  positive: "positive",
  prior: "prior",
  recall: "recall",
  root: "root",
  sessionColumn: "session",
  spool: "spool",
  tensor: "tensor",
  token: "token",
};

/** Replaces the options of the library in a message, such as `option frontEnd`, by flags. */
export function withFlags(message: string): string {
  return message.replace(
    /\boption (\w+)/g,
    (text, name) => Object.hasOwn(OPTION_FLAGS, name) ? `--${OPTION_FLAGS[name]}` : text,
  );
}
