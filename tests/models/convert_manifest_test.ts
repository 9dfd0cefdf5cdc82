import { createClassifier } from "@babycry/babycry";
import { createRandom } from "@babycry/babycry/augment";
import {
  checkManifest,
  convertManifest,
  type CryManifest,
  MODEL_FORMAT,
  type ModelManifest,
  models,
} from "@babycry/babycry/models";
import fc from "fast-check";
import assert from "node:assert/strict";
import { test } from "node:test";
// Of the same bundle as loadManifest, for instanceof.
import { ModelError } from "../../src/errors.ts";
import { loadManifest } from "../../src/models/load_manifest.ts";
import { known, manifests, places } from "./_manifests.ts";

type Json = Record<string, unknown>;

/** Keys of this version, with their names before manifests had a format. */
const FORMER: Readonly<Record<string, string>> = {
  license: "licence",
  novelty: "familiar",
  variable_windows: "open_windows",
};
/** Keys that were introduced with the format. */
const NEW = ["format", "recording", "events", "clipping_level"];

/** Replaces the rules by those that the code had before manifests stated them. */
const withFormerRules = <T extends object>(manifest: T): T =>
  "events" in manifest
    ? {
      ...manifest,
      events: { windows: 4, agreeing: 3 },
      recording: { long_seconds: 10, span_seconds: 5, top_share: 0.5 },
    }
    : manifest;

/** Converts a manifest to the form that earlier versions wrote. */
function former(manifest: unknown, depth = 0): unknown {
  if (Array.isArray(manifest)) return manifest;
  if (typeof manifest !== "object" || manifest === null) return manifest;
  return Object.fromEntries(
    Object.entries(manifest as Json)
      // Heads keep their format.
      .filter(([key]) => !(NEW.includes(key) && (depth === 0 || key === "clipping_level")))
      .map(([key, value]) => [
        FORMER[key] ?? key,
        key === "pooling" && value === "mean_std" ? "moments" : former(value, depth + 1),
      ]),
  );
}

const detector = known("cry-detect") as CryManifest;
const random = createRandom("convert");
const clip = {
  samples: Float32Array.from({ length: 12 * 8000 }, () => 0.1 * random.normal()),
  sampleRateHz: 8000,
};
const predict = async (model: unknown) =>
  await (await createClassifier({ model: model as ModelManifest })).predict(clip);

test("manifests of earlier versions are converted to this version", () => {
  for (const [name, manifest] of Object.entries(manifests)) {
    const { manifest: converted, changes } = convertManifest(former(manifest));
    assert.deepEqual(converted, withFormerRules(manifest as Json), name);
    assert.equal(changes[0], "added format");
    assert.ok(changes.includes("licence -> license"), name);
    checkManifest(converted);
  }
});

test("each former key is noted once", () => {
  const changesOf = (manifest: unknown) => convertManifest(former(manifest)).changes;
  assert.deepEqual(changesOf(detector), [
    "added format",
    "licence -> license",
    "added clipping_level",
    "added recording",
    "added events",
  ]);
  assert.deepEqual(changesOf(known("deepinfant")), [
    "added format",
    "licence -> license",
    "open_windows -> variable_windows",
  ]);
  assert.deepEqual(changesOf(manifests["a detector as fit writes it"]), [
    "added format",
    "licence -> license",
    "familiar -> novelty",
    "added clipping_level",
    "added recording",
    "added events",
  ]);
  const { head, heads, ...valence } = manifests["valence of a network and a front end"] as Json;
  const pooled = { ...(heads as Json)[head as string] as Json, pooling: "mean_std" };
  for (const one of [{ head: pooled, task: "reason" }, { heads: { pooled }, head: "pooled" }]) {
    const { manifest, changes } = convertManifest(former({ ...valence, ...one }));
    assert.deepEqual(manifest, { ...valence, ...one });
    assert.ok(changes.includes("pooling moments -> mean_std"));
  }
});

test("the first detectors had one front end and one head", async () => {
  const { members, ...others } = manifests["a detector as fit writes it"] as Json;
  const [{ front_end, head }] = members as [Json];
  const { manifest, changes } = convertManifest({ ...former(others) as Json, front_end, head });
  assert.deepEqual(manifest, withFormerRules({ ...others, members }));
  assert.ok(changes.includes("front_end and head -> members"));
  assert.deepEqual(
    await predict(withFormerRules({ ...others, members })),
    await predict(manifest),
  );
});

test("a converted model has bit-identical predictions", async () => {
  const embedded = models.slice(0, 3);
  for (const model of embedded) {
    assert.deepEqual(await predict(former(model)), await predict(model));
  }
});

test("present keys stay, and a manifest with a format is returned unchanged", () => {
  const recording = { long_seconds: 20, span_seconds: 4, top_share: 1 };
  const { format: _, ...mine } = { ...detector, recording };
  assert.deepEqual(convertManifest(mine), {
    manifest: { ...mine, format: MODEL_FORMAT },
    changes: ["added format"],
  });
  const both = convertManifest({ ...mine, licence: "" }).manifest;
  assert.throws(() => checkManifest(both), /licence: expected no key but/);
  for (
    const value of [detector, { ...mine, format: "babycry-model/2", licence: "" }, null, 7, []]
  ) {
    assert.deepEqual(convertManifest(value), { manifest: value, changes: [] });
  }
});

test("keys that earlier versions did not require are added", () => {
  const { format: _, license: __, training: ___, ...mine } = known("cry-reason");
  const { model, changes } = loadManifest(mine);
  assert.deepEqual([model.license, model.training], ["not stated", {}]);
  assert.deepEqual(changes, ["added format", "added license", "added training"]);
});

test("an error for a manifest that cannot be converted names the command that replaces it", () => {
  const { members: [member] } = manifests["a detector as fit writes it"] as CryManifest;
  const old = former({
    ...detector,
    members: [{ ...member!, head: { ...member!.head, n_features: 340 } }],
  });
  assert.throws(() => loadManifest(old), (error) => {
    assert.ok(error instanceof ModelError);
    assert.match(
      error.message,
      /members\[0\]\.head\.n_features: expected 344 values .*, received 340\. .* babycry fit$/,
    );
    return error.modelId === "cry-detect";
  });
  assert.throws(() => loadManifest({ ...detector, threshold: 2 }), /received 2$/);
});

test("any value is loaded as a manifest or a ModelError", () => {
  const small = Object.values(manifests).filter((one) => JSON.stringify(one).length < 30_000);
  const all = small.flatMap((manifest) => [...places(former(manifest))]);
  fc.assert(
    fc.property(fc.option(fc.constantFrom(...all)), fc.anything(), (place, value) => {
      try {
        loadManifest(place ? place.with(value) : value);
      } catch (error) {
        assert.ok(error instanceof ModelError, `${error}`);
      }
    }),
    { seed: 1, numRuns: 3000 },
  );
});
