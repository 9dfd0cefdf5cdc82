import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { collectDataset } from "../../src/data/dataset.ts";
import { codeVersion } from "../../src/data/feature_cache.ts";
import { featureEncoder } from "../../src/encoder/encoder.ts";
import { frontEnd } from "../../src/features/front_ends/front_ends.ts";
import { readTrainingSet, type TrainingSet } from "../../src/fit/training_set.ts";
import { openFolderStore } from "../../src/store/folder_store.ts";
import { voice, wav } from "../cli/_corpus.ts";

const windows = {
  windowSeconds: 2,
  hopSeconds: 1,
  minPartialSeconds: 0.5,
  fill: "repeat",
} as const;
const file = wav(voice(1));
const dataset = collectDataset([0, 1].map((startSeconds) => ({
  path: "a.wav",
  label: "cry",
  startSeconds,
  endSeconds: Infinity,
  columns: {},
})));

async function read(folder: string, options = {}): Promise<TrainingSet> {
  const front = frontEnd("cry-features");
  const extractors = {
    encoders: [featureEncoder(front)],
    code: [await codeVersion(front)],
    windows: { ...windows, ...options },
  };
  return await readTrainingSet(dataset, () => Promise.resolve(file), extractors, {
    store: await openFolderStore(folder),
    minSeconds: 0.1,
    silenceDbfs: -70,
  });
}

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "cache-"));
  await work(folder).finally(() => rm(folder, { recursive: true, force: true }));
}

const values = ({ windows }: TrainingSet) => windows.flatMap(({ encodings }) => encodings);

async function filesIn(folder: string): Promise<string[]> {
  const folders = await readdir(folder);
  const names = await Promise.all(folders.map((name) => readdir(join(folder, name))));
  return folders.flatMap((name, i) => names[i]!.map((file) => join(folder, name, file)));
}

test("a cache that cannot be written is an error with a remedy", async () => {
  await withFolder(async (folder) => {
    const blocked = join(folder, "file");
    await writeFile(blocked, "");
    await assert.rejects(read(blocked), {
      name: "StoreError",
      code: "io",
      message:
        /Writing vectors in .*file: a part of the path is a file; choose another .*option folder/,
    });
  });
});

test("cached features equal computed ones, for each part and windowing", async () => {
  await withFolder(async (folder) => {
    const first = await read(folder);
    const again = await read(folder);
    assert.deepEqual([first.computed, again.computed], [2, 0]);
    assert.deepEqual(values(again), values(first));
    const [one, two] = values(first);
    assert.notDeepEqual(one!.features, two!.features);
    assert.equal((await read(folder, { hopSeconds: 0.5 })).computed, 2);
  });
});

test("a truncated or changed file is computed again", async () => {
  await withFolder(async (folder) => {
    const first = await read(folder);
    const [one, two] = await filesIn(folder);
    await truncate(one!, 100);
    const bytes = await readFile(two!);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(two!, bytes);
    const again = await read(folder);
    assert.equal(again.computed, 2);
    assert.deepEqual(values(again), values(first));
    assert.equal((await read(folder)).computed, 0);
  });
});

test("concurrent runs fill one cache and leave no other files", async () => {
  await withFolder(async (folder) => {
    const [a, b] = await Promise.all([read(folder), read(folder), read(folder)]);
    assert.deepEqual(values(a!), values(b!));
    assert.equal((await filesIn(folder)).length, 2);
    assert.equal((await read(folder)).computed, 0);
  });
});
