import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { promisify } from "node:util";
import { syntheticCry } from "../../src/cli/commands/_synthetic_cry.ts";
import { wav } from "../decode/_write.ts";
import { files, read } from "./_repository.ts";

test("the example for Deno classifies a recording with read permission alone", async () => {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  try {
    const clip = join(folder, "clip.wav");
    const { samples, sampleRateHz } = syntheticCry();
    await writeFile(clip, wav(samples, sampleRateHz));
    const args = ["run", "--no-prompt", "--quiet", "--allow-read", "examples/deno/classify.ts"];
    const { stdout } = await promisify(execFile)(process.execPath, [...args, clip]);
    assert.match(stdout, /clip\.wav: cry, probability (0\.9|1\.0)\d\n$/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("the code of the README runs", async () => {
  await mkdir(".cache", { recursive: true });
  const folder = await mkdtemp(".cache/readme-");
  try {
    const { samples, sampleRateHz } = syntheticCry();
    await writeFile(`${folder}/clip.wav`, wav(samples, sampleRateHz));
    const microphone = `const microphone = new ReadableStream({
      start(controller) {
        for (let second = 0; second < 3; second++) controller.enqueue(new Float32Array(48_000));
        controller.close();
      },
    });`;
    const blocks = Array.from(
      read("README.md").matchAll(/^```js\n([^]*?)^```/mg),
      ([, code]) => code,
    );
    await writeFile(`${folder}/readme.js`, [microphone, ...blocks].join("\n"));
    const args = ["run", "--no-prompt", "--quiet", "--allow-read", "readme.js"];
    const options = { cwd: folder, env: { ...process.env, NO_COLOR: "1" } };
    const { stdout } = await promisify(execFile)(process.execPath, args, options);
    assert.match(stdout, /^cry 0\.99\d*\n\[\s*\{\s*startSeconds: [^]*\]\n2 0\n(?:3 0\n)+$/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("examples depend on this version of the package", () => {
  const { name, version } = JSON.parse(read("deno.json"));
  const manifests = files.filter((path) => /^examples\/.*\/package\.json$/.test(path));
  assert.ok(manifests.length > 0);
  for (const path of manifests) {
    assert.equal(JSON.parse(read(path)).dependencies[name], `^${version}`, path);
  }
});

test("examples/README.md builds in the root of the clone before it installs in a folder", () => {
  const [, code] = read("examples/README.md").match(/^```sh\n([^]*?)^```/m)!;
  const build = code!.indexOf("task build:npm");
  const enter = code!.indexOf("\ncd examples/");
  const install = code!.indexOf("\nnpm install");
  assert.ok(build >= 0 && build < enter && enter < install, `${code}`);
});

test("docs/workers.md shows the example Worker", () => {
  const code = read("examples/worker/worker.js").replace(/^(?:\/\/.*\n)+/, "");
  assert.ok(read("docs/workers.md").includes("```js\n" + code + "```"));
});
