import { createClassifier } from "@babycry/babycry";
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { openModelStore } from "../../src/store/model_store.ts";
import { requires } from "../_requires.ts";
import { sharedFile } from "../_shared.ts";
import { fakeHost } from "./_fake_host.ts";

const models = sharedFile("oracle/models/models");
const data = sharedFile("data");
const needs = requires("shared data", "oracle/models/models", "data");

test("a head fitted on recordings agrees with scikit-learn's", needs, async () => {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  try {
    const reference = JSON.parse(await readFile(`${models}/head-single_logreg.json`, "utf8"));
    const { clips, labels } = reference.fitted_on as { clips: string[]; labels: string[] };
    const rows = clips.map((path, i) => `${path},${labels[i]},${path.split("-")[1]}`);
    await writeFile(join(folder, "clips.csv"), ["path,label,group", ...rows, ""].join("\n"));
    const store = await openModelStore({ folder });
    const network = await readFile(`${models}/clap-tiny.onnx`);
    await store.put({ id: "clap-tiny", file: "clap-tiny.onnx" }, network);
    const out = join(folder, "mine.json");
    const args = [
      "fit",
      join(folder, "clips.csv"),
      "--root",
      data!,
      "--cache",
      folder,
      "--out",
      out,
    ];
    const encoder = ["--encoder", `${models}/clap-tiny.json`];
    const run = async (...more: string[]) => {
      const host = fakeHost(() => undefined);
      return { code: await main([...args, ...more], host), ...host.written };
    };

    const { code, out: text, err } = await run(...encoder, "--c", "0.1", "--folds", "3");
    assert.equal(code, 0, err);
    assert.match(
      text,
      /^logistic regression, C 0.1 on clap-tiny on clips.csv: kfold, 3 folds; 20 clips/,
    );
    const model = JSON.parse(await readFile(out, "utf8"));
    assert.deepEqual(model.heads.fitted.encoders, ["clap-tiny"]);
    const { classifier: fitted } = model.heads.fitted;
    assert.deepEqual(fitted.classes, reference.classes);
    // Embeddings of WebAssembly and of PyTorch differ by some 1e-5 of their size.
    const near = (a: number[], b: number[]) =>
      a.forEach((x, i) => assert.ok(Math.abs(x - b[i]!) < 1e-4, `${x}, expected ${b[i]}`));
    near(fitted.steps[0].mean, reference.steps[0].mean);
    near(fitted.steps[0].scale, reference.steps[0].scale);
    near(fitted.classifier.coef[0], reference.classifier.coef[0]);
    near(fitted.classifier.intercept, reference.classifier.intercept);

    // From the vectors that were kept; a network that was tampered with is not even read.
    assert.match(text, /\n20 clips, 20 computed, others from the cache\n/);
    await writeFile(join(folder, "clap-tiny", "clap-tiny.onnx"), "no network");
    const again = await run(...encoder, "--c", "0.1", "--folds", "3");
    assert.equal(again.out, text.replace("20 clips, 20 computed", "20 clips, 0 computed"));

    // So does eval, from the same vectors.
    const host = fakeHost(() => undefined);
    const of = ["eval", ...args.slice(1, -2), ...encoder, "--folds", "3"];
    assert.equal(await main(of, host), 0, host.written.err);
    assert.match(host.written.out, /^logistic regression on clap-tiny on clips.csv: kfold, 3 fol/);

    assert.equal((await run("--encoder", "vggish")).code, 2);
    const others = await run(...encoder, "--labels", "positive");
    assert.equal(others.code, 1);
    assert.match(others.err, /expected positive and distress, received positive/);

    // Any labels: what the encoder tells of them, and not how an infant feels.
    const kinds = clips.map((path, i) => `${path},kind ${i % 2},${path.split("-")[1]}`);
    await writeFile(join(folder, "clips.csv"), ["path,label,group", ...kinds, ""].join("\n"));
    const { code: third, err: message } = await run(...encoder, "--folds", "3");
    assert.equal(third, 0, message);
    const reasons = JSON.parse(await readFile(out, "utf8"));
    assert.equal(reasons.task, "reason");
    assert.deepEqual(reasons.head.classifier.classes, ["kind 0", "kind 1"]);
    assert.deepEqual(Object.keys(reasons.encoders), ["clap-tiny"]);
    await writeFile(join(folder, "clap-tiny", "clap-tiny.onnx"), network);
    const classifier = await createClassifier({ model: reasons, source: store });
    const { reason } = await classifier.predict(`${data}/${clips[0]}`);
    assert.deepEqual(Object.keys(reason!.allProbs), ["kind 0", "kind 1"]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
