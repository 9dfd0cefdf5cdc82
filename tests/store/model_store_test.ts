import assert from "node:assert/strict";
import * as nodeFs from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { ModelError, StoreError } from "@babycry/babycry";
import { openModelStore } from "@babycry/babycry/models";
import { createStore } from "../../src/store/create_store.ts";
import { requires } from "../_requires.ts";
import { digest, someBytes } from "./_hub.ts";
import { CONTENT, isModelError, isStoreError, names, SHA256, withHub } from "./_with_hub.ts";

test("errors of the store are the package's own classes", () => {
  assert.equal(new ModelError("", { modelId: "" }).name, "ModelError");
  assert.equal(new StoreError("", { code: "io" }).name, "StoreError");
});

withHub(
  "a pulled file is in the cache, complete and with its hash",
  async ({ store, file, folder }) => {
    const steps: number[] = [];
    const onProgress = ({ done, total }: { done: number; total: number }) =>
      steps.push(done / total);
    assert.equal(await store.pull(file, { onProgress }), true);
    assert.equal(digest(await store.read("tiny", "tiny.onnx")), SHA256);
    assert.deepEqual(await names(folder), ["tiny.onnx", "tiny.onnx.record"]);
    assert.deepEqual(await store.files("tiny"), [
      { id: "tiny", file: "tiny.onnx", sha256: SHA256, bytes: CONTENT.length, source: file.url },
    ]);
    assert.equal(steps.at(-1), 1);
    assert.deepEqual(steps, steps.toSorted((a, b) => a - b));
  },
);

withHub("a cached file is not pulled again", async ({ store, file, hub }) => {
  await store.pull(file);
  assert.equal(await store.pull(file), false);
  assert.equal(await store.pull(file, { offline: true }), false);
  assert.equal(hub.seen.length, 1);
});

withHub("an offline pull sends no request", async ({ store, file, hub }) => {
  await assert.rejects(
    store.pull(file, { offline: true }),
    isStoreError("not_found", /expected tiny\.onnx in .*, received no such file/),
  );
  await assert.rejects(
    store.read("tiny", "tiny.onnx"),
    isStoreError("not_found", /models list shows how to get tiny/),
  );
  assert.equal(hub.seen.length, 0);
});

withHub(
  "a hash other than the manifest's is refused, and no file is left",
  async ({ store, file, folder }) => {
    const pinned = { ...file, sha256: "0".repeat(64) };
    await assert.rejects(
      store.pull(pinned),
      isModelError(/expected SHA-256 0{64} as in the manifest/),
    );
    assert.deepEqual(await names(folder), []);
    await store.pull({ ...file, sha256: SHA256 });
  },
);

withHub(
  "a size other than the manifest's is refused before the download",
  async ({ store, file, folder }) => {
    await assert.rejects(
      store.pull({ ...file, bytes: 5 }),
      isModelError(/expected 5 bytes.*received 300000/),
    );
    assert.deepEqual(await names(folder), []);
  },
);

withHub(
  "the hash of the first pull is checked from then on",
  async ({ store, file, hub, folder }) => {
    await store.pull(file);
    const path = join(folder, "tiny", "tiny.onnx");
    const damaged = CONTENT.slice();
    damaged[7]! ^= 1;
    await nodeFs.writeFile(path, damaged);
    await assert.rejects(
      store.read("tiny", "tiny.onnx"),
      isModelError(/as at the first download/),
    );
    await assert.rejects(store.verify(file), isModelError(/as at the first download/));
    hub.behavior = { content: damaged, etag: `"x"`, ranges: true };
    await assert.rejects(store.pull(file), isModelError(/as at the first download/));
    hub.behavior = { content: CONTENT, etag: `"y"`, ranges: true };
    assert.equal(await store.pull(file), true);
    await store.verify(file);
  },
);

withHub(
  "of two simultaneous pulls one downloads and the other reports the lock",
  async ({ store, file, folder, hub }) => {
    const other = await openModelStore({ folder });
    const results = await Promise.allSettled([store.pull(file), other.pull(file)]);
    assert.deepEqual(results.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
    const failed = results.find((result) => result.status === "rejected");
    isStoreError(
      "locked",
      /expected the lock .* to be free, received one that another program holds/,
    )(failed?.reason);
    assert.equal(hub.seen.length, 1);
    assert.equal(digest(await store.read("tiny", "tiny.onnx")), SHA256);
  },
);

withHub(
  "an abandoned lock is taken over, a fresh one is not",
  async ({ store, file, folder }) => {
    const lock = join(folder, "tiny.lock");
    await nodeFs.mkdir(folder, { recursive: true });
    await nodeFs.writeFile(lock, "someone");
    await assert.rejects(store.pull(file), isStoreError("locked", /another program/));
    assert.equal(await nodeFs.readFile(lock, "utf8"), "someone");
    const longAgo = new Date(Date.now() - 3_600_000);
    await nodeFs.utimes(lock, longAgo, longAgo);
    await store.pull(file);
    assert.deepEqual(await names(folder), ["tiny.onnx", "tiny.onnx.record"]);
  },
);

withHub("an error names a cache folder that cannot be created", async ({ file, folder }) => {
  const blocked = join(folder, "blocked");
  await nodeFs.writeFile(blocked, "");
  const store = await openModelStore({ folder: join(blocked, "cache") });
  const isNamed = isStoreError("io", /blocked.cache: a part of the path is a file.*option folder/);
  await assert.rejects(store.pull(file), isNamed);
  await assert.rejects(store.put(file, CONTENT), isNamed);
});

// The recursive mkdir of Node never returns here.
test("a folder that the system refuses as missing is a StoreError", requires("/proc"), async () => {
  const store = await openModelStore({ folder: "/proc/babycry/cache" });
  await assert.rejects(
    store.put({ id: "tiny", file: "tiny.onnx" }, CONTENT),
    isStoreError("io", /^Importing tiny in .proc.babycry.cache: ENOENT/),
  );
});

/** File system of the host, on a disk with this many free bytes. */
function smallDisk(room: number): typeof nodeFs {
  const full = () => Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC" });
  const open = async (path: string, flags: string) => {
    const handle = await nodeFs.open(path, flags);
    const take = (bytes: number) => {
      if ((room -= bytes) < 0) throw full();
    };
    return {
      read: handle.read.bind(handle),
      sync: () => handle.sync(),
      close: () => handle.close(),
      async write(bytes: Uint8Array, at: number, length: number) {
        // Writes the bytes that fit, as a real disk does.
        const fits = Math.min(length, room);
        take(fits || 1);
        return await handle.write(bytes, at, fits, null);
      },
      async writeFile(content: string | Uint8Array) {
        take(content.length);
        await handle.writeFile(content);
      },
    };
  };
  return { ...nodeFs, open: open as unknown as typeof nodeFs.open };
}

withHub("a disk that fills up leaves a valid cache", async ({ store, file, folder, hub }) => {
  const small = createStore(folder, smallDisk(200_000));
  await assert.rejects(small.pull(file), isStoreError("no_space", /disk is full; make room/));
  await assert.rejects(
    small.put({ ...file, id: "other" }, CONTENT),
    isStoreError("no_space", /disk is full/),
  );
  const left = await names(folder);
  assert.ok(
    !left.includes("tiny.onnx") && !left.some((name) => /\.(tmp|lock)$/.test(name)),
    `${left}`,
  );
  assert.deepEqual(await store.files("tiny"), []);
  assert.deepEqual(await store.files("other"), []);
  await store.pull(file);
  await assert.rejects(
    createStore(folder, smallDisk(1000)).put(file, someBytes(2000)),
    isStoreError("no_space", /disk is full/),
  );
  assert.match(hub.seen.at(-1)!.range!, /^bytes=\d+-$/);
  assert.equal(digest(await store.read("tiny", "tiny.onnx")), SHA256);
});

withHub("a folder without permission is reported", async ({ store, file, folder }) => {
  await store.put(file, CONTENT);
  for (const code of ["EACCES", "EPERM", "EROFS"]) {
    const refuse = () => Promise.reject(Object.assign(new Error(code), { code }));
    const locked = createStore(folder, { ...nodeFs, mkdir: refuse });
    await assert.rejects(
      locked.put(file, CONTENT),
      (error: Error) =>
        isStoreError("permission", /Importing tiny in .*: (no permission|the disk is read-only); /)(
          error,
        ) && (error.cause as { code: string }).code === code,
    );
    const secret = { ...nodeFs, readFile: refuse as unknown as typeof nodeFs.readFile };
    const closed = createStore(folder, secret);
    await assert.rejects(closed.verify(file), isStoreError("permission", /^Opening tiny in /));
    await assert.rejects(closed.read("tiny", "tiny.onnx"), isStoreError("permission", /^Opening/));
  }
});

withHub("imported bytes are stored with their hash", async ({ store, file, folder }) => {
  await assert.rejects(
    store.put({ ...file, sha256: "1".repeat(64) }, CONTENT),
    isModelError(/expected SHA-256 1{64} as in the manifest/),
  );
  await store.put(file, CONTENT);
  await store.put(file, CONTENT);
  assert.deepEqual(await store.ids(), ["tiny"]);
  assert.equal((await store.files("tiny"))[0]!.source, "import");
  assert.equal(digest(await store.read("tiny", "tiny.onnx")), SHA256);
  assert.equal(await store.remove("tiny"), true);
  assert.equal(await store.remove("tiny"), false);
  assert.deepEqual(await names(folder), []);
});

test("names that could leave the folder are refused", async () => {
  const store = await openModelStore({ folder: "unused" });
  for (const name of ["../x", "a/b", "", ".", "..", ".hidden", "a\\b", "x.part", "x.lock"]) {
    assert.throws(() => store.path({ id: name, file: "f" }), RangeError, name);
    assert.throws(() => store.path({ id: "i", file: name }), RangeError, name);
  }
});
