/** The server as a process, on the runtime of the test. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import process from "node:process";
import { test } from "node:test";
import { type Running, startProgram, until } from "../listen/_program.ts";
import { CRY, form } from "../server/_app.ts";

/** Starts `babycry serve` at a free port. */
async function startServer(
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
): Promise<{ server: Running; url: string }> {
  const server = startProgram(["serve", "--port", "0", "--workers", "1", ...args], env);
  const address = () => server.written.err.match(/^Serving at (\S+)$/m)?.[1];
  await until(() => address() !== undefined, () => server.written.err);
  return { server, url: address()! };
}

test("the program answers, and SIGTERM waits for the requests under way", {
  skip: process.platform === "win32",
}, async () => {
  const { server, url } = await startServer([]);
  try {
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.deepEqual(await (await fetch(`${url}/livez`)).json(), { status: "ok" });
    const response = await fetch(`${url}/predict?top_k=1`, form({ file: CRY }));
    const answer = await response.json();
    assert.equal(response.status, 200, JSON.stringify(answer));
    assert.equal(answer.top_k.length, 1);
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    let received = "";
    socket.on("data", (bytes) => received += bytes);
    socket.write(
      "POST /v1/classify HTTP/1.1\r\nHost: localhost\r\nContent-Type: audio/wav\r\n" +
        `Content-Length: ${CRY.length}\r\n\r\n`,
    );
    socket.write(CRY.subarray(0, 1000));
    // A later request is answered: the server has the first one.
    await (await fetch(`${url}/livez`)).text();
    process.kill(server.child.pid!, "SIGTERM");
    await until(() => fetch(`${url}/livez`).then(() => false, () => true));
    assert.equal(server.child.exitCode, null);
    socket.write(CRY.subarray(1000));
    await once(socket, "close");
    assert.match(received, /^HTTP\/1\.1 200 [^]*"label":"cry"/);
    assert.equal(await server.ended, 0, server.written.err);
    const lines = server.written.err.split("\n").filter((line) => line.startsWith("{"));
    const { route, status, duration_ms } = JSON.parse(lines.at(-1)!);
    assert.deepEqual([route, status, duration_ms > 0], ["/v1/classify", 200, true]);
  } finally {
    server.child.kill("SIGKILL");
  }
});

test("another address is refused without a token, and served with one", async () => {
  const refused = startProgram(["serve", "--host", "0.0.0.0", "--port", "0"], {
    BABYCRY_TOKEN: "",
  });
  assert.equal(await refused.ended, 2);
  assert.match(refused.written.err, /^babycry: Missing --token-file or BABYCRY_TOKEN/);
  const env = { BABYCRY_TOKEN: "secret-token" };
  const { server, url } = await startServer(["--host", "0.0.0.0", "--quiet"], env);
  try {
    const models = `${url.replace("0.0.0.0", "127.0.0.1")}/v1/models`;
    assert.equal((await fetch(models)).status, 401);
    const headers = { authorization: "Bearer secret-token" };
    assert.equal((await fetch(models, { headers })).status, 200);
    assert.doesNotMatch(server.written.err, /secret-token|^\{/m);
  } finally {
    server.child.kill("SIGKILL");
    await server.ended;
  }
});
