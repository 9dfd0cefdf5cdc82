import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import process from "node:process";
import { test } from "node:test";
import { promisify } from "node:util";

/** Files that JSR publishes: sources, manifests with their cards, the core, and the texts about them. */
const PUBLISHED =
  /^(src\/.+\.ts|models\/[\w-]+\.(json|md)|models\/encoders\/\w+\.json|dsp-wasm\/dsp\.wasm|decoders\/((mod|compile|compile_base64|_wasm|amr\/(mod|compile_amr|_wasm))\.ts|README\.md|LICENSE(-libopus|-opencore-amr)?)|(mod|cli)\.ts|deno\.json|README\.md|LICENSE|NOTICE)$/;

test("JSR publishes sources and models, and neither training code, tests nor benches", async () => {
  const args = ["publish", "--dry-run", "--allow-dirty", "--no-check"];
  const { stderr } = await promisify(execFile)(process.execPath, args, {
    env: { ...process.env, NO_COLOR: "1" },
  });
  const files = Array.from(
    stderr.matchAll(/^ {3}(file:\S+) \(/gm),
    ([, url]) => url!.slice(new URL("../../", import.meta.url).href.length),
  );
  assert.ok(files.includes("mod.ts") && files.includes("models/cry-detect.json"));
  assert.deepEqual(files.filter((file) => !PUBLISHED.test(file)), []);
});
