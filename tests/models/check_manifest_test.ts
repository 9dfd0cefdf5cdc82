import { ModelError } from "@babycry/babycry";
import { checkManifest, models } from "@babycry/babycry/models";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
import { describe } from "../../src/fields.ts";
import { known, manifests, type Place, places } from "./_manifests.ts";

/** Keys that may be absent. */
const OPTIONAL = [
  /^(experimental|abstention|conformal|tips(\.\w+)?)$/,
  /^abstention\.(min_seconds|min_cry_probability|min_infant_probability|novelty)$/,
  /^conformal\.coverage$/,
  /^events\.(start|peak|end)_threshold$/,
  /^(head|heads\.\w+)\.pooling$/,
  /^modes\.\w+\.(variable_windows|first_seconds|resampling|input_kind)$/,
  /^members\[\d\]\.weight$/,
  /^(.*\.)?(network|encoders\.\w+)\.(external_data|bytes|sha256|l2_normalize|family|precision)$/,
  /^(.*\.)?(network|encoders\.\w+)\.(opset|checkpoint|hub|hub\.revision|url|license)$/,
];
/** Keys that accept any value. */
const FREE = [
  /^training\./,
  /\.operators/,
  /^encoders\.wav2vec2\.preprocessor\.(feature_size|padding_value|return_attention_mask)$/,
];
/** Objects whose unknown keys are ignored. */
const OPEN = /^(training(\..*)?|(.*\.)?network|encoders\.\w+|(.*\.)?preprocessor)$/;
/** Entries that other keys refer to, or that no key needs. */
const ENTRY = /^(modes|heads|encoders)\.\w+$/;
const OTHERS = [null, true, 7.25, "text", [], {}];

/** Runs the check. @returns message of its error, if any */
function errorOf(manifest: unknown): string | undefined {
  try {
    assert.equal(checkManifest(manifest), manifest);
    return undefined;
  } catch (error) {
    assert.ok(error instanceof ModelError, `${error}`);
    return error.message;
  }
}

/** Extracts the part of a message that names the key. */
const keyIn = (message: string) => message.split(", ").slice(1).join(", ").split(": expected ")[0]!;
const isOptional = (task: unknown, path: string) =>
  OPTIONAL.some((one) => one.test(path)) ||
  path === (task === "cry" ? "calibration.prior" : "calibration");
const typeOf = (value: unknown) =>
  value === null ? "null" : Array.isArray(value) ? "list" : typeof value;

test("embedded and published models are valid, and so are those with every key", () => {
  assert.equal(models.length, 10);
  for (const [name, manifest] of Object.entries(manifests)) {
    assert.equal(errorOf(manifest), undefined, name);
  }
});

for (const [name, manifest] of Object.entries(manifests)) {
  const { task } = manifest as { readonly task?: unknown };
  const all = [...places(manifest)].filter(({ path }) => !FREE.some((one) => one.test(path)));

  test(`${name}: a missing key is named, unless it is optional`, () => {
    for (const place of all) {
      if (typeof place.key === "number") continue;
      const message = errorOf(place.with(undefined));
      if (isOptional(task, place.path)) assert.equal(message, undefined, place.path);
      else if (ENTRY.test(place.path)) {
        assert.ok(
          !message || message.includes(String(place.key)) || /modes|heads/.test(message),
          String(message),
        );
      } else assertNames(message, place, "nothing");
    }
  });

  test(`${name}: a value of another type is named with what was expected and received`, () => {
    for (const place of all) {
      for (const other of othersOf(place)) {
        const message = errorOf(place.with(other));
        // An empty object lacks the keys that were expected in it.
        const isInside = typeOf(other) === "object" && message?.includes(`${place.path}.`);
        if (isInside) assert.match(message!, /: expected .+, received nothing$/);
        else assertNames(message, place, describe(other));
      }
    }
  });

  test(`${name}: an unknown key is named`, () => {
    for (const { path, with: change, value } of [{ ...root(manifest) }, ...all]) {
      if (typeOf(value) !== "object" || OPEN.test(path)) continue;
      const message = errorOf(change({ ...value as object, unexpected: "?" }));
      assert.ok(message?.includes(`${path === "" ? "" : `${path}.`}unexpected: expected`), path);
      assert.ok(message!.endsWith('received "?"'), String(message));
    }
  });
}

function root(manifest: object): Place {
  return { path: "", parent: "", key: "", value: manifest, with: (value) => value };
}

/** Lists values of other types than the value at a place. */
function othersOf({ path, value }: Place): unknown[] {
  return OTHERS.filter((other) => {
    const type = typeOf(other);
    if (type === typeOf(value)) return false;
    // Labels of scikit-learn may be numbers or booleans; the size of an axis a number or a name.
    if (/\.classes\[\d\]$/.test(path)) return type !== "number" && type !== "boolean";
    if (/\.shape\[\d\]$/.test(path)) return type !== "string";
    // Windows may be null, and a classifier may be in a file.
    if (/^modes\.\w+\.windows$/.test(path)) return type !== "null";
    return !(/(^|\.)classifier$/.test(path) && type === "string");
  });
}

function assertNames(message: string | undefined, place: Place, received: string): void {
  const { path, parent, key } = place;
  assert.ok(message !== undefined, `${path}: accepted ${received}`);
  const named = keyIn(message);
  // When one of several keys is expected, all are named.
  const isAmong = named.startsWith(parent) && named.split(/[ .,]+/).includes(String(key));
  assert.ok(named === path || isAmong, `${path}: ${message}`);
  assert.ok(message.endsWith(`, received ${received}`), `${path}: ${message}`);
}

test("values out of range and keys that disagree", () => {
  const valence = manifests["valence of a network and a front end"]!;
  const features = manifests["reasons from features"]!;
  const detector = manifests["a detector as fit writes it"]!;
  const cases: [model: object, path: string, value: unknown, message: string][] = [
    [detector, "format", "babycry-model/2", "expected babycry-model/1 (another version of"],
    [detector, "id", "", "expected a string, not empty"],
    [detector, "task", "mood", "expected cry or valence or reason"],
    [detector, "min_seconds", -1, "expected a finite number from 0 to 3600"],
    [detector, "min_seconds", 1e308, "expected a finite number from 0 to 3600"],
    [detector, "calibration.scale", 1e308, "expected a finite number from -1000000 to 1000000"],
    [detector, "experimental", false, "expected true or no such key"],
    [detector, "threshold", 1.01, "expected a finite number from 0 to 1"],
    [detector, "silence_dbfs", 1, "expected a finite number up to 0"],
    [detector, "members", [], "expected one member or more"],
    [detector, "members[0].front_end", "mfcc", "expected cry-features or cry-log-mel or"],
    [detector, "windows.window_seconds", 0, "expected a finite number above 0 and up to 60"],
    [detector, "windows.window_seconds", 61, "expected a finite number above 0 and up to 60"],
    [detector, "windows.hop_seconds", Infinity, "expected a finite number above 0"],
    [detector, "windows.min_partial_seconds", -0.5, "expected a finite number from 0 to 60"],
    [detector, "windows.fill", "noise", "expected zero or repeat"],
    [detector, "recording.long_seconds", -1, "expected a finite number from 0 to 3600"],
    [detector, "recording.span_seconds", 0, "expected a finite number above 0"],
    [detector, "recording.top_share", 0, "expected a finite number above 0 and up to 1"],
    [detector, "recording.top_share", 1.5, "expected a finite number above 0 and up to 1"],
    [detector, "events.windows", 0, "expected a whole number of 1 or more"],
    [detector, "events.agreeing", 1, "expected a whole number from 2 to 3"],
    [detector, "events.agreeing", 4, "expected a whole number from 2 to 3"],
    [detector, "events.start_threshold", 1.5, "expected a finite number from 0 to 1"],
    [detector, "events.peak_threshold", 0.01, "expected a finite number from 0."],
    [detector, "events.end_threshold", 0.99, "expected a finite number from 0 to 0."],
    [detector, "abstention.max_clipped_share", 1.5, "expected a finite number from 0 to 1"],
    [detector, "abstention.clipping_level", 0, "expected a finite number above 0 and up to 1"],
    [detector, "abstention.novelty.mean", [0], "expected a list of 344"],
    [detector, "abstention.novelty.scale[0]", 0, "expected a finite number above 0"],
    [detector, "abstention.novelty.max_distance", -1, "expected a finite number of 0 or more"],
    [detector, "calibration.prior.cry", 0, "expected a finite number above 0 and up to 1"],
    [detector, "calibration.prior", { cry: 0.5, no_cry: 0.4 }, "expected shares that sum to 1"],
    [detector, "conformal.coverage", 1, "expected a finite number between 0 and 1"],
    [detector, "conformal.scores.cry[1]", 0.1, "expected at least 0.25, ascending"],
    [valence, "head", "single", "expected both"],
    [valence, "heads.both.encoders[0]", "ast", "expected clap or cry-features or"],
    [valence, "heads.both.encoders[1]", "clap", "expected each string once"],
    [valence, "heads.both.pooling", "max", "expected mean or mean_std"],
    [valence, "heads.both.pooling", "mean_std", "expected 1410 values (clap 1024 + acoustic193 3"],
    [valence, "heads.both.classifier.n_features", 9, "expected 705 values (clap 512 + acoustic19"],
    [valence, "heads.both.classifier.classes", ["a", "b", "c"], "expected positive, distress and"],
    [valence, "encoders.clap.input_kind", "mfcc", "expected ast_fbank or waveform or"],
    [valence, "encoders.clap.sha256", "00", "expected 64 lower-case hexadecimal digits"],
    [valence, "encoders.clap.hub.repository", "clap", "expected owner/name"],
    [valence, "encoders.clap.inputs", [], "expected a list of 1"],
    [valence, "encoders.clap.embedding.output", "x", "expected a name in outputs (audio_embeds)"],
    [valence, "encoders.clap.embedding.pooling", "mean_over_frames", "expected 3 axes for pooling"],
    [valence, "encoders.clap.embedding.size", 9, "expected embedding.size 9, received 512"],
    [valence, "encoders.clap.preprocessor.sampling_rate", 16_000, "expected sample_rate_hz 48000"],
    [valence, "encoders.clap.preprocessor.padding", "pad", "expected repeatpad"],
    [valence, "abstention.novelty.mean", [0], "expected a list of 705"],
    [features, "front_end", "cry-features", "expected 344 values (cry-features), received 193"],
    [features, "mode", "clip", "expected windows or whole"],
    [features, "modes", {}, "expected one mode or more"],
    [features, "modes.windows.resampling", "flat", "expected linear or soxr"],
    [features, "modes.windows.first_seconds", 0, "expected a finite number above 0"],
    [features, "modes.whole.variable_windows", true, "expected no key but windows"],
    [features, "modes.whole.input_kind", "mel_db", "expected no key but windows"],
    [features, "calibration.scale", -1, "expected a finite number from 0 to 1000"],
    [features, "calibration.prior.bored", 0.1, "expected no key but hungry, tired"],
    [features, "conformal.scores.bored", [], "expected no key but hungry, tired"],
    [features, "tips.bored", { advice: "-", indicators: [] }, "expected no key but hungry, tired"],
    [features, "abstention.min_infant_probability", 0.5, "expected no key but min_seconds"],
    [known("cry-detect"), "abstention.min_cry_probability", 0.5, "expected no key but min_seconds"],
    [known("cry-resnet"), "labels", ["a", "b"], "expected 8, one per value of network.embedding"],
    [known("cry-resnet"), "labels[1]", "belly_pain", "expected each string once"],
    [known("cry-resnet"), "modes.lambda.input_kind", "ast", "expected ast_fbank or waveform or"],
    [known("cry-resnet"), "modes.lambda.input_kind", "ast_fbank", "network.preprocessor.num_mel"],
    [known("cry-reason"), "modes.whole.windows", null, "expected an object, received null"],
  ];
  for (const [model, path, value, message] of cases) {
    const found = errorOf(withValue(model, path, value));
    assert.ok(found?.includes(message), `${path} ${JSON.stringify(value)}: ${found}`);
    // When two keys disagree, one of them is named.
    if (!/_kind|front_end|embedding|pooling/.test(path)) assert.equal(keyIn(found!), path);
  }
});

/** Sets a value at a path of a manifest; the last key may be new. */
function withValue(manifest: object, path: string, value: unknown): unknown {
  const found = [...places(manifest)].find((place) => place.path === path);
  if (found) return found.with(value);
  const [, parent = "", key = path] = /^(.*)\.(\w+)$/.exec(path) ?? [];
  if (parent === "") return { ...manifest, [key]: value };
  const around = [...places(manifest)].find((place) => place.path === parent)!;
  return around.with({ ...around.value as object, [key]: value });
}

test("heads that read vectors of several lengths have no common novelty", () => {
  const valence = known("valence");
  const novelty = { mean: [0], scale: [1], max_distance: 1 };
  assert.match(
    errorOf({ ...valence, abstention: { novelty } })!,
    /abstention\.novelty: expected heads that read vectors of one length, received 512, 2048$/,
  );
});

test("an error has the model's id, whatever its value", () => {
  for (const id of ["mine", "a, b: expected c", ""]) {
    assert.throws(() => checkManifest({ id }), { name: "ModelError", modelId: id });
  }
  assert.throws(() => checkManifest(undefined), {
    message: "Reading model without id: expected an object, received nothing",
  });
});

const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});

test("a value that is no manifest is a ModelError", () => {
  fc.assert(
    fc.property(anything, (value) => assert.ok(errorOf(value) !== undefined)),
    { seed: 1, numRuns: 1000 },
  );
});

test("a manifest with any value at any place is accepted or a ModelError", () => {
  const small = Object.values(manifests).filter((one) => JSON.stringify(one).length < 30_000);
  const all = small.flatMap((manifest) => [...places(manifest)]);
  let accepted = 0;
  fc.assert(
    fc.property(fc.constantFrom(...all), anything, ({ with: change }, value) => {
      if (errorOf(change(value)) === undefined) accepted++;
    }),
    { seed: 1, numRuns: 5000 },
  );
  assert.ok(accepted > 0 && accepted < 5000);
});
