/** Downloads from servers that redirect, break off, stall or answer with something else. */
import assert from "node:assert/strict";
import * as nodeFs from "node:fs/promises";
import { join } from "node:path";
import { pull } from "@babycry/babycry/models";
import { digest, someBytes, startHub } from "./_hub.ts";
import { CONTENT, isModelError, isStoreError, names, SHA256, withHub } from "./_with_hub.ts";

withHub("redirects are followed", async ({ store, file, hub }) => {
  const storage = await startHub(CONTENT);
  try {
    hub.behavior.redirect = storage.url;
    await store.pull(file);
    assert.equal(storage.seen.length, 1);
    hub.behavior.redirect = hub.url;
    await assert.rejects(
      store.pull({ ...file, file: "b.onnx" }),
      isStoreError("http_status", /10 redirects/),
    );
  } finally {
    await storage.close();
  }
});

withHub(
  "an interrupted download continues where it stopped",
  async ({ store, file, hub, folder }) => {
    hub.behavior.breakAfter = 100_000;
    await assert.rejects(
      store.pull(file),
      isStoreError("interrupted", /expected 300000 bytes, received \d+; the download broke off/),
    );
    assert.deepEqual(await names(folder), ["tiny.onnx.part", "tiny.onnx.part.etag"]);
    const { size } = await nodeFs.stat(join(folder, "tiny", "tiny.onnx.part"));
    assert.ok(size > 0);
    delete hub.behavior.breakAfter;
    await store.pull(file);
    assert.deepEqual(hub.seen.map(({ range }) => range), [undefined, `bytes=${size}-`]);
    assert.equal(digest(await store.read("tiny", "tiny.onnx")), SHA256);
    assert.deepEqual(await names(folder), ["tiny.onnx", "tiny.onnx.record"]);
  },
);

withHub("a server without ranges sends the whole file again", async ({ store, file, hub }) => {
  hub.behavior.breakAfter = 100_000;
  hub.behavior.ranges = false;
  await assert.rejects(store.pull(file), isStoreError("interrupted", /broke off/));
  delete hub.behavior.breakAfter;
  await store.pull(file);
  assert.equal(digest(await store.read("tiny", "tiny.onnx")), SHA256);
});

withHub(
  "without an ETag a download starts again",
  async ({ store, file, hub }) => {
    hub.behavior.breakAfter = 100_000;
    hub.behavior.etag = undefined;
    await assert.rejects(store.pull(file), isStoreError("interrupted", /broke off/));
    delete hub.behavior.breakAfter;
    await store.pull(file);
    assert.deepEqual(hub.seen.map(({ range }) => range), [undefined, undefined]);
    assert.equal(digest(await store.read("tiny", "tiny.onnx")), SHA256);
  },
);

for (const ignoresIfRange of [false, true]) {
  withHub(
    `parts of two versions are never joined${
      ignoresIfRange ? ", even if the server ignores If-Range" : ""
    }`,
    async ({ store, file, hub }) => {
      hub.behavior.breakAfter = 100_000;
      await assert.rejects(store.pull(file), isStoreError("interrupted", /broke off/));
      const other = someBytes(300_000, 3);
      hub.behavior = { content: other, etag: `"other"`, ranges: true, ignoresIfRange };
      await store.pull(file);
      assert.equal(digest(await store.read("tiny", "tiny.onnx")), digest(other));
    },
  );
}

withHub(
  "a part as long as the file, or longer, is replaced",
  async ({ store, file, hub, folder }) => {
    hub.behavior.breakAfter = 100_000;
    await assert.rejects(store.pull(file), isStoreError("interrupted", /broke off/));
    delete hub.behavior.breakAfter;
    await nodeFs.writeFile(join(folder, "tiny", "tiny.onnx.part"), someBytes(300_000, 5));
    await store.pull(file);
    assert.equal(digest(await store.read("tiny", "tiny.onnx")), SHA256);
  },
);

withHub("an error reports the status of the server", async ({ store, file, hub, folder }) => {
  const answers = [
    [401, "unauthorized", /received 401; pass a token \(option token or HF_TOKEN\)/],
    [403, "unauthorized", /received 403; pass a token/],
    [404, "not_found", /received 404; there is no such file/],
    [503, "http_status", /expected status 200, received 503; try again later/],
  ] as const;
  for (const [status, code, message] of answers) {
    hub.behavior.status = status;
    await assert.rejects(store.pull(file), isStoreError(code, message));
  }
  assert.deepEqual(await names(folder), []);
});

withHub("a server that does not answer is reported as offline", async ({ store, file, hub }) => {
  await hub.close();
  await assert.rejects(
    store.pull(file),
    isStoreError("offline", /expected an answer of .*, received none/),
  );
});

withHub("a download without data fails after the idle time", async ({ store, file, hub }) => {
  hub.behavior.stallAfter = 1000;
  await assert.rejects(
    store.pull(file, { idleMs: 200 }),
    isStoreError("interrupted", /expected data, received none for 0\.2 s/),
  );
  delete hub.behavior.stallAfter;
  await store.pull(file);
  assert.equal(digest(await store.read("tiny", "tiny.onnx")), SHA256);
});

withHub(
  "a web page or a Git LFS pointer instead of a model is refused",
  async ({ store, file, hub, folder }) => {
    const text = (value: string) => new TextEncoder().encode(value);
    const answers: [string, string, RegExp][] = [
      ["<!DOCTYPE html><html></html>", "text/html; charset=utf-8", /received a web page/],
      ["\n<html lang=en>", "application/octet-stream", /received a web page/],
      ["version https://git-lfs.github.com/spec/v1\n", "text/plain", /received a Git LFS pointer/],
      ["", "application/octet-stream", /received nothing/],
    ];
    for (const [content, type, message] of answers) {
      hub.behavior = { content: text(content), type, ranges: true, etag: `"${message.source}"` };
      await assert.rejects(store.pull(file), isModelError(message));
      assert.deepEqual(await names(folder), []);
      assert.deepEqual(await nodeFs.readdir(folder), []);
    }
  },
);

withHub("an interrupted pull is resumed", async ({ store, file, hub, folder }) => {
  hub.behavior.stallAfter = 50_000;
  const controller = new AbortController();
  const reason = new Error("stopped by the user");
  const pull = store.pull(file, {
    signal: controller.signal,
    onProgress: () => controller.abort(reason),
  });
  await assert.rejects(pull, reason);
  assert.deepEqual(await names(folder), ["tiny.onnx.part", "tiny.onnx.part.etag"]);
  delete hub.behavior.stallAfter;
  await store.pull(file);
  assert.match(hub.seen[1]!.range!, /^bytes=\d+-$/);
  assert.equal(digest(await store.read("tiny", "tiny.onnx")), SHA256);
});

withHub("a published model is pulled by name", async ({ store, hub }) => {
  const options = { store, hub: hub.url, dtype: "int8" } as const;
  const paths = await pull("clap", options);
  assert.deepEqual(paths, [store.path({ id: "clap-int8", file: "clap-int8.onnx" })]);
  assert.equal(digest(await nodeFs.readFile(paths[0]!)), SHA256);
  assert.deepEqual(await pull("clap-int8", { ...options, offline: true }), paths);
  assert.equal(hub.seen.length, 1);
  await assert.rejects(pull("nothing", { store }), {
    name: "RangeError",
    message: /Pulling nothing: expected one of clap, .*, received nothing$/,
  });
  await assert.rejects(pull("ast", { store }), isStoreError("not_found", /export_encoders\.py/));
  await assert.rejects(
    pull("cry-resnet", { store, offline: true }),
    isStoreError("not_found", /received no such file/),
  );
});

withHub("an imported file is kept until it is removed", async ({ store, file, hub }) => {
  const published = { ...file, sha256: SHA256 };
  const mine = someBytes(1_000, 5);
  await store.put(file, mine);
  for (const offline of [false, true]) {
    await assert.rejects(
      store.pull(published, { offline }),
      isModelError(/an imported one with \w{64}, which is kept; babycry models remove tiny/),
    );
  }
  assert.deepEqual(hub.seen, []);
  assert.equal(digest(await store.read("tiny", "tiny.onnx")), digest(mine));
  assert.equal(await store.pull(file), false);
  await store.remove("tiny");
  assert.equal(await store.pull(published), true);
  await store.put(file, CONTENT);
  assert.equal(await store.pull(published), false);
});
