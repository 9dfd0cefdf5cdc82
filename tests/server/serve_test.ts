/** The server of this runtime, on loopback. */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { loadPackage } from "../../src/listen/sinks/load_package.ts";
import { serve, type ServeOptions } from "../../src/server/mod.ts";
import { answerOf, CRY, form, post, SILENCE } from "./_app.ts";

async function serving(
  options: ServeOptions,
  work: (url: string, close: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const server = await serve({ port: 0, pool: { workers: 1 }, drainSeconds: 5, ...options });
  try {
    await work(server.url, server.close);
  } finally {
    await server.close();
  }
}

/** Sends text, and returns what comes back until the server closes the connection. */
function exchange(url: string, text: string, { ends = false } = {}): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let received = "";
    socket.on("data", (bytes) => {
      received += bytes;
      if (ends) socket.destroy();
    });
    socket.on("error", () => {});
    socket.on("close", () => resolve(received));
  });
}

// Node 20 has no WebSocket.
const { WebSocket: Socket = (await loadPackage<{ WebSocket: typeof WebSocket }>("ws")).WebSocket } =
  globalThis;

interface Stream {
  readonly socket: WebSocket;
  // deno-lint-ignore no-explicit-any
  readonly items: any[];
  readonly closed: Promise<number>;
}

function listen(url: string, query = ""): Stream {
  const socket = new Socket(`${url.replace("http", "ws")}/v1/listen${query}`);
  socket.binaryType = "arraybuffer";
  // deno-lint-ignore no-explicit-any
  const items: any[] = [];
  socket.onmessage = ({ data }) => items.push(JSON.parse(data));
  const closed = new Promise<number>((resolve) => {
    socket.onclose = ({ code }) => resolve(code);
    socket.onerror = () => {};
  });
  return { socket, items, closed };
}

test("the server answers files, checks and faults", () =>
  serving({}, async (url) => {
    const ask = async (path: string, init?: RequestInit) =>
      await answerOf(await fetch(url + path, init));
    assert.deepEqual((await ask("/readyz")).json, { status: "ok" });
    assert.equal((await ask("/predict", form({ file: CRY }))).status, 200);
    const { json } = await ask("/v1/classify", post(CRY));
    assert.equal(json.results[0].cry.label, "cry");
    const wrong = await ask("/v1/classify", { method: "DELETE" });
    assert.deepEqual([wrong.status, wrong.headers.get("allow")], [405, "POST"]);
    assert.match(
      await exchange(url, "GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n", { ends: true }),
      / 421 /,
    );
  }));

test("other addresses need a token", async () => {
  await assert.rejects(serve({ host: "0.0.0.0", port: 0 }), /expected tokens, received none/);
  await serving({ host: "0.0.0.0", tokens: ["secret-token"] }, async (url) => {
    const local = url.replace("0.0.0.0", "127.0.0.1");
    assert.equal((await fetch(`${local}/v1/models`)).status, 401);
    const headers = { authorization: "Bearer secret-token" };
    assert.equal((await fetch(`${local}/v1/models`, { headers })).status, 200);
  });
});

test("a port in use is named", () =>
  serving({}, async (url) => {
    const port = Number(new URL(url).port);
    const taken = serve({ port, pool: { workers: 1 } });
    await assert.rejects(taken, {
      name: "RangeError",
      message: /expected a free address.*another/,
    });
  }));

test("a body is cut at the limit, with and without Content-Length", () =>
  serving({ maxBodyBytes: 100_000 }, async (url) => {
    const head = "POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: audio/wav\r\n";
    const stated = await exchange(url, `${head}Content-Length: 200000\r\n\r\nRIFF`, { ends: true });
    assert.match(stated, /^HTTP\/1\.1 413 /);
    const chunk = `10000\r\n${"x".repeat(0x10000)}\r\n`;
    const head2 = `${head}Transfer-Encoding: chunked\r\n\r\n`;
    const chunked = await exchange(url, head2 + chunk.repeat(3), { ends: true });
    assert.match(chunked, /^HTTP\/1\.1 413 /);
  }));

test("slow senders are disconnected, and others are served meanwhile", () =>
  serving({ graceSeconds: 0.5 }, async (url) => {
    const head =
      "POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nRIFF";
    const slow = Array.from({ length: 50 }, () => exchange(url, head));
    const { status } = await fetch(`${url}/v1/classify`, post(SILENCE));
    assert.equal(status, 200);
    for (const answer of await Promise.all(slow)) assert.match(answer, /^HTTP\/1\.1 408 /);
  }));

test("requests under way have their answers when the server closes", () =>
  serving({}, async (url, close) => {
    const { hostname, port } = new URL(url);
    const half = CRY.length / 2;
    const socket = connect(Number(port), hostname);
    socket.write(
      "POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: audio/wav\r\n" +
        `Content-Length: ${CRY.length}\r\n\r\n`,
    );
    socket.write(CRY.subarray(0, half));
    let answer = "";
    socket.on("data", (bytes) => answer += bytes);
    const ended = new Promise((resolve) => socket.on("close", resolve));
    // Later requests are answered: the server has the first one.
    for (let i = 0; i < 3; i++) await (await fetch(`${url}/health`)).text();
    const closing = close();
    await assert.rejects(fetch(`${url}/health`));
    socket.write(CRY.subarray(half));
    await Promise.all([closing, ended]);
    assert.match(answer, /^HTTP\/1\.1 200 [^]*"label":"cry"/);
  }));

test("live audio: PCM in, updates and events out, with those of the whole recording", () =>
  serving({}, async (url) => {
    const { socket, items, closed } = listen(url, "?rate=16000&encoding=s16le");
    await new Promise((resolve) => socket.onopen = resolve);
    const pcm = CRY.subarray(44);
    for (let at = 0; at < pcm.length; at += 9999) socket.send(pcm.slice(at, at + 9999));
    socket.send(JSON.stringify({ type: "end" }));
    assert.equal(await closed, 1000);
    const updates = items.filter(({ type }) => type === "update");
    assert.ok(updates.length >= 10, `${updates.length}`);
    assert.ok(Math.max(...updates.map(({ probability }) => probability)) > 0.9);
    const events = items.map(({ type }) => type).filter((type) => type !== "update");
    assert.deepEqual(events, ["cry_started", "cry_ended"]);
  }));

test("a client too far ahead of the updates is disconnected, and a page of another origin refused", () =>
  serving({ maxStreams: 1 }, async (url) => {
    const { socket, closed } = listen(url, "?rate=8000");
    await new Promise((resolve) => socket.onopen = resolve);
    const second = listen(url);
    assert.notEqual(await second.closed, 1000);
    socket.send(new Uint8Array(2 * 8000 * 31));
    assert.equal(await closed, 1013);
    const upgrade = (headers: string) =>
      exchange(
        url,
        "GET /v1/listen HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\n" +
          "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n" +
          `Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${headers}\r\n`,
        { ends: true },
      );
    assert.match(await upgrade("Origin: http://evil.example\r\n"), /^HTTP\/1\.1 403 /);
    assert.match(await upgrade(""), /^HTTP\/1\.1 101 /);
    assert.equal((await fetch(`${url}/v1/listen`)).status, 426);
    assert.equal((await fetch(`${url}/health`)).status, 200);
  }));
