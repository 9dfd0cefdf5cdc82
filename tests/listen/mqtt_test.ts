/** The sink of a broker, with mosquitto. */
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { connect, type MqttClient } from "npm:mqtt@5.16.0";
import { mqttSink, removeMqttDevice } from "../../src/listen/sinks/mqtt.ts";
import { discoveryConfig } from "../../src/listen/sinks/home_assistant.ts";
import { requires } from "../_requires.ts";
import { inFolder, night, startListen, until } from "./_program.ts";

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts a broker. */
async function broker(folder: string, port: number, lines: readonly string[] = []) {
  const config = join(folder, "mosquitto.conf");
  const text = [`listener ${port} 127.0.0.1`, "allow_anonymous true", ...lines, ""].join("\n");
  await writeFile(config, text);
  const child = spawn("mosquitto", ["-c", config], { stdio: ["ignore", "ignore", "pipe"] });
  let log = "";
  child.stderr.on("data", (chunk) => log += chunk);
  await until(() => log.includes(" running") || child.exitCode !== null, () => log);
  return child;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

/** Subscribes to everything. */
async function subscriber(port: number) {
  const client: MqttClient = connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 100 });
  const latest = new Map<string, string>();
  const all: string[] = [];
  client.on("error", () => {});
  client.on("message", (topic, payload) => {
    latest.set(topic, String(payload));
    all.push(`${topic} ${payload}`);
  });
  await client.subscribeAsync("#", { qos: 1 });
  return { client, latest, all };
}

const STATE = "babycry/babycry/nursery/state";
const AVAILABILITY = "babycry/babycry/availability";
const CONFIG = "homeassistant/device/babycry_babycry/config";

test(
  "a broker has states, events, discovery and the last will, also after its restart",
  requires("mosquitto"),
  () =>
    inFolder(async (folder) => {
      const port = await freePort();
      let mosquitto = await broker(folder, port);
      const seen = await subscriber(port);
      const { latest, all } = seen;
      const { child, written, ended } = startListen([
        ...["nursery=-", "--encoding", "f32le", "--mqtt", `mqtt://127.0.0.1:${port}`],
        ...["--frigate-topics", "frigate", "--stall-seconds", "600"],
      ]);
      const feed = () => child.stdin!.write(new Uint8Array(night().buffer));
      try {
        await until(() => latest.get(AVAILABILITY) === "online", () => written.err);
        assert.deepEqual(
          JSON.parse(latest.get(CONFIG)!),
          JSON.parse(JSON.stringify(discoveryConfig("babycry", ["nursery"]))),
        );
        feed();
        await until(() => all.includes(`${STATE} ON`) && latest.get(STATE) === "OFF");
        const events = all.filter((line) => line.includes("/event ")).map((line) =>
          JSON.parse(line.slice(line.indexOf("{"))).event_type
        );
        assert.deepEqual(events, ["cry_started", "cry_ended"]);
        assert.ok(all.includes("frigate/nursery/audio/crying ON"));
        assert.equal(latest.get("frigate/nursery/audio/crying"), "OFF");
        assert.ok(Number(latest.get("babycry/babycry/nursery/level")) < -40);

        latest.clear();
        await seen.client.publishAsync("homeassistant/status", "online", { qos: 1 });
        await until(() => latest.has(CONFIG));

        await end(mosquitto);
        await until(() => /trying again, events are kept/.test(written.err));
        all.length = 0;
        feed();
        await until(() => (written.out.match(/cry_ended/g) ?? []).length === 2);
        mosquitto = await broker(folder, port);
        await until(() => all.filter((line) => line.includes("/event ")).length === 2);
        await until(() => latest.get(STATE) === "OFF" && latest.get(AVAILABILITY) === "online");

        child.kill("SIGKILL");
        await ended;
        await until(() => latest.get(AVAILABILITY) === "offline");

        const removing = startListen([
          ...["nursery=-", "--remove", "--mqtt", `mqtt://127.0.0.1:${port}`],
        ]);
        assert.equal(await removing.ended, 0, removing.written.err);
        await until(() => latest.get(CONFIG) === "" && latest.get(STATE) === "");
      } finally {
        child.kill("SIGKILL");
        await seen.client.endAsync(true);
        await end(mosquitto);
      }
    }),
);

test(
  "a broker that refuses is reported once, and has all events when it accepts",
  requires("mosquitto"),
  () =>
    inFolder(async (folder) => {
      const port = await freePort();
      const passwords = join(folder, "passwords");
      execFileSync("mosquitto_passwd", ["-b", "-c", passwords, "cam", "hunter2"], {
        stdio: "ignore",
      });
      const closed = ["allow_anonymous false", `password_file ${passwords}`, "user root"];
      let mosquitto = await broker(folder, port, closed);
      const { child, written } = startListen([
        ...["nursery=-", "--encoding", "f32le"],
        ...["--mqtt", `mqtt://cam:hunter3@127.0.0.1:${port}`],
      ]);
      try {
        child.stdin!.write(new Uint8Array(night().buffer));
        await until(() => /cry_ended/.test(written.out), () => written.err);
        await until(() => /[Nn]ot authorized/.test(written.err));
        await end(mosquitto);
        mosquitto = await broker(folder, port);
        const seen = await subscriber(port);
        await until(() => seen.all.filter((line) => line.includes("/event ")).length === 2);
        await until(() => /connected/.test(written.err));
        assert.equal(written.err.match(/trying again/g)?.length, 1, written.err);
        assert.doesNotMatch(written.out + written.err, /hunter/);
        await seen.client.endAsync(true);
      } finally {
        child.kill("SIGKILL");
        await end(mosquitto);
      }
    }),
);

test(
  "two brokers at once, one by websocket",
  requires("mosquitto"),
  () =>
    inFolder(async (folder) => {
      const [plain, port] = [await freePort(), await freePort()];
      const mosquitto = await broker(folder, plain, [
        ...[`listener ${port} 127.0.0.1`, "protocol websockets"],
      ]);
      const seen = await subscriber(plain);
      const { child, written, ended } = startListen([
        ...[
          "nursery=-",
          "--encoding",
          "f32le",
          "--no-discovery",
          "--mqtt",
          `ws://127.0.0.1:${port}`,
        ],
        ...["--mqtt", `mqtt://127.0.0.1:${plain}`],
      ]);
      try {
        await until(() =>
          seen.all.filter((line) => line === `${AVAILABILITY} online`).length === 2
        );
        child.stdin!.end(new Uint8Array(night().buffer));
        assert.equal(await ended, 0, written.err);
        await until(() => seen.latest.get(AVAILABILITY) === "offline");
        assert.equal(seen.all.filter((line) => line.includes("/event ")).length, 4);
      } finally {
        child.kill("SIGKILL");
        await seen.client.endAsync(true);
        await end(mosquitto);
      }
    }),
);

test(
  "a broker with TLS, its own authority and a password",
  requires("mosquitto"),
  () =>
    inFolder(async (folder) => {
      const [plain, port] = [await freePort(), await freePort()];
      const file = (name: string) => join(folder, name);
      execFileSync("openssl", [
        ...[
          "req",
          "-x509",
          "-newkey",
          "rsa:2048",
          "-nodes",
          "-days",
          "1",
          "-subj",
          "/CN=localhost",
        ],
        ...["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"],
        ...["-keyout", file("key.pem"), "-out", file("ca.pem")],
      ], { stdio: "ignore" });
      execFileSync("mosquitto_passwd", ["-b", "-c", file("passwords"), "cam", "hunter2"], {
        stdio: "ignore",
      });
      const mosquitto = await broker(folder, plain, [
        `listener ${port} 127.0.0.1`,
        `certfile ${file("ca.pem")}`,
        `keyfile ${file("key.pem")}`,
        ...["allow_anonymous false", `password_file ${file("passwords")}`, "user root"],
      ]);
      const problems: string[] = [];
      const settings = { sources: ["a"], onProblem: (line: string) => problems.push(line) };
      const url = new URL(`mqtts://localhost:${port}`);
      const ca = await readFile(file("ca.pem"), "utf8");
      try {
        const refused = await mqttSink(url, { ...settings, ca, username: "cam", password: "x" });
        await until(() => problems.length > 0);
        assert.match(problems[0]!, /^MQTT broker localhost:\d+: .*[Nn]ot authorized/);
        await refused.close!();
        problems.length = 0;
        const untrusted = await mqttSink(url, settings);
        await until(() => problems.length > 0);
        await untrusted.close!();
        problems.length = 0;
        await assert.rejects(removeMqttDevice(url, { ...settings, ca }), /[Nn]ot authorized/);
        await removeMqttDevice(url, { ...settings, ca, username: "cam", password: "hunter2" });
        assert.deepEqual(problems, []);
      } finally {
        await end(mosquitto);
      }
    }),
);
