import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { promisify } from "node:util";
import { AMR_ENCODER } from "../../src/augment/codecs.ts";
import { ORT_WEB } from "../../src/encoder/ort_load.ts";
import { LAZY_PACKAGES } from "../../src/listen/sinks/load_package.ts";
import { requires } from "../_requires.ts";
import { sharedFile } from "../_shared.ts";
import { files, importsOf, read } from "./_repository.ts";

const imports: string[] = Object.values(JSON.parse(read("deno.json")).imports);
const packages = imports.filter((target) => target.startsWith("npm:"));

/** Runs this Deno in the repository. @returns its output */
async function deno(args: readonly string[], env: Record<string, string>): Promise<string> {
  const options = { env: { ...process.env, ...env, NO_COLOR: "1" } };
  return (await promisify(execFile)(process.execPath, args, options)).stdout;
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Packages that the server imports statically, or the types of. */
const ofServer = files.filter((path) => path.startsWith("src/server/")).flatMap(importsOf)
  .flatMap(({ to }) => to.match(/^npm:@?[^@]+@[^/]+/)?.[0] ?? []);

test("the lock of the program has all its imports, also those of optional packages", () => {
  const lazy = Object.entries(LAZY_PACKAGES).map(([name, version]) => ({ name, version }));
  const optional = [ORT_WEB, AMR_ENCODER, ...lazy]
    .map(({ name, version }) => `npm:${name}@${version}`);
  assert.deepEqual(
    Object.keys(JSON.parse(read("deno.lock")).specifiers).sort(),
    [...new Set([...packages, ...optional, ...ofServer])].sort(),
    "run development tools with --lock=npm/deno.lock",
  );
});

test("with an empty cache the main command downloads nothing", () =>
  inFolder(async (folder) => {
    for (const args of [["task", "demo"], ["run", "cli.ts", "demo"]]) {
      const cache = join(folder, args[0]!);
      assert.match(await deno(args, { DENO_DIR: cache }), / cry 0\.\d\d/);
      assert.deepEqual(await readdir(join(cache, "npm")).catch(() => []), []);
    }
  }));

test("the task fit may load the AMR-NB encoder that augments with phone codecs", async () => {
  const { tasks } = JSON.parse(read("deno.json"));
  const flags = tasks.fit.command.match(/ (--lock .*) cli\.ts/)[1].split(" ");
  await inFolder(async (folder) => {
    const probe = join(folder, "probe.ts");
    const codecs = new URL("../../src/augment/codecs.ts", import.meta.url).href;
    await writeFile(
      probe,
      `import { loadAmrRoundTrip } from "${codecs}";
const roundTrip = await loadAmrRoundTrip();
console.log((await roundTrip(new Float32Array(800), 7)).length);`,
    );
    const config = ["--config", "deno.json", "--lock=deno.lock"];
    const args = ["run", ...config, ...flags.slice(1), probe];
    assert.equal(await deno(args, {}), "800\n");
  });
});

const PACK = "oracle/models/models";
const pack = sharedFile(PACK);

test(
  "a checkout runs encoders, as a task and without one",
  requires("shared data", PACK),
  () =>
    inFolder(async (cache) => {
      const encoder = JSON.parse(await readFile(`${pack}/clap-tiny.json`, "utf8"));
      const classifier = JSON.parse(await readFile(`${pack}/head-single_logreg.json`, "utf8"));
      const model = {
        format: "babycry-model/1",
        id: "tiny",
        task: "valence",
        windows: { window_seconds: 2, hop_seconds: 1, min_partial_seconds: 0.5, fill: "zero" },
        min_seconds: 0.1,
        encoders: { clap: encoder },
        heads: { single: { encoders: ["clap"], classifier } },
        head: "single",
        threshold: 0.5,
        license: "",
        training: {},
      };
      const manifest = join(cache, "model.json");
      await writeFile(manifest, JSON.stringify(model));
      const recording = join(cache, "clip.wav");
      await cp(`${pack}/../audio/mono-8000.wav`, recording);
      const env = { BABYCRY_CACHE: cache };
      await deno(["task", "models", "import", `${pack}/clap-tiny.onnx`], env);
      const lock = read("deno.lock");
      const args = ["classify", recording, "--model", manifest, "--format", "upstream"];
      const answers = [
        await deno(["task", ...args], env),
        await deno(["run", "-A", "cli.ts", ...args], env),
      ];
      for (const answer of answers) {
        assert.deepEqual(Object.keys(JSON.parse(answer)), [
          "label",
          "prob_positive",
          "prob_distress",
          "head",
        ]);
      }
      assert.equal(answers[0], answers[1]);
      assert.equal(read("deno.lock"), lock);
    }),
);
