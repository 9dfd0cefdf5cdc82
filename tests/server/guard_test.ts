import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { test } from "node:test";
import { isPublic } from "../../src/server/guard/address.ts";
import { guardedFetch, type GuardOptions, type Problem } from "../../src/server/mod.ts";
import { CERTIFICATE, KEY } from "./_certificate.ts";

/** Loopback is allowed to the servers of these tests only; nothing is ever sent elsewhere. */
const isLoopback = (address: string) => address === "127.0.0.1";
const resolve = (host: string) => {
  const known: Record<string, string[]> = {
    "media.example": ["127.0.0.1"],
    "private.example": ["10.0.0.1"],
    "both.example": ["127.0.0.1", "192.168.0.1"],
    "none.example": [],
  };
  const addresses = known[host];
  if (!addresses) return Promise.reject(new Error("ENOTFOUND"));
  return Promise.resolve(addresses.map((address) => ({ address, family: 4 })));
};
const options: GuardOptions = { resolve, isAllowed: isLoopback, timeoutSeconds: 1 };
const fetchUrl = guardedFetch(options);

type Respond = (request: IncomingMessage, response: ServerResponse) => void;

/** Runs a server on loopback for the time of a test. */
async function serving(
  server: Server,
  work: (port: number) => Promise<void>,
): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await work((server.address() as { port: number }).port);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const withServer = (respond: Respond, work: (port: number) => Promise<void>) =>
  serving(createServer(respond), work);

/** Requests a URL, and returns the status of its problem. */
async function problemOf(url: string, fetch = fetchUrl): Promise<[number, string]> {
  try {
    await fetch(new URL(url));
  } catch (error) {
    const { status, code } = error as Problem;
    return [status, code];
  }
  return [200, ""];
}

test("addresses of all ranges but unicast are not public", async () => {
  const cases: Record<string, boolean> = {
    "93.184.216.34": true,
    "2606:2800:220:1:248:1893:25c8:1946": true,
    "127.0.0.1": false,
    "10.1.2.3": false,
    "172.16.0.1": false,
    "192.168.1.1": false,
    "169.254.169.254": false,
    "100.64.0.1": false,
    "0.0.0.0": false,
    "224.0.0.1": false,
    "255.255.255.255": false,
    "240.0.0.1": false,
    "::": false,
    "::1": false,
    "fe80::1": false,
    "fc00::1": false,
    "ff02::1": false,
    "::ffff:127.0.0.1": false,
    "::ffff:7f00:1": false,
    "::ffff:93.184.216.34": true,
    "64:ff9b::7f00:1": false,
    "2002:7f00:1::": false,
    "localhost": false,
    "": false,
  };
  for (const [address, expected] of Object.entries(cases)) {
    assert.equal(await isPublic(address), expected, address);
  }
});

test("by default, literals of private addresses are refused in every spelling", async () => {
  const fetch = guardedFetch({ resolve });
  const urls = [
    "http://127.0.0.1/",
    "http://127.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0177.0.0.1/",
    "http://169.254.169.254/latest/meta-data",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:a9fe:a9fe]/",
    "http://[fe80::1]/",
    "http://0/",
    "http://private.example/",
    "http://media.example/",
  ];
  for (const url of urls) assert.deepEqual(await problemOf(url, fetch), [422, "refused_url"], url);
});

test("other protocols, names and passwords in the URL are refused", async () => {
  for (const url of ["ftp://media.example/", "file:///etc/passwd", "http://a:b@media.example/"]) {
    assert.deepEqual(await problemOf(url), [422, "refused_url"], url);
  }
  assert.deepEqual(await problemOf("http://both.example/"), [422, "refused_url"]);
  assert.deepEqual(await problemOf("http://none.example/"), [502, "url_failed"]);
  assert.deepEqual(await problemOf("http://unknown.example/"), [502, "url_failed"]);
});

test("the connection goes to the address that was checked, with the name of the URL", () =>
  withServer((request, response) => {
    response.writeHead(200, { "content-type": "audio/wav" });
    response.end(`${request.headers.host} ${request.url} ${request.headers["accept-encoding"]}`);
  }, async (port) => {
    let calls = 0;
    const changing = guardedFetch({
      ...options,
      // A second answer would be another address.
      resolve: () => Promise.resolve([{ address: calls++ ? "10.0.0.1" : "127.0.0.1", family: 4 }]),
    });
    const response = await changing(new URL(`http://media.example:${port}/a?b=c`));
    assert.equal(await response.text(), `media.example:${port} /a?b=c identity`);
    assert.equal(calls, 1);
  }));

test("a certificate is checked for the name of the URL", () =>
  serving(
    createSecureServer({ key: KEY, cert: CERTIFICATE }, (_, response) => void response.end("ok")),
    async (port) => {
      const names = (host: string) => Promise.resolve([{ address: "127.0.0.1", family: 4, host }]);
      const secure = guardedFetch({ ...options, resolve: names, ca: CERTIFICATE });
      const response = await secure(new URL(`https://media.example:${port}/`));
      assert.equal(await response.text(), "ok");
      const other = await problemOf(`https://other.example:${port}/`, secure);
      assert.deepEqual(other, [502, "url_failed"]);
      const unknown = guardedFetch({ ...options, resolve: names });
      assert.deepEqual(await problemOf(`https://media.example:${port}/`, unknown), [
        502,
        "url_failed",
      ]);
    },
  ));

test("redirects are followed and checked, up to a number", () =>
  withServer((request, response) => {
    const to = new URL(request.url!, "http://x").searchParams.get("to");
    if (to === null) return void response.end("audio");
    response.writeHead(302, { location: to });
    response.end();
  }, async (port) => {
    const to = (target: string) => `http://media.example:${port}/?to=${encodeURIComponent(target)}`;
    const followed = await fetchUrl(new URL(to("/clip.wav")));
    assert.equal(await followed.text(), "audio");
    const cases: [string, number, string][] = [
      ["http://10.0.0.1/", 422, "refused_url"],
      ["http://private.example/", 422, "refused_url"],
      ["file:///etc/passwd", 422, "refused_url"],
      ["http://", 502, "url_failed"],
    ];
    for (const [target, status, code] of cases) {
      assert.deepEqual(await problemOf(to(target)), [status, code], target);
    }
    const endless = guardedFetch({ ...options, maxRedirects: 2 });
    const nested = [1, 2, 3].reduce((url) => to(url), "/clip.wav");
    assert.deepEqual(await problemOf(nested, endless), [502, "url_failed"]);
    assert.deepEqual(await problemOf(nested), [200, ""]);
  }));

test("errors, pages and silent servers are problems", () =>
  withServer((request, response) => {
    if (request.url === "/silent") return;
    if (request.url === "/page") response.setHeader("content-type", "text/html");
    response.statusCode = request.url === "/error" ? 500 : 200;
    response.end("x");
  }, async (port) => {
    const base = `http://media.example:${port}`;
    assert.deepEqual(await problemOf(`${base}/error`), [502, "url_failed"]);
    assert.deepEqual(await problemOf(`${base}/page`), [415, "unsupported_type"]);
    assert.deepEqual(await problemOf(`${base}/silent`), [502, "url_failed"]);
  }));
