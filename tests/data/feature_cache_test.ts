import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { collectDataset } from "../../src/data/dataset.ts";
import { type FeaturedClip, readFeatures } from "../../src/data/read_features.ts";
import { frontEnd } from "../../src/features/front_ends.ts";
import { openFolderStore } from "../../src/io/byte_store.ts";
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

async function read(folder: string, options = {}): Promise<FeaturedClip[]> {
  const store = await openFolderStore(folder);
  const found: FeaturedClip[] = [];
  for await (
    const one of readFeatures(dataset, () => Promise.resolve(file), {
      frontEnd: frontEnd("cry-features"),
      windows: { ...windows, ...options },
      store,
    })
  ) {
    assert.ok("features" in one);
    found.push(one);
  }
  return found;
}

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "cache-"));
  await work(folder).finally(() => rm(folder, { recursive: true, force: true }));
}

const cached = (clips: readonly FeaturedClip[]) => clips.map((clip) => clip.cached);
const values = (clips: readonly FeaturedClip[]) =>
  clips.map(({ facts, features, levelsDbfs }) => ({ facts, features, levelsDbfs }));

async function filesIn(folder: string): Promise<string[]> {
  const folders = await readdir(folder);
  const names = await Promise.all(folders.map((name) => readdir(join(folder, name))));
  return folders.flatMap((name, i) => names[i]!.map((file) => join(folder, name, file)));
}

test("features come back from the cache as they were, part by part and window by window", async () => {
  await withFolder(async (folder) => {
    const first = await read(folder);
    const again = await read(folder);
    assert.deepEqual([cached(first), cached(again)], [[false, false], [true, true]]);
    const rounded = values(first).map((clip) => ({
      ...clip,
      levelsDbfs: clip.levelsDbfs.map(Math.fround),
    }));
    assert.deepEqual(values(again), rounded);
    assert.notDeepEqual(first[0]!.features, first[1]!.features);
    assert.deepEqual(cached(await read(folder, { hopSeconds: 0.5 })), [false, false]);
  });
});

test("a file that was cut short, or changed, is not believed", async () => {
  await withFolder(async (folder) => {
    const first = await read(folder);
    const [one, two] = await filesIn(folder);
    await truncate(one!, 100);
    const bytes = await readFile(two!);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(two!, bytes);
    const again = await read(folder);
    assert.deepEqual(cached(again), [false, false]);
    assert.deepEqual(values(again), values(first));
    assert.deepEqual(cached(await read(folder)), [true, true]);
  });
});

test("two runs at once fill one cache, and leave nothing else behind", async () => {
  await withFolder(async (folder) => {
    const [a, b] = await Promise.all([read(folder), read(folder), read(folder)]);
    assert.deepEqual(a!.map((clip) => clip.features), b!.map((clip) => clip.features));
    assert.equal((await filesIn(folder)).length, 2);
    assert.deepEqual(cached(await read(folder)), [true, true]);
  });
});
