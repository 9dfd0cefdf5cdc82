import { openDataset } from "@babycry/babycry/fit";
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

test("a path or an option of another type is a TypeError, a missing file an InputError", async () => {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  try {
    const manifest = join(folder, "clips.csv");
    await writeFile(manifest, "path,label\na.wav,cry\n");
    const cases: readonly (readonly [unknown, unknown, RegExp])[] = [
      [3, {}, /expected its path to be a string, received 3/],
      [manifest, null, /expected the options to be an object, received null/],
      [manifest, { label: "cry" }, /expected an option among labels, .*, received label$/],
      [manifest, { labels: "cry" }, /expected labels to be an array of strings, received the st/],
      [manifest, { labels: [3] }, /expected labels\[0\] to be a string, received 3/],
      [manifest, { root: 3 }, /expected root to be a string, received 3/],
    ];
    for (const [path, options, message] of cases) {
      await assert.rejects(openDataset(path as never, options as never), {
        name: "TypeError",
        message,
      });
    }
    for (const name of ["root", "pathColumn", "labelColumn", "groupColumn", "sessionColumn"]) {
      await assert.rejects(openDataset(folder, { [name]: "a" }), {
        name: "SyntaxError",
        message: new RegExp(`a manifest \\(a table\\) with option ${name}, received the folder`),
      });
    }
    for (const missing of ["none", "none.csv", "none.wav"]) {
      await assert.rejects(openDataset(join(folder, missing)), {
        name: "InputError",
        code: "not_found",
        message: /^Reading .*none.*: there is no such file$/,
      });
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
