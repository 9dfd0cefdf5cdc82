import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { isOnnx } from "../../src/store/is_onnx.ts";
import { importModel } from "../../src/store/import_model.ts";
import { openModelStore } from "../../src/store/model_store.ts";

/** ModelProto: IR version 8, producer "x", graph of 3 bytes. */
const ONNX = Uint8Array.of(8, 8, 0x12, 1, 0x78, 0x3a, 3, 1, 2, 3);
const THREE_GP = new TextEncoder().encode("\0\0\0\x18ftyp3gp4 and more bytes");

test("an ONNX model is a complete message of ModelProto with a graph", () => {
  assert.ok(isOnnx(ONNX));
  for (
    const bytes of [
      new Uint8Array(0),
      THREE_GP,
      ONNX.subarray(0, 5),
      ONNX.subarray(0, 9),
      ONNX.subarray(0, 6),
      Uint8Array.of(...ONNX, 0x80),
      Uint8Array.of(9, 8, ...ONNX),
    ]
  ) assert.ok(!isOnnx(bytes), String(bytes));
});

test("the bytes of an import match the role of their name", async () => {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  try {
    const store = await openModelStore({ folder: join(folder, "cache") });
    const path = join(folder, "b.3gp");
    const imported = async (bytes: Uint8Array | string, as: string) => {
      await writeFile(path, bytes);
      return await importModel(path, store, { as });
    };
    const refused: [Uint8Array | string, string, RegExp][] = [
      [THREE_GP, "valence/single_logreg.json", /a head in JSON .*, received another format$/],
      [ONNX, "valence/single_logreg.json", /expected a head in JSON/],
      [`{"format": "sklearn-json/1"}`, "valence/single_logreg.json", /n_features/],
      [THREE_GP, "wav2vec2/wav2vec2.onnx", /expected ONNX, received another format$/],
      [THREE_GP, "wav2vec2", /expected ONNX, received another format$/],
      ["", "ast/ast.onnx.data", /expected external data, received an empty file$/],
      [ONNX, "cry-detect/x.onnx", /expected a name that no model of the package has/],
      [ONNX, "cry-pain/x.onnx", /expected a name that no model of the package has/],
      [ONNX, "cry-detect-plus/x.onnx", /expected a name that no model of the package has/],
    ];
    for (const [bytes, as, message] of refused) {
      await assert.rejects(imported(bytes, as), { message }, as);
    }
    await assert.rejects(importModel(path, store, { as: "ast", tensor: "a" }), {
      name: "RangeError",
      message: /expected a file that uses option tensor, received an ONNX file$/,
    });
    assert.deepEqual(await store.ids(), []);
    for (const [bytes, id, file] of [[ONNX, "ast", "ast.onnx"], ["raw", "ast", "ast.onnx.data"]]) {
      assert.deepEqual(await imported(bytes!, `${id}/${file}`), [{ id, file }]);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("an ONNX file with a name is imported with the external data beside it", async () => {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  try {
    const store = await openModelStore({ folder: join(folder, "cache") });
    const path = join(folder, "net.onnx");
    await writeFile(path, ONNX);
    await writeFile(`${path}.data`, "");
    await assert.rejects(importModel(path, store, { as: "cry-resnet" }), {
      message: /expected external data, received an empty file$/,
    });
    assert.deepEqual(await store.ids(), []);
    await writeFile(`${path}.data`, "weights");
    const files = ["net.onnx", "net.onnx.data"].map((file) => ({ id: "cry-resnet", file }));
    assert.deepEqual(await importModel(path, store, { as: "cry-resnet" }), files);
    assert.equal(
      new TextDecoder().decode(await store.read("cry-resnet", "net.onnx.data")),
      "weights",
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
