import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { systemClock } from "../../src/listen/clock.ts";
import { openSpool } from "../../src/listen/sinks/spool.ts";
import { webhookSink } from "../../src/listen/sinks/webhook.ts";
import type { WatchEvent } from "@babycry/babycry/listen";
import { requires } from "../_requires.ts";
import { inFolder, jsonOf, night, serve, startListen, until, writeNight } from "./_program.ts";

const event = (id: string) => ({ type: "cry_started", id, source: "a" }) as WatchEvent;
const BACKOFF = { firstMs: 10, maxMs: 50 };

interface Post {
  readonly body: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** Server that keeps posts and answers as the test defines. */
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

test("events wait for a receiver that fails for a day, in order", () =>
  inFolder(async (spool) => {
    const hours = 24;
    let elapsedMs = 0;
    let kept = 0;
    const waits: number[] = [];
    const received: string[] = [];
    const problems: string[] = [];
    const sink = await webhookSink(new URL("https://receiver.test"), {
      ...{ spool, onProblem: (line) => problems.push(line) },
      clock: {
        ...systemClock,
        async sleep(milliseconds) {
          waits.push(milliseconds);
          elapsedMs += milliseconds;
          for (; kept * 3_600_000 < elapsedMs && kept < hours; kept++) {
            await sink.keep!(event(`${kept}`));
          }
          await new Promise((resolve) => setImmediate(resolve));
        },
      },
      fetch: (_, { headers }) => {
        const isUp = elapsedMs > hours * 3_600_000;
        if (isUp) received.push((headers as Record<string, string>)["idempotency-key"]!);
        return Promise.resolve(new Response(null, { status: isUp ? 200 : 500 }));
      },
    });
    await sink.keep!(event("first"));
    sink.send(event("first"));
    await until(() => received.length === hours + 1);
    await until(async () => (await readdir(spool)).length === 1);
    await sink.close!();
    assert.deepEqual(received, ["first", ...Array.from({ length: hours }, (_, i) => `${i}`)]);
    assert.equal(problems.length, 2, problems.join());
    assert.ok(Math.max(...waits) <= 60_000 && waits.length < 3000, `${waits.length}`);
  }));

test(
  "a full disk loses no event and keeps the order",
  requires("mount of a disk"),
  () =>
    inFolder(async (folder) => {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "none", folder]);
      try {
        let isUp = false;
        const { posts, url, end } = await receiver(() => isUp ? 200 : 503);
        const sink = await webhookSink(url, { spool: join(folder, "spool"), backoff: BACKOFF });
        await sink.keep!(event("1"));
        await assert.rejects(
          writeFile(join(folder, "other"), new Uint8Array(100_000)),
          /ENOSPC|space/,
        );
        for (const id of ["2", "3"]) {
          await assert.rejects(async () => await sink.keep!(event(id)), /ENOSPC|space/);
          sink.send(event(id));
        }
        await rm(join(folder, "other"));
        await sink.keep!(event("4"));
        isUp = true;
        posts.length = 0;
        await until(() => posts.length >= 4);
        await sink.close!();
        await end();
        assert.deepEqual(posts.map(({ body }) => JSON.parse(body).id), ["1", "2", "3", "4"]);
      } finally {
        execFileSync("umount", [folder]);
      }
    }),
);

test("a damaged or removed file of the spool does not hold up the others", () =>
  inFolder(async (spool) => {
    const { posts, url, end } = await receiver(() => 200);
    for (const [i, text] of ["{", "{}", JSON.stringify({ id: "1" })].entries()) {
      await writeFile(join(spool, `00000000000${i}.json`), text);
    }
    const problems: string[] = [];
    const sink = await webhookSink(url, { spool, onProblem: (line) => problems.push(line) });
    await until(() => posts.length === 1);
    await sink.close!();
    await end();
    assert.equal(JSON.parse(posts[0]!.body).id, "1");
    assert.equal(problems.length, 2);
    assert.match(problems[0]!, /expected an event, received a damaged file; skipped/);
    await writeFile(join(spool, "000000000005.json"), "a");
    await writeFile(join(spool, "000000000006.json"), "b");
    const opened = await openSpool(spool);
    await rm(join(spool, "000000000005.json"));
    assert.equal(await opened.first(), "b");
    await opened.close();
  }));

test("events of several sources at once are written once each, in order", () =>
  inFolder(async (spool) => {
    const { posts, url, end } = await receiver((count) => count === 1 ? 500 : 200);
    const sink = await webhookSink(url, { spool, backoff: BACKOFF });
    const ids = Array.from({ length: 20 }, (_, i) => `${i}`);
    await Promise.all(ids.map(async (id) => await sink.keep!(event(id))));
    sink.send(event("0"));
    await until(async () => (await readdir(spool)).length === 1);
    await sink.close!();
    await end();
    assert.deepEqual(posts.map(({ body }) => JSON.parse(body).id), ["0", ...ids]);
  }));

test("an event that is posted while it is written to the spool is posted once", () =>
  inFolder(async (spool) => {
    const received: string[] = [];
    let writing: unknown;
    const sink = await webhookSink(new URL("https://receiver.test"), {
      spool,
      async fetch(_, { headers }) {
        const id = (headers as Record<string, string>)["idempotency-key"]!;
        received.push(id);
        // Posts end before the next event is on disk, or after.
        if (id === "0") writing = sink.keep!(event("1"));
        else await writing;
        return new Response(null, { status: 200 });
      },
    });
    await sink.keep!(event("0"));
    sink.send(event("0"));
    await until(() => received.length > 1);
    await until(async () => (await readdir(spool)).length === 1);
    await sink.close!();
    assert.deepEqual(received, ["0", "1"]);
  }));

test("several webhooks have a spool, a key and an order each", () =>
  inFolder(async (folder) => {
    const [good, bad] = [await receiver(() => 200), await receiver(() => 500)];
    const file = async (name: string) => {
      await writeFile(join(folder, name), `${name}\n`);
      return join(folder, name);
    };
    const both = (first: string, second: string) => ["--webhook", first, "--webhook", second];
    const spool = ["--spool", join(folder, "spool")];
    const keys = [
      "--webhook-secret-file",
      await file("a"),
      "--webhook-secret-file",
      await file("b"),
    ];
    const night = await writeNight(folder);
    const [one, two] = [good.url.href, `${bad.url.href}?token=hunter2`];
    const { written, ended } = startListen([night, ...both(one, two), ...spool, ...keys]);
    assert.equal(await ended, 0, written.err);
    assert.doesNotMatch(written.out + written.err, /hunter2/);
    const types = (posts: readonly Post[]) => posts.map(({ body }) => JSON.parse(body).type);
    assert.deepEqual(types(good.posts), ["cry_started", "cry_ended"]);
    assert.ok(types(bad.posts).every((type) => type === "cry_started"));
    for (const [key, { posts }] of Object.entries({ a: good, b: bad })) {
      const { body, headers } = posts[0]!;
      const expected = createHmac("sha256", key).update(body).digest("hex");
      assert.equal(headers["x-babycry-signature"], `sha256=${expected}`);
    }
    const kept = await Promise.all(
      (await readdir(join(folder, "spool"))).map((name) => readdir(join(folder, "spool", name))),
    );
    assert.deepEqual(kept.map(({ length }) => length).sort(), [0, 2]);
    await good.end();
    await bad.end();
    for (const wrong of [both(one, one), ["--webhook", one, ...keys]]) {
      const { written, ended } = startListen([night, ...wrong, ...spool]);
      assert.equal(await ended, 2, written.err);
      assert.match(written.err, /expected (?:different URLs|one file, or as many as --webhook)/);
    }
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
