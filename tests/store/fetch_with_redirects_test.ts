import assert from "node:assert/strict";
import { test } from "node:test";
import { type FetchOptions, fetchWithRedirects } from "../../src/store/fetch_with_redirects.ts";

/** Fetches a URL with redirects by address; returns the requested addresses with their tokens. */
async function follow(
  url: string,
  answers: Readonly<Record<string, string>>,
  options: FetchOptions = {},
): Promise<[string, string | null][]> {
  const asked: [string, string | null][] = [];
  await fetchWithRedirects(url, { headers: {}, signal: new AbortController().signal }, {
    token: "secret",
    ...options,
    fetch(at, { headers, redirect }) {
      assert.equal(redirect, "manual");
      asked.push([at.href, new Headers(headers).get("authorization")]);
      const location = answers[at.href];
      return Promise.resolve(
        location ? new Response(null, { status: 302, headers: { location } }) : new Response("x"),
      );
    },
  });
  return asked;
}

const HUB = "https://huggingface.co";

test("a token is sent to the hub and not to the hosts that it redirects to", async () => {
  assert.deepEqual(
    await follow(`${HUB}/o/m`, {
      [`${HUB}/o/m`]: "/o/renamed",
      [`${HUB}/o/renamed`]: "https://storage.example/x?signature=1",
    }),
    [
      [`${HUB}/o/m`, "Bearer secret"],
      [`${HUB}/o/renamed`, "Bearer secret"],
      ["https://storage.example/x?signature=1", null],
    ],
  );
});

test("a token is not sent to the hub again after a redirect to another host", async () => {
  const asked = await follow(`${HUB}/o/m`, {
    [`${HUB}/o/m`]: "https://elsewhere.example/",
    "https://elsewhere.example/": `${HUB}/steal`,
  });
  assert.deepEqual(asked.map(([, token]) => token), ["Bearer secret", null, null]);
});

test("a token is not sent to other hosts or ports, nor over http", async () => {
  assert.deepEqual(await follow("https://github.com/o/r/releases/download/v1/m.onnx", {}), [
    ["https://github.com/o/r/releases/download/v1/m.onnx", null],
  ]);
  assert.deepEqual((await follow(`${HUB}:8443/o/m`, {}))[0]![1], null);
  assert.deepEqual((await follow("https://huggingface.co.evil.example/o/m", {}))[0]![1], null);
  const hub = "http://localhost:8080";
  assert.deepEqual(await follow(`${HUB}/o/m`, {}, { hub }), [[`${hub}/o/m`, null]]);
});

test("a mirror replaces the hub, and the token is sent to the mirror", async () => {
  for (const hub of ["https://mirror.example/hf", "https://mirror.example/hf/"]) {
    assert.deepEqual(await follow(`${HUB}/o/m`, {}, { hub }), [
      ["https://mirror.example/hf/o/m", "Bearer secret"],
    ]);
  }
});

test("plain http is accepted on this machine only", async () => {
  await follow("http://127.0.0.1:1/m", {});
  await follow("http://[::1]:1/m", {});
  const refused: [string, Record<string, string>, FetchOptions?][] = [
    ["http://example.com/m", {}],
    ["http://127.0.0.1.example.com/m", {}],
    ["file:///etc/passwd", {}],
    ["ftp://example.com/m", {}],
    [`${HUB}/m`, { [`${HUB}/m`]: "http://example.com/" }],
    [`${HUB}/m`, { [`${HUB}/m`]: "http://127.0.0.1/" }],
    ["http://127.0.0.1:1/m", { "http://127.0.0.1:1/m": "http://example.com/" }],
    [`${HUB}/m`, {}, { hub: "http://mirror.example" }],
    [
      "https://example.com/m",
      { "https://example.com/m": "http://127.0.0.1/" },
      { hub: "http://127.0.0.1" },
    ],
  ];
  for (const [url, answers, options] of refused) {
    await assert.rejects(follow(url, answers, options), /expected https/, url);
  }
  await assert.rejects(follow("no url", {}), /expected a URL, received no url/);
});
