import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { digest, type Hub, someBytes, startHub } from "../store/_hub.ts";
import { f32, writeSafetensors } from "../store/_safetensors.ts";
import { fakeHost } from "./_fake_host.ts";

const CONTENT = someBytes(100_000);
/** ModelProto with an IR version and a graph of 50 bytes. */
const ONNX = Uint8Array.of(8, 7, 0x3a, 50, ...someBytes(50));
/** Fields of an encoder manifest besides its files. */
const ENCODER = {
  input_kind: "waveform",
  sample_rate_hz: 16_000,
  preprocessor: { sampling_rate: 16_000, do_normalize: false },
  inputs: [{ name: "audio", dtype: "float", shape: ["batch", "samples"] }],
  outputs: [{ name: "vector", dtype: "float", shape: ["batch", 8] }],
  embedding: { output: "vector", pooling: "none", size: 8 },
};
const CUT = writeSafetensors({ x: f32([2], [1, 2]) }).slice(0, -4);

interface Given {
  readonly hub: Hub;
  /** A folder with a cache, and room for files to import. */
  readonly folder: string;
  run(...args: string[]): Promise<{ code: number; out: string; err: string }>;
  /** Writes a file to import. @returns its path */
  write(name: string, content: Uint8Array | string): Promise<string>;
}

function withModels(name: string, work: (given: Given) => Promise<void>): void {
  test(name, async () => {
    const hub = await startHub(CONTENT);
    const folder = await fs.mkdtemp(join(tmpdir(), "babycry-"));
    try {
      await work({
        hub,
        folder,
        async run(...args) {
          const host = fakeHost(() => assert.fail("no recording was named"));
          const cache = join(folder, "cache");
          const code = await main(["models", ...args, "--cache", cache], host);
          return { code, ...host.written };
        },
        async write(file, content) {
          await fs.writeFile(join(folder, file), content);
          return join(folder, file);
        },
      });
    } finally {
      await hub.close();
      await fs.rm(folder, { recursive: true });
    }
  });
}

const HEAD = {
  format: "sklearn-json/1",
  n_features: 2,
  classes: ["distress", "positive"],
  steps: [{ type: "standard_scaler", mean: [0, 1], scale: [1, 2] }],
  classifier: { type: "logistic_regression", coef: [[1, -1]], intercept: [0.5], link: "sigmoid" },
};

withModels(
  "a model is pulled, listed, found, verified and removed",
  async ({ run, hub, folder }) => {
    assert.match((await run("list")).out, /^clap {11}pull/m);
    const pulled = await run("pull", "clap", "--dtype", "int8", "--hub", hub.url);
    assert.deepEqual(pulled, { code: 0, out: "clap-int8 clap-int8.onnx downloaded\n", err: "" });
    assert.match(
      hub.seen[0]!.path,
      /^\/Xenova\/clap-htsat-unfused\/resolve\/main\/onnx\/.*quantized/,
    );
    assert.match((await run("pull", "clap-int8", "--offline")).out, /already in the cache/);
    assert.equal(hub.seen.length, 1);

    assert.match((await run("list")).out, /^clap-int8 {6}cached/m);
    const { models } = JSON.parse((await run("list", "--json")).out);
    const [file] = models.find(({ id }: { id: string }) => id === "clap-int8").files;
    assert.equal(file.sha256, digest(CONTENT));

    const path = (await run("path", "clap-int8")).out.trim();
    assert.equal((await run("path")).out, `${join(folder, "cache")}\n`);
    assert.deepEqual(await run("verify"), {
      code: 0,
      out: "clap-int8 clap-int8.onnx ok\n",
      err: "",
    });
    await fs.writeFile(path, "damaged");
    const { code, err } = await run("verify", "clap-int8");
    assert.equal(code, 1);
    assert.match(err, /clap-int8\.onnx of clap-int8: expected SHA-256 .* as at the first download/);

    assert.equal((await run("remove", "clap-int8")).code, 0);
    for (const action of ["remove", "verify", "path"]) {
      const { code, err } = await run(action, "clap-int8");
      assert.equal(code, 1);
      assert.match(err, /expected its files in/);
    }
  },
);

withModels("missing models and wrong usage have messages", async ({ run }) => {
  const cases: [string[], number, RegExp][] = [
    [["pull", "ast"], 1, /export_encoders\.py.*models import/],
    [["pull", "valence"], 1, /names of the published head files are not known/],
    [["pull", "nope"], 2, /Pulling nope: expected one of clap/],
    [["pull", "cry-resnet", "--dtype", "int8"], 2, /Pulling cry-resnet-int8: expected one of/],
    [["pull", "clap", "--offline"], 1, /clap\.onnx in .*, received no such file/],
    [["pull", "clap", "--hub", "http://127.0.0.1:1"], 1, /an answer of .*, received none \(.*\)/],
    [["verify"], 0, /^No models in .*cache$/m],
    [["pull"], 2, /Missing MODEL after models pull/],
    [["pull", "clap", "--dtype", "fp8"], 2, /Invalid --dtype: expected fp32 or int8, received fp8/],
    [["import"], 2, /Missing FILE after models import/],
    [[], 2, /Missing ACTION[^]*Try babycry models --help/],
    [["list", "x"], 2, /Unexpected argument x/],
    [["pul"], 2, /expected list, pull, .*received pul/],
    [["pull", "../evil.json"], 1, /evil\.json/],
    [["remove", "../.."], 1, /expected letters/],
  ];
  for (const [args, expected, message] of cases) {
    const { code, err } = await run(...args);
    assert.match(err, message);
    assert.equal(code, expected, err);
  }
});

withModels("URL and hash of a manifest are used", async ({ run, hub, write }) => {
  const manifest = {
    ...ENCODER,
    id: "mine",
    file: "mine.onnx",
    url: `${hub.url}/owner/releases/download/v1/mine.onnx`,
    sha256: digest(CONTENT),
    bytes: CONTENT.length,
  };
  const path = await write("mine.json", JSON.stringify(manifest));
  assert.match((await run("import", path)).err, /mine\.onnx, received no such file; babycry /);
  assert.equal((await run("pull", path)).out, "mine mine.onnx downloaded\n");
  assert.deepEqual((await run("path", "mine")).out.match(/mine\.\w+$/gm), [
    "mine.json",
    "mine.onnx",
  ]);
  const wrong = await write("wrong.json", JSON.stringify({ ...manifest, sha256: "0".repeat(64) }));
  assert.match((await run("pull", wrong)).err, /256 0{64} as .*, received \w{64}; .*models import/);
  const odd = await write("odd.json", JSON.stringify({ ...manifest, sha256: "abc" }));
  assert.match((await run("pull", odd)).err, /64 lower-case hexadecimal digits/);
});

withModels("an ONNX file is imported with its manifest", async ({ run, write }) => {
  const files = { file: "tiny.onnx", sha256: digest(ONNX), bytes: ONNX.length };
  const manifest = { ...ENCODER, id: "tiny", ...files };
  const path = await write("tiny.onnx", ONNX);
  assert.match(
    (await run("import", path)).err,
    /expected a manifest .*tiny\.json, received none; name one with --manifest/,
  );
  const described = await write("tiny.json", JSON.stringify(manifest));
  assert.equal((await run("import", path)).code, 0);
  assert.equal((await run("import", described)).code, 0);
  assert.equal((await run("verify", "tiny")).code, 0);
  await write("tiny.json", JSON.stringify({ ...manifest, sha256: "0".repeat(64) }));
  assert.match((await run("import", path)).err, /expected SHA-256 0{64} as in the manifest/);
  await write("tiny.json", JSON.stringify({ ...manifest, sample_rate_hz: 8000 }));
  assert.match(
    (await run("import", path)).err,
    /encoder tiny, preprocessor\.sampling_rate: expected sample_rate_hz 8000, received 16000/,
  );
  assert.equal((await run("import", path, "--as", "wav2vec2")).code, 0);
  assert.match((await run("path", "wav2vec2")).out, /tiny\.onnx/);
});

withModels("external data is downloaded with its graph", async ({ run, hub, write }) => {
  const manifest = {
    ...ENCODER,
    id: "big",
    file: "big.onnx",
    external_data: "big.onnx.data",
    url: `${hub.url}/owner/model/resolve/main/onnx/model.onnx`,
  };
  const path = await write("big.json", JSON.stringify(manifest));
  assert.equal((await run("pull", path)).code, 0);
  assert.deepEqual(hub.seen.map(({ path }) => path.split("/").at(-1)), [
    "model.onnx",
    "big.onnx.data",
  ]);
  assert.equal((await run("remove", "big")).code, 0);
  const onnx = await write("big.onnx", ONNX);
  assert.match((await run("import", onnx)).err, /big\.onnx\.data, received no/);
  await write("big.onnx.data", someBytes(200));
  assert.equal((await run("import", onnx)).code, 0);
  assert.deepEqual((await run("path", "big")).out.match(/big\.[\w.]+$/gm), [
    "big.json",
    "big.onnx",
    "big.onnx.data",
  ]);
  await write("big.json", JSON.stringify({ ...manifest, external_data: 7 }));
  assert.match(
    (await run("import", onnx)).err,
    /external_data: expected a string, not empty, received 7/,
  );
});

withModels("a file that is not a model is an error", async ({ run, write }) => {
  const cases: [string, Uint8Array | string, RegExp][] = [
    ["page.onnx", "<!doctype html>", /expected ONNX, received a web page/],
    ["pointer.onnx", "version https://git-lfs.github.com/spec/v1", /a Git LFS pointer/],
    ["torch.pt", "PK\x03\x04", /a PyTorch checkpoint/],
    ["model.joblib", Uint8Array.of(0x80, 4, 1, 2), /a Python pickle/],
    ["empty.onnx", "", /received an empty file/],
    ["a.json", "{", /expected JSON/],
    ["cut.safetensors", CUT, /F32 \[2\] of x within 4 bytes, received bytes 0 to 8; .* truncated/],
    ["b.json", "{}", /expected a head, or a manifest/],
    ["c.json", JSON.stringify({ ...HEAD, n_features: 3 }), /expected a list of 3/],
    ["d.json", JSON.stringify({ id: "mine", task: "cry" }), /a model; use it .* \(--model\)/],
  ];
  for (const [name, content, message] of cases) {
    const { code, err } = await run("import", await write(name, content), "--as", "x");
    assert.equal(code, 1, err);
    assert.match(err, message);
  }
  assert.equal((await run("import", "missing.onnx")).code, 1);
});

withModels("a head in JSON is stored unchanged", async ({ run, write }) => {
  const text = JSON.stringify(HEAD, null, 3);
  const path = await write("my-head.json", text);
  const kept = await run("import", path, "--as", "valence/single_logreg.json");
  assert.match(kept.out, /valence.single_logreg\.json\n$/);
  assert.equal(await fs.readFile(kept.out.trim(), "utf8"), text);
  assert.match((await run("import", path)).out, /my-head.my-head\.json\n$/);
});

withModels("a head in safetensors becomes JSON", async ({ run, write }) => {
  const layer = { "fc.weight": f32([2, 3], [1, 2, 3, 4, 5, 6]), "fc.bias": f32([2], [7, 8]) };
  const path = await write("head.safetensors", writeSafetensors(layer));
  assert.match(
    (await run("import", path)).err,
    /expected classes in the metadata.*\n {2}fc\.weight F32 \[2, 3\]/,
  );
  const { out } = await run("import", path, "--classes", "distress, positive");
  assert.deepEqual(JSON.parse(await fs.readFile(out.trim(), "utf8")), {
    ...HEAD,
    n_features: 3,
    steps: [],
    classifier: {
      type: "logistic_regression",
      coef: [[1, 2, 3], [4, 5, 6]],
      intercept: [7, 8],
      link: "softmax",
    },
  });
  assert.match(
    (await run("import", path, "--classes", "a,b,c")).err,
    /expected 2 classes, received 3/,
  );

  const scaled = writeSafetensors({
    coef_: f32([1, 2], [1, -1]),
    intercept_: f32([1], [0.5]),
    mean_: f32([2], [0, 1]),
    scale_: f32([2], [1, 2]),
  }, { classes: `["distress", "positive"]` });
  const second = await run("import", await write("scaled.safetensors", scaled));
  assert.deepEqual(JSON.parse(await fs.readFile(second.out.trim(), "utf8")), HEAD);
});

withModels(
  "when it is unclear which tensors are the head, they are listed",
  async ({ run, write }) => {
    const head = { "head.weight": f32([1, 2], [1, 2]), "head.bias": f32([1], [3]) };
    const other = { "pool.weight": f32([2, 2], [1, 2, 3, 4]), "pool.bias": f32([2], [5, 6]) };
    const cases: [string, Parameters<typeof writeSafetensors>[0], RegExp][] = [
      ["two", { ...head, ...other }, /received 2; choose one with --tensor/],
      ["none", { x: f32([1], [1]) }, /expected the weight of a linear layer,/],
      ["odd", { ...head, temperature: f32([1], [2]) }, /a known role, received temperature/],
      ["half", { ...head, mean: f32([2], [0, 0]) }, /received only a mean/],
      ["bare", { "head.weight": head["head.weight"] }, /expected a bias of 1 for head\.weight/],
    ];
    for (const [name, tensors, message] of cases) {
      const path = await write(`${name}.safetensors`, writeSafetensors(tensors));
      const { code, err } = await run("import", path, "--classes", "a,b");
      assert.equal(code, 1);
      assert.match(err, message);
      for (const tensor of Object.keys(tensors)) {
        assert.match(
          err,
          new RegExp(`^  ${tensor} F32 `, "m"),
        );
      }
    }
    const path = await write("two.safetensors", writeSafetensors({ ...head, ...other }));
    const { out } = await run("import", path, "--classes", "a,b", "--tensor", "head.weight");
    assert.deepEqual(JSON.parse(await fs.readFile(out.trim(), "utf8")).classifier.intercept, [3]);
  },
);
