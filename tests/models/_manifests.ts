import type { ClassifierJson } from "@babycry/babycry/heads";
import {
  type CryManifest,
  type ModelManifest,
  models,
  publishedEncoders,
} from "@babycry/babycry/models";

/** Finds a known model by name. */
export function known(id: string): ModelManifest {
  return models.find((model) => model.id === id)!;
}

const { windows } = known("cry-detect") as CryManifest;

/** Creates a head with the same probabilities for all vectors of a length. */
export function constantHead(n_features: number, classes: readonly string[]): ClassifierJson {
  return {
    format: "sklearn-json/1",
    n_features,
    classes,
    steps: [{ type: "select", index: [0] }],
    classifier: {
      type: "logistic_regression",
      link: "softmax",
      coef: classes.map(() => [0]),
      intercept: classes.map((_, i) => i),
    },
  };
}

const novelty = (size: number) => ({
  mean: Array.from({ length: size }, () => 0),
  scale: Array.from({ length: size }, () => 1),
  max_distance: 4,
});
const spread = [0.25, 0.5, 0.75];

/** Valid manifests that together have every key, by name. */
export const manifests: Readonly<Record<string, object>> = {
  ...Object.fromEntries(models.map((model) => [model.id, model])),
  "a detector as fit writes it": {
    ...known("cry-detect"),
    members: [{
      front_end: "cry-features",
      head: {
        ...constantHead(344, ["no_cry", "cry"]),
        classifier: { type: "logistic_regression", link: "sigmoid", coef: [[0]], intercept: [1] },
      },
    }],
    calibration: { scale: 1, offset: 0, prior: { no_cry: 0.5, cry: 0.5 } },
    abstention: { max_clipped_share: 0.05, clipping_level: 0.99, novelty: novelty(344) },
    conformal: { coverage: 0.9, scores: { no_cry: spread, cry: spread } },
  },
  "valence of a network and a front end": {
    ...known("valence"),
    encoders: {
      clap: {
        ...publishedEncoders.clap,
        external_data: "clap.onnx.data",
        bytes: 8,
        sha256: "0".repeat(64),
        opset: 17,
        url: "https://example.org/clap.onnx",
        hub: { ...publishedEncoders.clap.hub, revision: "main" },
        operators: ["Add"],
      },
    },
    heads: {
      both: {
        encoders: ["clap", "acoustic193"],
        pooling: "mean",
        classifier: constantHead(512 + 193, ["positive", "distress", "none"]),
      },
    },
    head: "both",
    experimental: true,
    calibration: { scale: 1, prior: { positive: 0.5, distress: 0.5 } },
    abstention: {
      min_seconds: 1,
      min_cry_probability: 0.5,
      min_infant_probability: 0.5,
      novelty: novelty(512 + 193),
    },
  },
  "reasons from features": {
    format: "babycry-model/1",
    id: "mine",
    task: "reason",
    min_seconds: 0.1,
    license: "",
    training: {},
    front_end: "acoustic193",
    classifier: constantHead(193, ["hungry", "tired"]),
    modes: {
      windows: { windows, variable_windows: true, first_seconds: 7, resampling: "linear" },
      whole: { windows: null },
    },
    mode: "whole",
    tips: { hungry: { advice: "Offer a feed.", indicators: ["rooting"] } },
    calibration: { scale: 1, prior: { hungry: 0.9, tired: 0.1 } },
    abstention: { min_cry_probability: 0.5 },
    conformal: { scores: { hungry: spread, tired: spread } },
  },
};

/** Place of a key or an entry in a manifest. */
export interface Place {
  /** Path in error messages, such as `members[0].head`. */
  readonly path: string;
  /** Path of the object or list around it. */
  readonly parent: string;
  readonly key: string | number;
  readonly value: unknown;
  /** Returns the manifest with another value at the place; without the key for `undefined`. */
  with(value: unknown): unknown;
}

/** Generates every key of a manifest, and the first and last entries of its lists. */
export function* places(json: unknown, path = "", parent?: Place): Generator<Place> {
  if (typeof json !== "object" || json === null) return;
  const keys = Array.isArray(json)
    ? [...new Set([0, 1, json.length - 1])].filter((i) => i in json)
    : Object.keys(json);
  for (const key of keys) {
    const place: Place = {
      path: typeof key === "number" ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`,
      parent: path,
      key,
      value: (json as Record<string | number, unknown>)[key],
      with(value) {
        const changed = Array.isArray(json) ? [...json] : { ...json };
        if (value === undefined) Reflect.deleteProperty(changed, key);
        else (changed as Record<string | number, unknown>)[key] = value;
        return parent ? parent.with(changed) : changed;
      },
    };
    yield place;
    yield* places(place.value, place.path, place);
  }
}
