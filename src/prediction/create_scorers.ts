import { checkNumber, checkType, type NumberRange } from "../check_option.ts";
import type { SessionFactory } from "../encoder/session.ts";
import type { ModelSource } from "../types.ts";
import { createCryScorer } from "./cry/cry_scorer.ts";
import type { ModelManifest } from "../models/manifest.ts";
import { createReasonScorer } from "./reason/reason_scorer.ts";
import type { Scorer } from "./scorer.ts";
import { createValenceScorer } from "./valence/valence_scorer.ts";

/** How models are used. */
export interface ModelOptions {
  /** The head of a model that has several, by its name. */
  readonly head?: string;
  /** Precision of the encoders of `valence`. Default `fp32`, which published heads were fitted on. */
  readonly dtype?: "fp32" | "int8";
  /** The mode of a model of reasons, by its name. */
  readonly mode?: string;
  /**
   * Length of a window, for a mode of reasons that leaves it open (`windows` of `deepinfant`). A window
   * that the recording's end cuts short counts when it holds the same share of audio as the mode wants.
   * Default: the mode's.
   */
  readonly windowSeconds?: number;
  /** From the start of one such window to the next; default the window's length, or the mode's hop. */
  readonly hopSeconds?: number;
  /** Reasons to list, default 3; 0 counts as 1, more than there are as all. */
  readonly topK?: number;
  /** Where the files of a model that is not embedded come from. Default: the cache folder. */
  readonly source?: ModelSource;
  /** What runs its networks. Default: `onnxruntime-web`, loaded when it is first needed. */
  readonly sessions?: SessionFactory;
  /**
   * Shares of the labels before anything is heard, sum 1, for a model whose manifest says how its
   * scores become probabilities. Default: the manifest's. The threshold stays, so that a rarer label
   * needs more to be said.
   */
  readonly prior?: Readonly<Record<string, number>>;
  /**
   * Of prediction sets, between 0 and 1, for a model that has them; where a set is not the one label
   * that the model would say, the label is `unknown`. Default: the manifest's, or no sets where it
   * states none (`cry-detect`, `cry-valence`).
   */
  readonly coverage?: number;
  /** Windows of `valence` that go through a network at once. Default 1; more pays in parallel. */
  readonly batchWindows?: number;
}

/** With the place of the files. */
type LoadingOptions = ModelOptions & { readonly source: ModelSource };

/** What there is to cry about comes after whether there is a cry. */
const ORDER = ["cry", "valence", "reason"] as const;
/** Numbers that the options may be. */
const OPTION_RANGES: Readonly<Record<string, NumberRange>> = {
  windowSeconds: { above: 0 },
  hopSeconds: { above: 0 },
  topK: { min: 0, integer: true },
  coverage: { above: 0, below: 1 },
  batchWindows: { min: 1, integer: true },
};
/** Options that only models of some tasks have a use for. */
const USES = {
  cry: [],
  valence: ["head", "dtype", "batchWindows"],
  reason: ["mode", "windowSeconds", "hopSeconds", "topK"],
} as const;

/**
 * What answers with some models, in the order in which they answer.
 *
 * @param detector hears cries where a model asks for that and none of the models does
 * @param models checked by `checkManifest`
 * @throws {TypeError} when an option has another type
 * @throws {RangeError} when there is no model, or two of one task, or an option that none has a use for
 */
export function createScorers(
  models: readonly ModelManifest[],
  options: LoadingOptions,
  detector: ModelManifest,
): Scorer[] {
  const ids = models.map(({ id }) => id).join(", ");
  checkOptions(`Loading ${ids}`, options);
  const tasks = models.map(({ task }) => task);
  if (models.length === 0 || new Set(tasks).size < tasks.length) {
    throw new RangeError(`Loading ${ids || "no model"}: wanted one or more, each of another task`);
  }
  for (const name of [...USES.valence, ...USES.reason]) {
    if (options[name] === undefined) continue;
    if (tasks.some((task) => (USES[task] as readonly string[]).includes(name))) continue;
    throw new RangeError(`Loading ${ids}: ${name} is ${options[name]}, but it has none`);
  }
  const scorers = ORDER.flatMap((task) => models.filter((model) => model.task === task))
    .map((model) => createScorer(model, optionsOf(model, models, options)));
  const asksForCry = models.some(({ abstention }) => abstention?.min_cry_probability !== undefined);
  return asksForCry && !tasks.includes("cry")
    ? [createScorer(detector, { source: options.source }), ...scorers]
    : scorers;
}

function checkOptions(action: string, options: LoadingOptions): void {
  const { head, dtype, mode, windowSeconds, hopSeconds, topK, source, sessions } = options;
  const { prior, coverage, batchWindows } = options;
  const texts = { head, dtype, mode };
  const numbers = { windowSeconds, hopSeconds, topK, coverage, batchWindows };
  for (const [name, value] of Object.entries(texts)) {
    if (value !== undefined) checkType(action, name, value, "string");
  }
  for (const [name, value] of Object.entries(numbers)) {
    if (value !== undefined) checkNumber(action, name, value, OPTION_RANGES[name]);
  }
  if (prior !== undefined) {
    checkType(action, "prior", prior, "object");
    for (const [label, share] of Object.entries(prior)) {
      checkNumber(action, `the prior of ${label}`, share);
    }
  }
  if (sessions !== undefined) checkType(action, "sessions", sessions, "function");
  checkType(action, "source", source, "object");
  checkType(action, "source.read", source.read, "function");
}

/** Of several models, a prior is for the one with its labels, and a coverage for those with sets. */
function optionsOf(
  model: ModelManifest,
  models: readonly ModelManifest[],
  { prior, coverage, ...options }: LoadingOptions,
): LoadingOptions {
  const isAlone = models.length === 1;
  const labelsOf = ({ task, calibration }: ModelManifest) =>
    task === "cry" ? ["cry", "no_cry"] : Object.keys(calibration?.prior ?? {});
  const has = (one: ModelManifest) =>
    Object.keys(prior ?? {}).some((label) => labelsOf(one).includes(label));
  if (!isAlone && prior !== undefined && !models.some(has)) {
    const came = Object.keys(prior).join(", ") || "no label";
    throw new RangeError(
      `Loading ${
        models.map(({ id }) => id).join(", ")
      }: a prior of ${came} came, and none has them`,
    );
  }
  return {
    ...options,
    ...(prior !== undefined && (isAlone || has(model)) ? { prior } : {}),
    ...(coverage !== undefined && (isAlone || model.conformal) ? { coverage } : {}),
  };
}

/** One path a task. */
function createScorer(model: ModelManifest, options: LoadingOptions): Scorer {
  const { head, dtype, mode, windowSeconds, hopSeconds, topK, sessions, source, batchWindows } =
    options;
  const { prior, coverage } = options;
  const certainty = {
    ...(prior === undefined ? {} : { prior }),
    ...(coverage === undefined ? {} : { coverage }),
  };
  const files = { source, ...(sessions ? { sessions } : {}), ...certainty };
  switch (model.task) {
    case "cry":
      return createCryScorer(model, certainty);
    case "valence":
      return createValenceScorer(model, {
        ...files,
        ...(head === undefined ? {} : { head }),
        ...(dtype === undefined ? {} : { dtype }),
        ...(batchWindows === undefined ? {} : { batchWindows }),
      });
    case "reason":
      return createReasonScorer(model, {
        ...files,
        ...(mode === undefined ? {} : { mode }),
        ...(windowSeconds === undefined ? {} : { windowSeconds }),
        ...(hopSeconds === undefined ? {} : { hopSeconds }),
        ...(topK === undefined ? {} : { topK }),
      });
  }
}
