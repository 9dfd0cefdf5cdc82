import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { assignOptions, type FlatOptions } from "../../src/cli/options/assign_options.ts";
import { YAMNET } from "../../src/encoder/yamnet/architecture.ts";
// Of the same bundle as the program, for instanceof.
import { createClassifier } from "../../src/pipeline.ts";
import { tfliteFile } from "../encoder/yamnet/_tflite_file.ts";
import { noise, voice, wav, withCorpus } from "./_corpus.ts";
import { fakeHost } from "./_fake_host.ts";

const entries = Array.from({ length: 6 }, (_, i) => ({
  path: `${i}.wav`,
  bytes: wav(i % 2 === 0 ? voice(i, 2) : noise(i)),
  label: i % 2 === 0 ? "cry" : "other",
  group: `g${i}`,
}));

test("classify and eval use the file of YAMNet in the cache", () =>
  withCorpus(entries, async (manifest, folder) => {
    const cache = ["--cache", join(folder, "cache")];
    const run = async (...args: string[]) => {
      const host = {
        ...fakeHost(() => undefined),
        loadClassifier: async (options: FlatOptions) =>
          await createClassifier(await assignOptions(options)),
      };
      return { code: await main([...args, ...cache], host), ...host.written };
    };
    const clip = join(folder, "0.wav");
    const classify = ["classify", clip, "--model", "cry-detect-plus", "--json"];
    const missing = await run(...classify);
    assert.equal(missing.code, 1);
    assert.match(missing.out + missing.err, /models pull yamnet, or babycry models import/);

    const file = join(folder, "yamnet.tflite");
    await writeFile(file, tfliteFile({ weights: "int8" }, YAMNET).bytes);
    assert.equal((await run("models", "import", file)).code, 0);
    const found = await run(...classify, "--model", "cry-valence-plus");
    assert.equal(found.code, 0, found.err);
    const { cry, valence } = JSON.parse(found.out)[0];
    assert.ok(cry.probability >= 0 && cry.probability <= 1);
    assert.deepEqual([valence.experimental, valence.head], [true, "plus"]);

    const evaluated = await run(
      ...["eval", manifest, "--model", "cry-detect-plus", "--positive", "cry", "--json"],
    );
    assert.equal(evaluated.code, 0, evaluated.err);
    assert.equal(JSON.parse(evaluated.out).model, "cry-detect-plus");
  }));
