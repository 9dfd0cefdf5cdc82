/** A camera: a real RTSP server that is killed and started again. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { requires } from "../_requires.ts";
import { inFolder, startListen, typesOf, until, writeNight } from "./_program.ts";

const script = fileURLToPath(new URL("rtsp_server.py", import.meta.url));

async function camera(port: number, recording: string): Promise<ChildProcess> {
  // The bindings belong to the Python of the system.
  const child = spawn("/usr/bin/python3", [script, String(port), recording], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout!, "data");
  return child;
}

test(
  "a camera that restarts is lost and restored",
  requires("/usr/share/doc/gir1.2-gst-rtsp-server-1.0"),
  () =>
    inFolder(async (folder) => {
      const recording = await writeNight(folder);
      const probe = createServer().listen(0, "127.0.0.1");
      await once(probe, "listening");
      const { port } = probe.address() as { port: number };
      await new Promise((resolve) => probe.close(resolve));
      let server = await camera(port, recording);
      const url = `rtsp://user:hunter2@127.0.0.1:${port}/nursery`;
      const { child, written, ended } = startListen([`nursery=${url}`, "--jsonl"]);
      const explain = () => written.err + typesOf(written.out).join();
      try {
        await until(() => typesOf(written.out).includes("cry_started"), explain);
        server.kill("SIGKILL");
        await until(() => typesOf(written.out).includes("source_lost"), explain);
        server = await camera(port, recording);
        await until(() => typesOf(written.out).includes("source_restored"), explain);
        const types = typesOf(written.out).filter((type) => type !== "gap");
        assert.deepEqual(types.slice(0, 4), [
          "cry_started",
          "cry_ended",
          "source_lost",
          "source_restored",
        ]);
        process.kill(child.pid!, "SIGINT");
        assert.equal(await ended, 130);
        assert.doesNotMatch(written.out + written.err, /hunter2/);
      } finally {
        child.kill("SIGKILL");
        server.kill("SIGKILL");
      }
    }),
);
