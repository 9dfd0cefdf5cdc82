import assert from "node:assert/strict";
import { test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { DecodeError } from "../../src/errors.ts";
import { fakeHost, prediction } from "./_fake_host.ts";

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const host = fakeHost(() => prediction([0.9]));
  return { code: await main(argv, host), ...host.written };
}

test("help of the program and of each command has an example", async () => {
  for (
    const argv of [["--help"], ["-h"], ["classify", "-h"], ["demo", "--help"], ["fit", "-h"], [
      "enroll",
      "-h",
    ], [
      "audit",
      "-h",
    ], ["eval", "-h"]]
  ) {
    const { code, out, err } = await run(...argv);
    assert.equal(code, 0);
    assert.match(out, /^Example: babycry /m);
    assert.equal(err, "");
    for (const line of out.split("\n")) assert.ok(line.length <= 100, line);
  }
});

test("help is a command, too", async () => {
  assert.deepEqual(await run("help"), await run("--help"));
  assert.deepEqual(await run("help", "models"), await run("models", "--help"));
  assert.equal((await run("help", "me")).code, 2);
});

test("wrong usage names the help that has the option", async () => {
  assert.match((await run("a.wav", "--nope")).err, /Try babycry classify --help\n$/);
  assert.match((await run("audit", "--nope")).err, /Try babycry audit --help\n$/);
  assert.match((await run("nope")).err, /Try babycry --help\n$/);
});

test("an option that no model has a use for is wrong usage", async () => {
  const host = {
    ...fakeHost(() => undefined),
    loadClassifier: () => Promise.reject(new RangeError("Loading head x: known are y")),
  };
  assert.equal(await main(["a.wav", "--head", "x"], host), 2);
});

test("--cwd takes an existing folder", async () => {
  for (
    const [args, message] of [
      [[], /^babycry: Missing folder after --cwd\n/],
      [["no-such-folder", "demo"], /expected an existing folder, received no-such-folder\n/],
    ] as const
  ) {
    const { code, err } = await run("--cwd", ...args);
    assert.equal(code, 2);
    assert.match(err, message);
  }
  assert.deepEqual(await run("--cwd", ".", "--version"), await run("--version"));
});

test("the version is a version", async () => {
  const { code, out } = await run("--version");
  assert.equal(code, 0);
  assert.match(out, /^babycry \d+\.\d+\.\d+\n$/);
});

test("wrong usage says what is wrong and ends with 2", async () => {
  const wrong: [string[], RegExp][] = [
    [[], /No command and no recording/],
    [
      ["clasify"],
      /clasify is neither a command nor a file.*classify, demo, fit, enroll, audit, eval/,
    ],
    [["toString"], /neither a command/],
    [["classify"], /No recording was named/],
    [["a.wav", "--json", "--jsonl"], /wanted one/],
    [["a.wav", "--nope"], /--nope/],
    [["demo", "a.wav"], /a\.wav/],
    [["fit"], /manifest/],
  ];
  for (const [argv, message] of wrong) {
    const { code, out, err } = await run(...argv);
    assert.equal(code, 2, argv.join(" "));
    assert.match(err, message);
    assert.equal(out, "");
  }
});

test("a file's name that does not exist is a recording that fails, not wrong usage", async () => {
  const host = fakeHost(() => {
    throw Object.assign(new Error("open"), { code: "ENOENT" });
  });
  assert.equal(await main(["missing.wav"], host), 1);
  assert.equal(host.written.err, "missing.wav   No such file\n");
});

test("what the system refuses is a sentence in every form", async () => {
  const refuse = () => {
    throw Object.assign(new Error("EACCES: permission denied, open 'a.wav'"), { code: "EACCES" });
  };
  for (const form of ["--json", "--jsonl", "--csv"]) {
    const host = fakeHost(refuse);
    assert.equal(await main(["a.wav", form], host), 1);
    assert.match(host.written.out, /\bNo permission\b/);
    assert.doesNotMatch(host.written.out, /EACCES/);
  }
});

test("what to do with a recording of a format that is not decoded is said", async () => {
  const host = fakeHost(() => {
    throw new DecodeError("Decoding m4a/aac: this codec is not decoded", { reason: "unsupported" });
  });
  assert.equal(await main(["memo.m4a"], host), 1);
  assert.match(host.written.err, /not decoded; convert it first, as ffmpeg -i FILE FILE\.wav does/);
});

test("a terminal is no recording", async () => {
  const host = fakeHost(() => prediction([0.9]));
  assert.equal(await main(["-"], host), 1);
  assert.match(host.written.err, /pipe a recording/);
});

test("demo classifies what it made up and says what to do next", async () => {
  const host = fakeHost((input) => {
    const { samples, sampleRateHz } = input as { samples: Float32Array; sampleRateHz: number };
    assert.equal(samples.length, 12 * sampleRateHz);
    return prediction([0.9, 0.8]);
  });
  assert.equal(await main(["demo"], host), 0);
  assert.match(host.written.out, /crying {3}0\.90/);
  assert.match(host.written.out, /task classify FILE/);
});
