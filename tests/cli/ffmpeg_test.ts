/** Recordings that ffmpeg decodes, with the embedded model. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { after, test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
// Of the same bundle as the program, for instanceof.
import { decodeStream } from "../../src/decode/mod.ts";
import { DecodeError, UnavailableError } from "../../src/errors.ts";
import { main } from "../../src/cli/main.ts";
import { wav } from "../decode/_write.ts";
import { requires } from "../_requires.ts";
import { voice } from "./_corpus.ts";
import { type FakeHost, fakeHost, prediction } from "./_fake_host.ts";

const SECONDS = 4;
const folder = await mkdtemp(join(tmpdir(), "ffmpeg-"));
after(() => rm(folder, { recursive: true, force: true }));
const sound = wav(voice(1, SECONDS), 8000);
await writeFile(join(folder, "in.wav"), sound);

/** Encodes the sound; the name's extension is the format. */
function encode(name: string): string {
  const path = join(folder, name);
  execFileSync("ffmpeg", ["-v", "error", "-y", "-i", join(folder, "in.wav"), `file:${path}`]);
  return path;
}

/** Host whose classifier decodes the recording. */
function decodingHost(work?: (host: FakeHost) => void, stdin?: Uint8Array): FakeHost {
  const host: FakeHost = fakeHost(async (input, { signal }) => {
    const { format, sampleRateHz, blocks } = await decodeStream(input as never, { signal });
    let samples = 0;
    for await (const [first] of blocks) {
      work?.(host);
      samples += first!.length;
    }
    const durationSeconds = samples / sampleRateHz;
    return { ...prediction([0.9]), audio: { durationSeconds, sampleRateHz, format } };
  }, stdin && { stdin });
  return host;
}

for (const [name, format] of [["a.wv", "wavpack"], ["-b.wma", "wma"]] as const) {
  test(`${name} is decoded by ffmpeg only with --ffmpeg`, requires("ffmpeg"), async () => {
    const path = encode(name);
    const without = decodingHost();
    assert.equal(await main([path, "--jsonl"], without), 1);
    const { error } = JSON.parse(without.written.out);
    assert.equal(error.name, "DecodeError");
    assert.match(error.message, /or use classify --ffmpeg$/);
    assert.equal(without.written.err, "");

    const host = decodingHost();
    assert.equal(await main([path, "--jsonl", "--ffmpeg"], host), 0, host.written.out);
    const { audio } = JSON.parse(host.written.out);
    assert.equal(audio.format, `ffmpeg/${format}`);
    assert.equal(audio.sample_rate_hz, 8000);
    assert.ok(Math.abs(audio.duration_seconds - SECONDS) < 0.3, `${audio.duration_seconds} s`);
    assert.ok(!("damage" in audio));
    assert.equal(host.written.err, `${path}: decoding with ffmpeg\n`);
  });
}

test("a name that begins with - and a file URL are files", requires("ffmpeg"), async () => {
  const path = encode("-c.wv");
  const before = process.cwd();
  process.chdir(folder);
  try {
    for (const input of ["-c.wv", pathToFileURL(path).href]) {
      const host = decodingHost();
      assert.equal(await main(["classify", "--jsonl", "--ffmpeg", "--", input], host), 0);
      assert.equal(JSON.parse(host.written.out).audio.format, "ffmpeg/wavpack");
    }
  } finally {
    process.chdir(before);
  }
});

test("WavPack has the samples of its WAV", requires("ffmpeg"), async () => {
  const sums: number[] = [];
  const host = fakeHost(async (input, { signal }) => {
    const { blocks } = await decodeStream(input as never, { signal });
    let sum = 0;
    for await (const [first] of blocks) for (const x of first!) sum += x * x;
    sums.push(sum);
    return prediction([0.9]);
  });
  const paths = [join(folder, "in.wav"), encode("d.wv")];
  assert.equal(await main([...paths, "--ffmpeg"], host), 0, host.written.err);
  assert.equal(sums.length, 2);
  assert.equal(sums[1], sums[0]);
});

test("a supported or damaged file is not decoded by ffmpeg", async () => {
  const cut = join(folder, "cut.wav");
  await writeFile(cut, sound.subarray(0, 20));
  const host = decodingHost();
  assert.equal(await main([join(folder, "in.wav"), cut, "--jsonl", "--ffmpeg"], host), 1);
  assert.equal(JSON.parse(host.written.out.split("\n")[0]!).audio.format, "wav/pcm_s16le");
  assert.equal(host.written.err, "");
});

test("a missing decoder is replaced by ffmpeg", requires("ffmpeg"), async () => {
  const host = fakeHost(async (input, { signal }) => {
    if (typeof input === "string") {
      throw new UnavailableError("Missing", { dependency: "@babycry/decoders" });
    }
    const { format } = await decodeStream(input as never, { signal });
    assert.equal(format, "wav/pcm_f32le");
    return prediction([0.9]);
  });
  assert.equal(await main([join(folder, "in.wav"), "--jsonl", "--ffmpeg"], host), 0);
  assert.equal(JSON.parse(host.written.out).audio.format, "ffmpeg");
});

test("an error of ffmpeg is a DecodeError with its last line", requires("ffmpeg"), async () => {
  const path = encode("e.wv");
  await writeFile(path, (await readFile(path)).subarray(0, 24));
  const host = decodingHost();
  assert.equal(await main([path, "--jsonl", "--ffmpeg"], host), 1);
  const { error } = JSON.parse(host.written.out);
  assert.equal(error.name, "DecodeError");
  assert.match(error.message, /^Decoding with ffmpeg: .*(Invalid data|End of file|matches no)/);
});

test("errors that ffmpeg survives are the damage", requires("ffmpeg"), async () => {
  const path = encode("f.wv");
  const bytes = await readFile(path);
  bytes.fill(0x55, bytes.length >> 1, (bytes.length >> 1) + 2000);
  await writeFile(path, bytes);
  const host = decodingHost();
  assert.equal(await main([path, "--jsonl", "--ffmpeg"], host), 0, host.written.out);
  assert.ok(JSON.parse(host.written.out).audio.damage);
});

test("standard input names the remedy", requires("ffmpeg"), async () => {
  const host = decodingHost(undefined, await readFile(encode("g.wv")));
  assert.equal(await main(["-", "--jsonl", "--ffmpeg"], host), 1);
  assert.match(JSON.parse(host.written.out).error.message, /standard input; save it to a file/);
});

test("a long recording is decoded while ffmpeg runs", requires("ffmpeg"), async () => {
  const path = join(folder, "long.wv");
  const noise = ["-f", "lavfi", "-i", "anoisesrc=d=600:r=16000"];
  execFileSync("ffmpeg", ["-v", "error", "-y", ...noise, path]);
  const host = decodingHost((host) => host.interrupt());
  assert.equal(await main([path, "--ffmpeg"], host), 130);
});

/** Runs `work` with a `PATH` of one folder. */
async function withPath(path: string, work: () => Promise<void>): Promise<void> {
  const before = process.env["PATH"];
  process.env["PATH"] = path;
  try {
    await work();
  } finally {
    process.env["PATH"] = before;
  }
}

const noDecoder = new DecodeError("Refused", { reason: "unsupported", format: "x" });

test("an interrupt ends ffmpeg", requires("/bin/sleep"), async () => {
  const pidFile = join(folder, "pid");
  const script = `#!/bin/sh\necho $$ > '${pidFile}.new'\n/bin/mv '${pidFile}.new' '${pidFile}'\n`;
  await writeFile(join(folder, "ffmpeg"), `${script}exec /bin/sleep 600\n`, { mode: 0o755 });
  await withPath(folder, async () => {
    const host = fakeHost(async (input, { signal }) => {
      if (typeof input === "string") throw noDecoder;
      return await decodeStream(input as never, { signal });
    });
    const run = main(["x.wv", "--ffmpeg"], host);
    while (!existsSync(pidFile)) await setTimeout(10);
    host.interrupt();
    assert.equal(await run, 130);
  });
  await rm(join(folder, "ffmpeg"));
  const pid = Number(await readFile(pidFile, "utf8"));
  for (let tries = 0; tries < 200 && isRunning(pid); tries++) await setTimeout(10);
  assert.ok(!isRunning(pid));
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

test("a missing ffmpeg is named with a remedy", async () => {
  await withPath(join(folder, "none"), async () => {
    const host = fakeHost(async (input, { signal }) => {
      if (typeof input === "string") throw noDecoder;
      return await decodeStream(input as never, { signal });
    });
    assert.equal(await main(["x.wv", "--jsonl", "--ffmpeg"], host), 1);
    const { error } = JSON.parse(host.written.out);
    assert.equal(error.name, "UnavailableError");
    assert.match(error.message, /received none; install ffmpeg$/);
  });
});
