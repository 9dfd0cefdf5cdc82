/** The cases in a Worker, with the package as the `workerd` condition gives it. Run by Node. */
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { Miniflare } from "npm:miniflare@4.20260426.0";
import { cases } from "./cases.ts";

/** Made by `tests/runner/bundle.ts`. */
const folder = new URL("../../npm/tests/worker/", import.meta.url);
const paths = (await readdir(folder)).sort((a, b) =>
  Number(b === "worker.js") - Number(a === "worker.js")
);
const modules = await Promise.all(paths.map(async (path) => ({
  type: path.endsWith(".wasm") ? "CompiledWasm" as const : "ESModule" as const,
  path,
  contents: await readFile(new URL(path, folder)),
})));
const miniflare = new Miniflare({ modules, compatibilityDate: "2026-04-01" });
after(() => miniflare.dispose());

for (const name of Object.keys(cases)) {
  test(name, async () => {
    const response = await miniflare.dispatchFetch(`http://worker/${encodeURIComponent(name)}`);
    assert.equal(await response.text(), "passed");
  });
}

test("a Worker with the package stays below 300 kB gzipped", () => {
  const bytes = modules.reduce(
    (sum, { contents }) => sum + gzipSync(contents, { level: 9 }).length,
    0,
  );
  assert.ok(bytes < 300_000, `${bytes} bytes`);
});
