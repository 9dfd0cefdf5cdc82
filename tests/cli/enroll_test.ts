import { createClassifier } from "@babycry/babycry";
import type { ModelManifest } from "@babycry/babycry/models";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { voice, wav, withCorpus } from "./_corpus.ts";
import { fakeHost } from "./_fake_host.ts";

const entry = (path: string, label: string, seed: number) => ({
  ...{ path, label },
  bytes: wav(voice(seed)),
});

test("models adapted to a few recordings are accepted by classify", async () => {
  const entries = [
    entry("a.wav", "tired", 1),
    entry("b.wav", "cry", 2),
    entry("c.wav", "other", 3),
  ];
  await withCorpus(entries, async (manifest, folder) => {
    const out = join(folder, "mine.json");
    const host = fakeHost(() => undefined);
    assert.equal(await main(["enroll", manifest, "--out", out], host), 0, host.written.err);
    assert.match(
      host.written.out,
      /^enrolled 2 cries \(1 with a reason\) and 1 other sounds/,
    );
    const model: ModelManifest[] = JSON.parse(await readFile(out, "utf8"));
    const { reason } = await (await createClassifier({ models: model })).predict(wav(voice(4)));
    const { reason: before } = await (await createClassifier()).predict(wav(voice(4)));
    assert.ok(reason!.allProbs["tired"]! > before!.allProbs["tired"]!);
    const asked = fakeHost(() => ({}));
    await main(["a.wav", "--model", out, "--json"], asked);
    assert.deepEqual(asked.asked, [{ model }]);
  });
});

test("a clip that cannot be enrolled is an error, and nothing is written", async () => {
  for (const bad of [entry("d.wav", "bored", 1), { path: "missing.wav", label: "cry" }]) {
    await withCorpus([entry("a.wav", "cry", 1), bad], async (manifest, folder) => {
      const host = fakeHost(() => undefined);
      const out = join(folder, "mine.json");
      assert.equal(await main(["enroll", manifest, "--out", out], host), 1);
      assert.match(host.written.err, new RegExp(`Enrolling ${bad.path}`));
      await assert.rejects(readFile(out), { code: "ENOENT" });
    });
  }
  const nowhere = fakeHost(() => undefined);
  assert.equal(await main(["enroll", "clips.csv", "--out", "nowhere/a.json"], nowhere), 1);
  assert.match(
    nowhere.written.err,
    /Writing nowhere\/a\.json: expected an existing directory, received nowhere/,
  );
  assert.equal(await main(["enroll", "clips.csv"], fakeHost(() => undefined)), 2);
});
