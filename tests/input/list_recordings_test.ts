import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { listRecordings } from "../../src/input/list_recordings.ts";
import { AAC_TS } from "../decode/_encoded.ts";

test("a directory that cannot be listed is returned itself", async () => {
  assert.deepEqual(await listRecordings("no-such-folder"), ["no-such-folder"]);
});

test("source code is not a transport stream", async () => {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  try {
    const files = {
      ...{ "a.ts": AAC_TS, "b.MTS": AAC_TS, "c.m2ts": AAC_TS },
      ...{ "d.ts": "export {};", "e.mts": "", "f.d.ts": "GGG" },
    };
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(folder, name), content);
    }
    const found = (await listRecordings(folder)).map((path) => path.slice(folder.length + 1));
    assert.deepEqual(found, ["a.ts", "b.MTS", "c.m2ts"]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
