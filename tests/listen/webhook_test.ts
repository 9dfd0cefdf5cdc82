import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { lockFolder } from "../../src/listen/sinks/process_lock.ts";
import { openSpool } from "../../src/listen/sinks/spool.ts";
import { webhookSink } from "../../src/listen/sinks/webhook.ts";
import type { WatchEvent } from "@babycry/babycry/listen";
import { inFolder, jsonOf, night, serve, startListen, until, writeNight } from "./_program.ts";

const event = (id: string) => ({ type: "cry_started", id, source: "a" }) as WatchEvent;
const BACKOFF = { firstMs: 10, maxMs: 50 };

interface Post {
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Server that keeps posts and answers as the test says. */
async function receiver(statusOf: (count: number) => number) {
  const posts: Post[] = [];
  const { url, end } = await serve((request, response) => {
    let body = "";
    request.on("data", (chunk) => body += chunk);
    request.on("end", () => {
      posts.push({ body, headers: request.headers });
      response.writeHead(statusOf(posts.length)).end();
    });
  });
  return { posts, end, url: new URL(url) };
}

test("events are posted in order with a key and a signature, again until they succeed", () =>
  inFolder(async (spool) => {
    const { posts, url, end } = await receiver((count) => count < 4 ? 500 : 204);
    const problems: string[] = [];
    const onProblem = (line: string) => void problems.push(line);
    const sink = await webhookSink(url, { spool, secret: "key", backoff: BACKOFF, onProblem });
    for (const id of ["1", "2", "3"]) {
      await sink.keep!(event(id));
      sink.send(event(id));
    }
    await until(() => posts.length === 6);
    await until(async () => (await readdir(spool)).length === 1);
    await sink.close!();
    await end();
    const ids = posts.map(({ headers }) => headers["idempotency-key"]);
    assert.deepEqual(ids, ["1", "1", "1", "1", "2", "3"]);
    assert.deepEqual(JSON.parse(posts[5]!.body), { type: "cry_started", id: "3", source: "a" });
    const expected = createHmac("sha256", "key").update(posts[5]!.body).digest("hex");
    assert.equal(posts[5]!.headers["x-babycry-signature"], `sha256=${expected}`);
    assert.deepEqual(problems.map((line) => line.replace(/:\d+/, "")), [
      "Posting to 127.0.0.1: expected a status of success, received status 500; trying again, " +
      "events are kept",
      "Posting to 127.0.0.1: works again",
    ]);
    assert.deepEqual(await readdir(spool), []);
  }));

test("a request without an answer is given up and repeated", () =>
  inFolder(async (spool) => {
    let requests = 0;
    const { url, end } = await serve((_, response) => {
      if (++requests > 1) response.end();
    });
    const sink = await webhookSink(new URL(url), { spool, timeoutMs: 200, backoff: BACKOFF });
    await sink.keep!(event("1"));
    sink.send(event("1"));
    await until(() => requests === 2);
    await until(async () => !(await readdir(spool)).some((name) => name.endsWith(".json")));
    await sink.close!();
    await end();
  }));

test("a full or missing disk does not lose events while the process runs", () =>
  inFolder(async (folder) => {
    const { posts, url, end } = await receiver(() => 200);
    const spool = join(folder, "spool");
    const sink = await webhookSink(url, { spool, backoff: BACKOFF });
    await rm(spool, { recursive: true });
    await assert.rejects(async () => await sink.keep!(event("1")));
    sink.send(event("1"));
    await until(() => posts.length === 1);
    await sink.close!();
    await end();
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

test("what stdout has announced is posted, also after kill -9", () =>
  inFolder(async (folder) => {
    let isUp = false;
    const { posts, url, end } = await receiver(() => isUp ? 200 : 503);
    const spool = join(folder, "spool");
    await mkdir(spool);
    const args = ["--jsonl", "--webhook", url.href, "--spool", spool];
    const first = startListen(["-", "--encoding", "f32le", "--hold-seconds", "0", ...args]);
    first.child.stdin!.on("error", () => {});
    first.child.stdin!.write(new Uint8Array(night(3).buffer));
    await until(() => /cry_started/.test(first.written.out), () => first.written.err);
    first.child.kill("SIGKILL");
    await first.ended;
    const announced = jsonOf(first.written.out).filter(({ type }) => type !== "update");
    assert.ok(announced.length > 0);
    isUp = true;
    posts.length = 0;
    const second = startListen([await writeNight(folder), ...args]);
    assert.equal(await second.ended, 0, second.written.err);
    const all = [...announced, ...jsonOf(second.written.out)].filter(({ type }) =>
      type !== "update"
    );
    const ids = posts.map(({ body }) => JSON.parse(body).id);
    assert.deepEqual(
      ids.filter((id) => all.some((event) => event.id === id)),
      all.map(({ id }) => id),
    );
    await end();
  }));
