import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { lockFolder } from "../../src/listen/sinks/process_lock.ts";
import { openSpool } from "../../src/listen/sinks/spool.ts";
import { inFolder, startListen, until, writeNight } from "./_program.ts";

test("two processes cannot share a spool", () =>
  inFolder(async (folder) => {
    const args = ["--webhook", "http://127.0.0.1:9", "--spool", folder];
    const first = startListen(["-", "--rate", "16000", ...args]);
    await until(async () => (await readdir(folder)).length > 0, () => first.written.err);
    const [name] = await readdir(folder);
    await until(async () => (await readdir(join(folder, name!))).includes("lock"));
    const second = startListen([await writeNight(folder), ...args]);
    assert.equal(await second.ended, 1);
    const { pid } = first.child;
    assert.match(
      second.written.err,
      new RegExp(`process ${pid} uses; give each process a folder of its own`),
    );
    first.child.stdin!.end();
    await first.ended;
  }));

test("a spool survives its process, keeps the order and belongs to one process", () =>
  inFolder(async (folder) => {
    const spool = await openSpool(folder);
    await spool.add("a");
    await spool.add("b");
    await spool.close();
    await writeFile(join(folder, "000000000007.json.tmp"), "half");
    const again = await openSpool(folder);
    assert.equal(await again.first(), "a");
    await again.drop();
    await again.add("c");
    assert.equal(again.length, 2);
    assert.equal(await again.first(), "b");
    await again.close();
    assert.deepEqual((await readdir(folder)).sort(), ["000000000001.json", "000000000002.json"]);
    await writeFile(join(folder, "lock"), "1");
    await assert.rejects(
      lockFolder(folder),
      /process 1 uses; give each process a folder of its own/,
    );
    await writeFile(join(folder, "lock"), String(2 ** 30));
    await (await lockFolder(folder))();
  }));
