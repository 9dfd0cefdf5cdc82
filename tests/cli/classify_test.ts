import assert from "node:assert/strict";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { requires } from "../_requires.ts";
import { fakeHost, prediction } from "./_fake_host.ts";

const NOTICE = "Research software: not for medical, safety or monitoring decisions\n";
const CRYING = [0.2, 0.97, 0.9, 0.1];
const QUIET = [0.02, 0.03];

function answer(input: unknown): unknown {
  if (String(input).includes("bad")) throw new TypeError("Decoding audio: received\n 3 bytes");
  if (String(input).includes("cut")) return prediction(QUIET, { damage: "Ends early" });
  return prediction(String(input).includes("cry") ? CRYING : QUIET);
}

test("a recording has an answer, segments and a timeline", async () => {
  const host = fakeHost(answer);
  assert.equal(await main(["cry.wav"], host), 0);
  assert.equal(
    host.written.out,
    "cry.wav   2.5 s   cry 0.97  0.5-1.5 s, 1.0-2.0 s\n  0 s ▂██▁ 2.5 s\n",
  );
  assert.equal(host.written.err, NOTICE);
});

test("several recordings are in columns, with counts; a failure does not stop the rest", async () => {
  const host = fakeHost(answer);
  assert.equal(await main(["classify", "bad.wav", "cut.wav", "my cry.wav"], host), 1);
  assert.deepEqual(host.written.out.split("\n"), [
    "cut.wav        1.5 s   no cry (cry 0.03)",
    "  0 s ▁▁ 1.5 s",
    "  damaged: Ends early",
    "my cry.wav     2.5 s   cry 0.97  0.5-1.5 s, 1.0-2.0 s",
    "  0 s ▂██▁ 2.5 s",
    "3 recordings: 1 cry, 1 no cry, 1 failed",
    "",
  ]);
  assert.equal(host.written.err, `bad.wav      Decoding audio: received 3 bytes\n${NOTICE}`);
});

test("colors are used on a terminal only", async () => {
  const escape = "\x1b";
  const host = fakeHost(answer, { terminal: true });
  await main(["cry.wav", "bad.wav"], host);
  assert.ok(host.written.out.includes(`${escape}[1mcry 0.97${escape}[22m`));
  assert.ok(host.written.err.includes(`${escape}[31m`));
  const plain = fakeHost(answer);
  await main(["cry.wav", "bad.wav"], plain);
  assert.ok(!(plain.written.out + plain.written.err).includes(escape));
});

test("a long recording fits the terminal, and its list of segments is limited", async () => {
  const windows = Array.from({ length: 7199 }, (_, i) => i % 100 === 50 ? 0.9 : 0.1);
  const host = fakeHost(() => prediction(windows), { columns: 60 });
  await main(["a.wav"], host);
  const lines = host.written.out.trimEnd().split("\n");
  assert.equal(lines[0], "a.wav   1:00:00   cry 0.90");
  assert.match(lines[1]!, /^ {2}0 s [▁█]{46} 1:00:00$/);
  assert.equal([...lines[1]!].length, 60);
  assert.ok(lines.every((line) => [...line].length <= 60));
  assert.ok(lines.at(-1)!.endsWith(", and 48 more"));
});

test("names are shortened on a terminal only", async () => {
  const long = `${"folder/".repeat(20)}cry.wav`;
  const narrow = fakeHost(answer, { terminal: true });
  await main([long], narrow);
  assert.match(narrow.written.out, /…/);
  const piped = fakeHost(answer);
  await main([long], piped);
  assert.ok(piped.written.out.startsWith(`${long}   `));
});

test("JSON is one array in snake_case, without the notice", async () => {
  const host = fakeHost(answer);
  assert.equal(await main(["cry.wav", "bad.wav", "--json"], host), 1);
  const [first, second, ...rest] = JSON.parse(host.written.out);
  assert.deepEqual(rest, []);
  assert.equal(first.path, "cry.wav");
  assert.equal(first.audio.duration_seconds, 2.5);
  assert.equal(first.cry.timeline.length, 4);
  assert.equal(first.cry.segments[0].start_seconds, 0.5);
  assert.deepEqual(second, {
    path: "bad.wav",
    error: { name: "TypeError", message: "Decoding audio: received\n 3 bytes" },
  });
  assert.equal(host.written.err, "");
  const one = fakeHost(answer);
  await main(["cry.wav", "--json"], one);
  assert.equal(JSON.parse(one.written.out).length, 1);
});

test("JSON Lines are written one by one", async () => {
  const seen: number[] = [];
  const host = fakeHost((input) => {
    seen.push(host.written.out.split("\n").length - 1);
    return answer(input);
  });
  assert.equal(await main(["--jsonl", "cry.wav", "bad.wav", "b.wav"], host), 1);
  assert.deepEqual(seen, [0, 1, 2]);
  const paths = host.written.out.trimEnd().split("\n").map((line) => JSON.parse(line).path);
  assert.deepEqual(paths, ["cry.wav", "bad.wav", "b.wav"]);
});

test("standard input is read as a stream of bytes", async () => {
  const host = fakeHost(async (input) => {
    assert.ok(input instanceof ReadableStream);
    assert.deepEqual(
      new Uint8Array(await new Response(input).arrayBuffer()),
      Uint8Array.of(1, 2, 3),
    );
    return prediction(QUIET);
  }, { stdin: Uint8Array.of(1, 2, 3) });
  assert.equal(await main(["-"], host), 0);
  assert.match(host.written.out, /^standard input {3}1\.5 s {3}no cry \(cry 0\.03\)/);
});

test("a directory names the recordings in it, in order, without hidden files", async (t) => {
  const root = await mkdtemp(join(tmpdir(), "babycry-"));
  t.after(() => rm(root, { recursive: true }));
  await mkdir(join(root, "b", "empty"), { recursive: true });
  for (
    const name of [
      "c.WAV",
      "a.ogg",
      "b/z.3gp",
      "b/y.awb",
      "b/x.3ga",
      "b/w.webm",
      "notes.txt",
      "._a.wav",
      "wav",
    ]
  ) {
    await writeFile(join(root, name), "");
  }
  await symlink(join(root, "a.ogg"), join(root, "d.mp3"));
  const host = fakeHost(answer);
  assert.equal(await main([root, join(root, "b/empty"), "--jsonl"], host), 1);
  const records = host.written.out.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(
    records.map(({ path }) => path),
    ["a.ogg", "b/w.webm", "b/x.3ga", "b/y.awb", "b/z.3gp", "c.WAV", "d.mp3", "b/empty"].map((
      name,
    ) => join(root, name)),
  );
  assert.equal(records.at(-1).error.name, "RangeError");
});

test("an interrupt keeps the results so far and exits with 130", async () => {
  const host = fakeHost((input, { signal }) => {
    if (input !== "b.wav") return answer(input);
    host.interrupt();
    signal.throwIfAborted();
  });
  assert.equal(await main(["a.wav", "b.wav", "c.wav", "--json"], host), 130);
  assert.deepEqual(JSON.parse(host.written.out).map(({ path }: { path: string }) => path), [
    "a.wav",
  ]);
  assert.equal(host.written.err, "");
});

test("an interrupted run continues: nothing is repeated or lost", async () => {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  try {
    const names = ["a.wav", "bad.wav", "c.wav", "ü.wav"];
    for (const name of names) await writeFile(join(folder, name), "");
    const out = join(folder, "out.jsonl");
    const args = [folder, join(folder, "a.wav"), "--jsonl", "--resume", out];
    let asked: string[] = [];
    const once = async () => {
      asked = [];
      const host = fakeHost((input) => {
        asked.push(String(input));
        return answer(input);
      });
      assert.equal(await main(args, host), 1);
      assert.equal(host.written.out, "");
      return await readFile(out);
    };
    const whole = await once();
    const paths = names.map((name) => join(folder, name));
    assert.deepEqual(asked, paths);
    for (let length = 0; length <= whole.length; length += 7) {
      await writeFile(out, whole.subarray(0, length));
      assert.deepEqual(await once(), whole, `cut at ${length}`);
      const lines = whole.subarray(0, length).filter((byte) => byte === 10).length;
      const isWholeLine = whole[length] === 10;
      assert.deepEqual(asked, paths.slice(lines + Number(isWholeLine)), `cut at ${length}`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a run does not continue with another model or other options", async () => {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  try {
    const out = join(folder, "out.jsonl");
    const run = async (...args: string[]) => {
      const host = fakeHost(answer);
      const code = await main([...args, "--jsonl", "--resume", out], host);
      return { code, err: host.written.err };
    };
    const model = ["--model", "deepinfant", "--mode", "windows"];
    assert.equal((await run("a.wav", ...model)).code, 0);
    const before = await readFile(out, "utf8");
    for (
      const [args, message] of [
        [["--model", "cry-resnet"], /expected models \["deepinfant"\], received \["cry-resnet"\]/],
        [["--model", "deepinfant"], /mode "windows", received none/],
        [[...model, "--top-k", "5"], /top_k none, received 5/],
        [[...model, "--hop", "0.5"], /hop_seconds none, received 0.5/],
      ] as const
    ) {
      const { code, err } = await run("b.wav", ...args);
      assert.equal(code, 2);
      assert.match(err, message);
      assert.equal(await readFile(out, "utf8"), before);
    }
    assert.equal((await run("b.wav", ...model)).code, 0);
    assert.equal((await readFile(out, "utf8")).split("\n").length, 3);
    await rm(`${out}.run.json`);
    const { code, err } = await run("c.wav", ...model);
    assert.equal(code, 2);
    assert.match(err, /in .*out\.jsonl\.run\.json, which is missing/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a resumed run reports its counts and errors on standard error", async () => {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  try {
    const out = join(folder, "out.jsonl");
    const run = async (...paths: string[]) => {
      const host = fakeHost(answer);
      const code = await main([...paths, "--jsonl", "--resume", out], host);
      return { code, ...host.written };
    };
    assert.deepEqual(await run("a.wav"), {
      code: 0,
      out: "",
      err: `${out}: 1 added, 0 already there\n`,
    });
    assert.deepEqual(await run("a.wav", "bad.wav", "b.wav"), {
      code: 1,
      out: "",
      err: "bad.wav: Decoding audio: received 3 bytes\n" +
        `${out}: 2 added (1 failed), 1 already there\n`,
    });
    assert.deepEqual(await run("a.wav", "bad.wav"), {
      code: 1,
      out: "",
      err: `${out}: 0 added, 3 already there (1 failed)\n`,
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("results cannot be appended to a device", requires("/dev/null"), async () => {
  const host = fakeHost(answer);
  assert.equal(await main(["a.wav", "--jsonl", "--resume", "/dev/null"], host), 2);
  assert.equal(await main(["a.wav", "--jsonl", "--resume", "nowhere/x.jsonl"], host), 1);
  assert.match(host.written.err, /x\.jsonl: expected an existing directory, received nowhere\n/);
  assert.match(host.written.err, /Resuming \/dev\/null: expected a regular file/);
});

test("a file of other content is left unchanged", async () => {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  try {
    const out = join(folder, "notes.txt");
    const args = ["a.wav", "--jsonl", "--resume", out];
    for (const text of ["milk\nbread", "milk", '{"note":1']) {
      await writeFile(out, text);
      const host = fakeHost(answer);
      assert.equal(await main(args, host), 2);
      assert.match(host.written.err, /received other text in line 1/);
      assert.equal(await readFile(out, "utf8"), text);
    }
    assert.equal(await main(["a.wav", "--resume", out], fakeHost(answer)), 2);
  } finally {
    await rm(folder, { recursive: true });
  }
});
