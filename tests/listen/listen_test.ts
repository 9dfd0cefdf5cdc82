import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { requires } from "../_requires.ts";
import { wav } from "../decode/_write.ts";
import {
  inFolder,
  jsonOf,
  night,
  RATE,
  serve,
  startListen,
  typesOf,
  until,
  writeNight,
} from "./_program.ts";

test("a recording gives the same events from a file, a container in a pipe and raw PCM", () =>
  inFolder(async (folder) => {
    const file = await writeNight(folder);
    const bytes = await readFile(file);
    const run = async (args: readonly string[], input?: Uint8Array) => {
      const { child, written, ended } = startListen([...args, "--jsonl"]);
      child.stdin!.end(input);
      assert.equal(await ended, 0, written.err);
      const events = jsonOf(written.out).filter(({ type }) => type !== "update");
      return {
        err: written.err,
        events: events.map(({ type, start_seconds, end_seconds, mean_probability, reason }) => ({
          ...{ type, start_seconds, end_seconds, mean_probability, reason },
        })),
      };
    };
    const fromFile = await run([file]);
    assert.deepEqual(fromFile.events.map(({ type }) => type), ["cry_started", "cry_ended"]);
    const [, ended] = fromFile.events;
    assert.ok(ended!.start_seconds as number > 14 && ended!.end_seconds as number < 29);
    assert.ok(ended!.reason);
    assert.deepEqual(await run(["-"], bytes), fromFile);
    const raw = await run(["-", "--encoding", "s16le"], bytes.subarray(44, bytes.length - 1));
    assert.match(raw.err, /stdin: The input ended within a sample: 1 bytes are left/);
    assert.deepEqual(raw.events.slice(0, 1), fromFile.events.slice(0, 1));
    const wrong = await run(["-", "--encoding", "s24le"], bytes.subarray(44));
    assert.match(wrong.err, /look like noise at full scale: expected s24le/);
    assert.doesNotMatch(fromFile.err, /noise/);
  }));

test("several sources, a log, saved audio and a program at once", () =>
  inFolder(async (folder) => {
    const file = await writeNight(folder);
    const script = join(folder, "hook.mjs");
    await writeFile(
      script,
      `import { appendFileSync, readFileSync } from "node:fs";
const { type, source } = JSON.parse(readFileSync(0, "utf8"));
appendFileSync(process.argv[2], type + " " + source + " " + process.env.BABYCRY_EVENT + "\\n");`,
    );
    const settings = { sources: { left: file, right: file }, exec: "node", log: `${folder}/log` };
    await writeFile(join(folder, "listen.json"), JSON.stringify(settings));
    const { written, ended } = startListen([
      ...["--config", join(folder, "listen.json"), "--save", join(folder, "saved")],
      ...["--exec-arg", script, "--exec-arg", join(folder, "hooks")],
    ]);
    assert.equal(await ended, 0, written.err);
    assert.equal(written.out.match(/ (left|right) {2}cry_(started|ended) {2}/g)?.length, 4);
    const hooks = (await readFile(join(folder, "hooks"), "utf8")).trim().split("\n").sort();
    assert.deepEqual(hooks, [
      "cry_ended left cry_ended",
      "cry_ended right cry_ended",
      "cry_started left cry_started",
      "cry_started right cry_started",
    ]);
    assert.equal(typesOf(await readFile(join(folder, "log"), "utf8")).length, 4);
    const saved = await readdir(join(folder, "saved"));
    assert.equal(saved.length, 2);
    const { length } = await readFile(join(folder, "saved", saved[0]!));
    assert.ok(length > 12 * 2 * RATE && length < 30 * 2 * RATE, `${length}`);
  }));

test(
  "a stream is opened again, and its credentials appear nowhere",
  requires("ffmpeg"),
  async () => {
    const recording = wav(night(), RATE);
    let requests = 0;
    let authorization: string | undefined;
    const { url, end } = await serve((request, response) => {
      authorization = request.headers.authorization;
      if (authorization === undefined) {
        return response.writeHead(401, { "www-authenticate": 'Basic realm="cam"' }).end();
      }
      if (++requests === 2) return response.writeHead(500).end();
      response.end(recording);
    });
    const secret = `${url.replace("//", "//user:hunter2@")}/live?token=hunter3`;
    const { child, written, ended } = startListen([`cam=${secret}`, "--jsonl"]);
    try {
      await until(() => typesOf(written.out).includes("source_restored"), () => written.err);
      // Deno counts a child that was asked to end by kill() as killed.
      process.kill(child.pid!, "SIGINT");
      assert.equal(await ended, 130);
      assert.match(authorization!, /^Basic /);
      assert.ok(requests >= 3);
      const events = typesOf(written.out);
      assert.deepEqual(events.slice(0, 4), [
        "cry_started",
        "cry_ended",
        "source_lost",
        "source_restored",
      ]);
      assert.doesNotMatch(written.out + written.err, /hunter/);
    } finally {
      child.kill("SIGKILL");
      await end();
    }
  },
);

test("wrong usage is explained", () =>
  inFolder(async (folder) => {
    const fails = async (args: readonly string[], message: RegExp) => {
      const { written, ended } = startListen(args);
      assert.equal(await ended, 2, written.err);
      assert.match(written.err, message);
    };
    await fails([], /Missing SOURCE/);
    await fails(["none.wav"], /Invalid SOURCE: expected -, mic, a URL or a file/);
    await fails(
      ["none.wav", "cam=rtsp://user:hunter2@cam:99999/"],
      /received none.wav; Invalid SOURCE: expected a valid URL, received rtsp:\/\/\*\*\*@cam:99999/,
    );
    await fails(["-", "--webhook", "ftp://user:hunter2@cam"], /received ftp:\/\/\*\*\*@cam\n/);
    await fails(["-", "--mqtt", "mqtt//user:hunter2@broker"], /received \*\*\*@broker\n/);
    await fails(["-", "--metrics", "nowhere"], /expected HOST:PORT, received nowhere/);
    await fails(["-", "--loud-dbfs", "3"], /Invalid --loud-dbfs: expected a number up to 0/);
    const config = join(folder, "a.toml");
    await writeFile(config, 'sensitivty = "low"\nmin-seconds = -1\njsonl = "yes"\nsources = 3\n');
    await fails(
      ["--config", config],
      /unknown key sensitivty; did you mean sensitivity\?; Invalid/,
    );
    await fails(["--config", config], /Invalid min-seconds: .*Invalid jsonl: .*expected sources/);
  }));
