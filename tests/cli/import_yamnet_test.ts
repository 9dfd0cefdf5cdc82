import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { YAMNET } from "../../src/encoder/yamnet/architecture.ts";
import { tfliteFile, TINY } from "../encoder/yamnet/_tflite_file.ts";
import { requires } from "../_requires.ts";
import { sharedFile } from "../_shared.ts";
import { fakeHost } from "./_fake_host.ts";

const FILE = "teacher/yamnet.tflite";
const { bytes } = tfliteFile({ weights: "int8" }, YAMNET);

interface Given {
  /** Folder with a cache, and room for files to import. */
  readonly folder: string;
  /** Runs `models` with the cache. */
  run(...args: string[]): Promise<{ code: number; out: string; err: string }>;
  /** Writes a file to import. @returns its path */
  write(name: string, content: Uint8Array | string): Promise<string>;
}

async function withCache(work: (given: Given) => Promise<void>): Promise<void> {
  const folder = await fs.mkdtemp(join(tmpdir(), "babycry-"));
  try {
    await work({
      folder,
      async run(...args) {
        const host = fakeHost(() => assert.fail("no recording was named"));
        const code = await main(["models", ...args, "--cache", join(folder, "cache")], host);
        return { code, ...host.written };
      },
      async write(file, content) {
        await fs.writeFile(join(folder, file), content);
        return join(folder, file);
      },
    });
  } finally {
    await fs.rm(folder, { recursive: true });
  }
}

async function importAndVerify({ run, folder }: Given, path: string): Promise<void> {
  assert.deepEqual(await run("import", path), {
    code: 0,
    out: `${join(folder, "cache", "yamnet", "yamnet.tflite")}\n`,
    err: "",
  });
  assert.match((await run("list")).out, /^yamnet {9}cached/m);
  // The published file has another hash.
  assert.deepEqual(await run("verify"), { code: 0, out: "yamnet yamnet.tflite ok\n", err: "" });
}

test("the file of YAMNet is found by its content and imported as yamnet", () =>
  withCache(async (given) => importAndVerify(given, await given.write("mine.bin", bytes))));

test(
  "a file that others converted is imported",
  requires("shared data", FILE),
  () => withCache((given) => importAndVerify(given, sharedFile(FILE)!)),
);

test("another file than that of YAMNet is not imported", () =>
  withCache(async ({ run, write, folder }) => {
    const cases: [string, Uint8Array | string, RegExp][] = [
      ["cut.tflite", bytes.slice(0, bytes.length / 2), /cut short or damaged/],
      ["start.tflite", bytes.slice(0, 6), /received bytes without the identifier TFL3/],
      ["page.tflite", "<!DOCTYPE html><html></html>", /received a web page/],
      ["lfs.tflite", "version https://git-lfs.github.com/spec/v1\n", /received .*LFS pointer/],
      ["other.bin", tfliteFile({ weights: "int8" }, TINY).bytes, /this is another network/],
      ["empty.tflite", "", /received no bytes/],
    ];
    for (const [name, content, message] of cases) {
      const { code, out, err } = await run("import", await write(name, content));
      assert.deepEqual([code, out], [1, ""], name);
      assert.match(err, message);
      assert.equal(err.trim().split("\n").length, 1, err);
    }
    await assert.rejects(fs.stat(join(folder, "cache", "yamnet")));
  }));

test("a pull keeps an imported file, and names the command that deletes it", () =>
  withCache(async ({ run, write, folder }) => {
    await run("import", await write("mine.tflite", bytes));
    const { code, out, err } = await run("pull", "yamnet");
    assert.deepEqual([code, out], [1, ""]);
    assert.match(err, /received an imported one with \w{64}, which is kept; babycry models remove/);
    const kept = await fs.readFile(join(folder, "cache", "yamnet", "yamnet.tflite"));
    assert.ok(kept.equals(bytes));
  }));
