import { embeddedModels } from "@babycry/babycry";
import assert from "node:assert/strict";
import { test } from "node:test";
import { assignOptions, type FlatOptions } from "../../src/cli/options/assign_options.ts";

const [cryDetect, cryValence, cryReason] = embeddedModels;

test("each option goes to the model of its task, and a prior to the one with its labels", async () => {
  const source = { read: () => Promise.resolve(new Uint8Array()) };
  const prior = { cry: 0.1, no_cry: 0.9 };
  assert.deepEqual(await assignOptions({ topK: 1, prior, coverage: 0.9, source }), {
    source,
    coverage: 0.9,
    models: [{ model: cryDetect, prior }, { model: cryValence }, { model: cryReason, topK: 1 }],
  });
  const model = ["deepinfant", "valence"];
  assert.deepEqual(await assignOptions({ model, head: "fusion", dtype: "int8", mode: "windows" }), {
    models: [{ model: "deepinfant", mode: "windows" }, {
      model: "valence",
      head: "fusion",
      dtype: "int8",
    }],
  });
  const reasons = { ...cryReason.calibration!.prior };
  assert.deepEqual(await assignOptions({ model: cryReason, prior: reasons }), {
    models: [{ model: cryReason, prior: reasons }],
  });
});

test("an option that no model has is wrong usage", async () => {
  const wrong: [FlatOptions, RegExp][] = [
    [{ model: "cry-detect", topK: 3 }, /Loading cry-detect: expected a model with the option topK/],
    [{ model: ["cry-detect", "deepinfant"], head: "x" }, /cry-detect, deepinfant: .* option head/],
    [{ prior: { bored: 1 } }, /expected a model with the option prior of bored/],
  ];
  for (const [options, message] of wrong) {
    await assert.rejects(assignOptions(options), { name: "SyntaxError", message });
  }
});

test("the classifier reports an unknown model, and labels that a model does not have", async () => {
  assert.deepEqual(await assignOptions({ model: "nothing", topK: 3 }), {
    models: [{ model: "nothing", topK: 3 }],
  });
  const prior = { bored: 1 };
  assert.deepEqual(await assignOptions({ model: "cry-detect", prior }), {
    models: [{ model: "cry-detect", prior }],
  });
});
