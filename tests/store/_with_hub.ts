/** Hub and cache for a test, and checks of errors. */
import assert from "node:assert/strict";
import * as nodeFs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { StoreError, StoreErrorCode } from "@babycry/babycry";
import { type ModelStore, openModelStore } from "@babycry/babycry/models";
import { digest, type Hub, someBytes, startHub } from "./_hub.ts";

/** Content of the hub's file. */
export const CONTENT: Uint8Array = someBytes(300_000);
/** SHA-256 of {@link CONTENT}. */
export const SHA256: string = digest(CONTENT);

/** Hub, cache and file of a test. */
export interface Given {
  readonly hub: Hub;
  readonly store: ModelStore;
  readonly folder: string;
  readonly file: { id: string; file: string; url: string };
}

/** Runs a test with a hub of one file and an empty cache, and deletes both afterwards. */
export function withHub(name: string, work: (given: Given) => Promise<void>): void {
  test(name, async () => {
    const hub = await startHub(CONTENT);
    const folder = await nodeFs.mkdtemp(join(tmpdir(), "babycry-"));
    const file = {
      id: "tiny",
      file: "tiny.onnx",
      url: `${hub.url}/owner/tiny/resolve/main/m.onnx`,
    };
    try {
      await work({ hub, folder, file, store: await openModelStore({ folder }) });
    } finally {
      await hub.close();
      await nodeFs.rm(folder, { recursive: true });
    }
  });
}

/** Lists the names of the files in the cache. */
export async function names(folder: string): Promise<string[]> {
  const entries = await nodeFs.readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name).sort();
}

/** Creates a check of a `ModelError` for `assert.rejects`. */
export function isModelError(message: RegExp): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof Error);
    assert.match(error.message, message);
    assert.equal(error.name, "ModelError");
    return true;
  };
}

/** Creates a check of a `StoreError` for `assert.rejects`. */
export function isStoreError(code: StoreErrorCode, message: RegExp): (error: unknown) => true {
  return (error) => {
    const { name, message: text, code: found } = error as StoreError;
    assert.match(text, message);
    // The class differs from the package's when the store is bundled with the test.
    assert.deepEqual([name, found], ["StoreError", code]);
    return true;
  };
}
