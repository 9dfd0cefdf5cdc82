/** A hub and a cache for a test, and what the errors have to be. */
import assert from "node:assert/strict";
import * as nodeFs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { StoreError, StoreErrorCode } from "@babycry/babycry";
import { type ModelStore, openModelStore } from "@babycry/babycry/models";
import { digest, type Hub, someBytes, startHub } from "./_hub.ts";

/** What the hub has. */
export const CONTENT: Uint8Array = someBytes(300_000);
/** Its hash. */
export const SHA256: string = digest(CONTENT);

/** What a test is given. */
export interface Given {
  readonly hub: Hub;
  readonly store: ModelStore;
  readonly folder: string;
  readonly file: { id: string; file: string; url: string };
}

/** A hub with one file and an empty cache, both gone afterwards. */
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

/** What is in the cache, without folders. */
export async function names(folder: string): Promise<string[]> {
  const entries = await nodeFs.readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name).sort();
}

/** A check for `assert.rejects`. */
export function isModelError(message: RegExp): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof Error);
    assert.match(error.message, message);
    assert.equal(error.name, "ModelError");
    return true;
  };
}

/** A check for `assert.rejects`. */
export function isStoreError(code: StoreErrorCode, message: RegExp): (error: unknown) => true {
  return (error) => {
    const { name, message: text, code: found } = error as StoreError;
    assert.match(text, message);
    // The class is not the package's where the store is bundled with the test.
    assert.deepEqual([name, found], ["StoreError", code]);
    return true;
  };
}
