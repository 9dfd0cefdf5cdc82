/**
 * Options of models, by the task of the model.
 *
 * @module
 */
import type { EncoderOptions } from "../encoder/encoder.ts";
import { checkNumber, checkType, type NumberRange } from "../check_option.ts";
import type { ModelSource } from "../types.ts";
import type {
  CryManifest,
  ModelManifest,
  ReasonManifest,
  TagsManifest,
  ValenceManifest,
} from "./manifest.ts";

/** Options of a model of any task. */
export interface ModelOptions {
  /**
   * Share of each label before the audio is known, sum 1, for a model with a calibration. Default:
   * the manifest's. The threshold stays, so a rarer label needs a higher score.
   */
  readonly prior?: Readonly<Record<string, number>>;
  /**
   * Coverage of prediction sets, between 0 and 1, for a model that was calibrated for them. The
   * label is `unknown` when the set is not the single label that the model predicts. Default: the
   * manifest's, or no sets when it has none (`cry-detect`, `cry-valence`).
   */
  readonly coverage?: number;
}

/** Options of a model that detects cries. */
export interface CryOptions extends ModelOptions, Partial<EncoderOptions> {}

/** Options of a model of valence. */
export interface ValenceOptions extends ModelOptions, Partial<EncoderOptions> {
  /** Name of the head, for a model that has several. Default: the manifest's. */
  readonly head?: string;
  /** Precision of the encoders. Default `fp32`, which the published heads were fitted on. */
  readonly dtype?: "fp32" | "int8";
  /** Number of windows that a network encodes at once, at least 1. Default 1. */
  readonly batchWindows?: number;
}

/** Options of a model of reasons. */
export interface ReasonOptions extends ModelOptions, Partial<EncoderOptions> {
  /** Name of the mode. Default: the manifest's. */
  readonly mode?: string;
  /**
   * Length of a window in seconds, for a mode with variable windows (`windows` of `deepinfant`). A
   * window that the end of the recording cuts short counts when it holds the same share of audio as
   * the mode requires. Default: the mode's.
   */
  readonly windowSeconds?: number;
  /**
   * Time from the start of one such window to the next, in seconds. Default `windowSeconds`, or the
   * mode's.
   */
  readonly hopSeconds?: number;
  /**
   * Number of reasons in `topReasons`, default 3; 0 counts as 1, a number above all labels as all.
   */
  readonly topK?: number;
}

/** Options of a model of tags. */
export interface TagsOptions extends Partial<Pick<EncoderOptions, "source">> {
  /** Number of tags, best first, default 5; 0 counts as 1, a number above all classes as all. */
  readonly topK?: number;
}

/** Options of models by task. */
export interface TaskOptions {
  /** Options of a model that detects cries. */
  readonly cry: CryOptions;
  /** Options of a model of valence. */
  readonly valence: ValenceOptions;
  /** Options of a model of reasons. */
  readonly reason: ReasonOptions;
  /** Options of a model of tags. */
  readonly tags: TagsOptions;
}

/** Names and manifests of models by task. */
export interface TaskModels {
  /** Models that detect cries. */
  readonly cry: "cry-detect" | "cry-detect-plus" | CryManifest;
  /** Models of valence. */
  readonly valence: "cry-valence" | "cry-valence-plus" | "valence" | ValenceManifest;
  /** Models of reasons. */
  readonly reason:
    | "acoustic193"
    | "cry-pain"
    | "cry-reason"
    | "cry-resnet"
    | "deepinfant"
    | ReasonManifest;
  /** Models of tags. */
  readonly tags: "yamnet" | TagsManifest;
}

/** Task of a model, which is the key of its answer in a prediction. */
export type Task = keyof TaskModels;

/** Model by its name, or as a manifest. */
export type ModelReference = TaskModels[Task] | (string & Record<never, never>);

/** Task of a model or its spec, as far as the type tells; `never` for an unknown name. */
export type TaskOf<M> = {
  [T in Task]: [M] extends [TaskModels[T] | { readonly model: TaskModels[T] }] ? T : never;
}[Task];

/** Model with the options of its task; with the options of all tasks for an unknown name. */
export type ModelSpec<M extends ModelReference = ModelReference> =
  & {
    /** Model by its name, or as a manifest. */
    readonly model: M;
  }
  & ([TaskOf<M>] extends [never] ? ValenceOptions & ReasonOptions : TaskOptions[TaskOf<M>]);

/** Entry of a list of models: a model, or one with options. */
export type ModelEntry = ModelReference | { readonly model: ModelReference };

/** List of models in which each entry has the options of its own task. */
export type ModelList<L extends readonly ModelEntry[]> = {
  readonly [I in keyof L]: L[I] extends { readonly model: infer M extends ModelReference }
    ? ModelSpec<M>
    : L[I];
};

/** Check of an option; `action` and `name` are for the error message. */
type Check = (action: string, name: string, value: unknown) => void;

const text: Check = (action, name, value) => checkType(action, name, value, "string");
const number = (range: NumberRange): Check => (action, name, value) =>
  checkNumber(action, name, value, range);

const MODEL: { readonly [Name in keyof Required<ModelOptions>]: Check } = {
  prior(action, name, value) {
    checkType(action, name, value, "object");
    for (const [label, share] of Object.entries(value as object)) {
      checkNumber(action, `the prior of ${label}`, share);
    }
  },
  coverage: number({ above: 0, below: 1 }),
};
const ENCODER: { readonly [Name in keyof Required<EncoderOptions>]: Check } = {
  source(action, name, value) {
    checkType(action, name, value, "object");
    checkType(action, `${name}.read`, (value as Partial<ModelSource>).read, "function");
  },
  sessions: (action, name, value) => checkType(action, name, value, "function"),
};
const CHECKS: {
  readonly [T in Task]: { readonly [Name in keyof Required<TaskOptions[T]>]: Check };
} = {
  cry: { ...MODEL, ...ENCODER },
  valence: {
    ...MODEL,
    ...ENCODER,
    head: text,
    dtype: text,
    batchWindows: number({ min: 1, integer: true }),
  },
  reason: {
    ...MODEL,
    ...ENCODER,
    mode: text,
    windowSeconds: number({ above: 0 }),
    hopSeconds: number({ above: 0 }),
    topK: number({ min: 0, integer: true }),
  },
  tags: { source: ENCODER.source, topK: number({ min: 0, integer: true }) },
};

/** Lists the names of the options of a task's models. */
export function optionsOfTask(task: Task): readonly string[] {
  return Object.keys(CHECKS[task] ?? {});
}

/**
 * Checks options that several models share.
 *
 * @param action start of the message
 * @throws {TypeError} when an option has another type
 * @throws {RangeError} when the coverage is out of range
 */
export function checkSharedOptions(
  action: string,
  { source, sessions, coverage }: {
    readonly [Name in "source" | "sessions" | "coverage"]?: unknown;
  },
): void {
  if (source !== undefined) ENCODER.source(action, "source", source);
  if (sessions !== undefined) ENCODER.sessions(action, "sessions", sessions);
  if (coverage !== undefined) MODEL.coverage(action, "coverage", coverage);
}

/**
 * Checks the options of a model. The scorers check the names of heads and modes.
 *
 * @throws {TypeError} when the model has no such option, or it has another type
 * @throws {RangeError} when a number is out of range
 */
export function checkModelOptions({ id, task }: ModelManifest, options: object): void {
  const action = `Loading model ${id}`;
  const checks = CHECKS[task] as Readonly<Record<string, Check>>;
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(checks, name)) {
      throw new TypeError(
        `${action}: expected an option among ${Object.keys(checks).join(", ")}, received ${name}`,
      );
    }
    checks[name]!(action, name, value);
  }
}
