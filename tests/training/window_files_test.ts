import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Recording } from "../../models/training/sounds/recording.ts";
import { joinParts, writeParts } from "../../models/training/export/window_files.ts";

test("rows of the files match the index, and existing parts are kept", async () => {
  const folder = await mkdtemp(join(tmpdir(), "babycry-windows-"));
  try {
    const seconds = [1, 2, 3.6];
    const recordings = seconds.map((length, i): Recording => ({
      ...{ id: `clip ${i}`, y: 1, label: "cry, loud", kind: "cry", relatedKinds: ["cry"] },
      ...{ group: "g", fold: i, cryFormat: "a 3gp", isSynthetic: false },
      samples: () => Float32Array.from({ length: 8000 * length }, (_, n) => Math.sin(0.4 * n)),
    }));
    const files = { folder, version: "1" };
    let calls = 0;
    const write = (worker: number, version = "1") =>
      writeParts({ folder, version }, recordings, async function* (recording) {
        calls++;
        const samples = await recording.samples();
        yield { name: "native", condition: "native" as const, samples, addedKinds: [] };
        yield {
          name: "mixture",
          condition: "augmented" as const,
          samples,
          addedKinds: ["animal" as const],
        };
      }, { worker, workers: 2 });
    await write(0);
    assert.equal(calls, 2);
    await assert.rejects(joinParts(files, recordings), "a part is missing");
    await write(1);
    await write(0);
    assert.equal(calls, 3);

    // One, one and four windows: of the four, two are full and two extend past the end by under 1.5 s.
    const facts = await joinParts(files, recordings);
    assert.equal(facts["rows"], 2 * (1 + 1 + 4));
    const lines = (await readFile(join(folder, "index.csv"), "utf8")).trim().split("\n");
    assert.equal(lines.length, 1 + 12);
    assert.equal(
      lines[2],
      'clip 0,1,"cry, loud",cry,cry|animal,g,0,a 3gp,0,mixture,augmented,-3.01,1.000,0.000',
    );
    const mels = await readFile(join(folder, "log_mels.u8"));
    const features = await readFile(join(folder, "features.f32"));
    assert.deepEqual([mels.length, features.length], [12 * 79 * 64, 12 * 344 * 4]);
    assert.equal(Math.max(...mels.subarray(0, 79 * 64)), 255);
    const first = features.subarray(0, 344 * 4);
    assert.deepEqual(
      first,
      features.subarray(344 * 4, 2 * 344 * 4),
      "both variants of a recording",
    );

    await Promise.all([write(0, "2"), write(1, "2")]);
    assert.equal(calls, 6, "another version writes all parts again");
    assert.deepEqual(await joinParts({ folder, version: "2" }, recordings), facts);
  } finally {
    await rm(folder, { recursive: true });
  }
});
