import type { InputError, InputErrorCode } from "@babycry/babycry";
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { type EncodedInput, openSource } from "../../src/source/open_source.ts";
import type { SourceOptions } from "../../src/source/source_options.ts";

const BYTES = Uint8Array.from({ length: 1000 }, (_, i) => i & 255);

async function readBytes(input: EncodedInput, options?: SourceOptions): Promise<Uint8Array> {
  const source = await openSource(input, options);
  try {
    return (await source.read(0, 1_000_000)).slice();
  } finally {
    await source.close();
  }
}

/** Creates a check of an `InputError` for `assert.rejects`. */
const isInputError = (code: InputErrorCode, message: RegExp) => (error: unknown): true => {
  const { name, message: text, code: found } = error as InputError;
  assert.match(text, message);
  // The class differs from the package's when the reader is bundled with the test.
  assert.deepEqual([name, found], ["InputError", code]);
  return true;
};

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  await work(folder).finally(() => rm(folder, { recursive: true }));
}

async function withServer(
  answer: RequestListener,
  work: (url: string) => Promise<void>,
): Promise<void> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}/clip.wav`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** Creates a body of chunks that records whether it was cancelled. */
function bodyOf(chunks: readonly Uint8Array[]) {
  const seen = { cancelled: false };
  const rest = [...chunks];
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = rest.shift();
      if (chunk) controller.enqueue(chunk);
      else controller.close();
    },
    cancel: () => void (seen.cancelled = true),
  }, { highWaterMark: 0 });
  return { stream, seen };
}

test("a path that cannot be read is an InputError with the system's error as its cause", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "clip.wav");
    await writeFile(file, BYTES);
    assert.deepEqual(new Uint8Array(await readBytes(file)), BYTES);
    assert.deepEqual(new Uint8Array(await readBytes(pathToFileURL(file))), BYTES);
    const cases = [
      [join(folder, "no.wav"), "not_found", /no\.wav: there is no such file/, "ENOENT"],
      [join(file, "no.wav"), "not_found", /there is no such file/, "ENOTDIR"],
      [folder, "unreadable", /it is a directory/, "EISDIR"],
      [join(folder, "long".repeat(200)), "unreadable", /ENAMETOOLONG/, "ENAMETOOLONG"],
    ] as const;
    for (const [path, code, message, system] of cases) {
      for (const input of [path, pathToFileURL(path)]) {
        await assert.rejects(readBytes(input), (error: Error & { cause: { code: string } }) => {
          assert.equal(error.cause.code, system);
          return isInputError(code, message)(error);
        });
      }
    }
  });
});

test("the response of a server determines the error code", async () => {
  await withServer((request, response) => {
    const status = Number(new URL(request.url!, "http://x").searchParams.get("status") ?? 200);
    response.writeHead(status).end(BYTES);
  }, async (url) => {
    assert.deepEqual(await readBytes(url), BYTES);
    assert.deepEqual(await readBytes(new URL(url)), BYTES);
    for (const status of [404, 403, 500]) {
      await assert.rejects(readBytes(`${url}?status=${status}`), (error: InputError) => {
        assert.equal(error.status, status);
        return isInputError("http_status", new RegExp(`received status ${status}`))(error);
      });
    }
  });
  await withServer((_, response) => {
    response.writeHead(200, { "content-length": "1000" }).write(BYTES.subarray(0, 10), () => {
      setTimeout(() => response.destroy(), 30);
    });
  }, async (url) => {
    await assert.rejects(readBytes(url), isInputError("network", /^Fetching http/));
  });
  await assert.rejects(
    readBytes("http://127.0.0.1:1/a.wav"),
    isInputError("network", /^Fetching http:\/\/127\.0\.0\.1:1\/a\.wav: ./),
  );
});

test("the caller's fetch requests remote URLs only", async () => {
  const requested: string[] = [];
  const { signal } = new AbortController();
  const options = {
    signal,
    fetch(url: URL, init: RequestInit) {
      requested.push(url.href);
      assert.equal(init.signal, signal);
      if (url.hostname === "10.0.0.1") throw new RangeError("a private address");
      return Promise.resolve(new Response(BYTES));
    },
  };
  assert.deepEqual(await readBytes("https://example.org/a.wav", options), BYTES);
  assert.deepEqual(await readBytes("data:audio/wav;base64,AAEC", options), Uint8Array.of(0, 1, 2));
  await assert.rejects(readBytes(new URL("http://10.0.0.1/"), options), (error: InputError) => {
    assert.ok(error.cause instanceof RangeError);
    return isInputError("network", /a private address/)(error);
  });
  assert.deepEqual(requested, ["https://example.org/a.wav", "http://10.0.0.1/"]);
});

test("maxBytes limits every form of input", async () => {
  await withFolder(async (folder) => {
    const file = join(folder, "clip.wav");
    await writeFile(file, BYTES);
    const remote = "https://example.org/a.wav";
    const responseOf = (headers: Record<string, string>) => () =>
      Promise.resolve(new Response(bodyOf([BYTES, BYTES]).stream, { headers }));
    for (
      const [input, fetch] of [
        [file],
        [pathToFileURL(file)],
        [BYTES],
        [BYTES.slice().buffer],
        [new Blob([BYTES])],
        [`data:,${"a".repeat(1000)}`],
        [remote, responseOf({ "content-length": "2000" })],
        [remote, responseOf({})],
      ] as const
    ) {
      const options = fetch ? { fetch } : {};
      const size = (await readBytes(input, options)).length;
      assert.equal((await readBytes(input, { ...options, maxBytes: size })).length, size);
      await assert.rejects(
        readBytes(input, { ...options, maxBytes: size - 1 }),
        isInputError("too_large", new RegExp(`expected at most ${size - 1} bytes`)),
      );
    }
    const { stream, seen } = bodyOf([BYTES, BYTES, BYTES]);
    await assert.rejects(readBytes(stream, { maxBytes: 1500 }), { code: "too_large" });
    assert.ok(seen.cancelled);
  });
});

test("a signal stops a stream, which rejects with its reason", async () => {
  const controller = new AbortController();
  let cancelled: unknown;
  const stream = new ReadableStream<Uint8Array>({
    start: (stream) => stream.enqueue(BYTES),
    cancel: (reason) => void (cancelled = reason),
  });
  const reading = readBytes(stream, { signal: controller.signal });
  const reason = new RangeError("enough");
  controller.abort(reason);
  await assert.rejects(reading, reason);
  assert.equal(cancelled, reason);
});

test("a signal stops an iterable that waits for its next bytes", async () => {
  const controller = new AbortController();
  const waiting = async function* () {
    yield BYTES;
    controller.abort(new RangeError("enough"));
    await new Promise(() => {});
  };
  await assert.rejects(readBytes(waiting(), { signal: controller.signal }), { message: "enough" });
});

test("an input of no known form is a TypeError", async () => {
  const wrong: [unknown, RegExp][] = [
    [null, /received null/],
    [7, /received 7/],
    [[1], /received an array/],
    [new Int16Array(1), /received an Int16Array/],
    ["ftp://example.org/a.wav", /expected https, http, file, data or blob, received ftp:/],
    [new URL("ftp://example.org/a.wav"), /received ftp:/],
    ["http://exa%mple", /expected a valid URL, received http:\/\/exa%mple/],
    [
      new ReadableStream({ start: (stream) => stream.enqueue("text") }),
      /expected chunks of Uint8Array, received the string/,
    ],
  ];
  for (const [input, message] of wrong) {
    await assert.rejects(readBytes(input as string), { name: "TypeError", message });
  }
});

test("a server with range requests is asked for the parts that are read", async () => {
  const size = 5_000_000;
  const file = Uint8Array.from({ length: size }, (_, i) => i * 7 >> 8 & 255);
  const ranges: (string | undefined)[] = [];
  await withServer((request, response) => {
    const { range } = request.headers;
    ranges.push(range);
    const start = Number(/^bytes=(\d+)-$/.exec(range ?? "bytes=0-")![1]);
    response.writeHead(range ? 206 : 200, {
      "accept-ranges": "bytes",
      "content-length": `${size - start}`,
    }).end(file.subarray(start));
  }, async (url) => {
    const source = await openSource(url);
    assert.equal(source.size, size);
    for (const offset of [0, 10, 4_900_000, 4_900_100, 100, 50, 4_999_990, 5_000_001]) {
      const bytes = await source.read(offset, 20);
      assert.deepEqual(bytes.slice(), file.slice(offset, offset + 20), `${offset}`);
    }
    await source.close();
  });
  const from = (offset: number) => `bytes=${offset}-`;
  assert.deepEqual(ranges, [undefined, from(4_900_000), from(100), from(50), from(4_999_990)]);
});

test("a request of a known length is refused before its body is read", async () => {
  const request = (length: string) =>
    new Request("http://server/", {
      method: "POST",
      body: new Uint8Array(8),
      headers: { "content-length": length },
    });
  await assert.rejects(
    openSource(request("101"), { maxBytes: 100 }),
    { name: "InputError", code: "too_large" },
  );
  await (await openSource(request("8"), { maxBytes: 100 })).close();
});
