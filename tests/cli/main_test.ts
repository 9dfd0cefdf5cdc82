import assert from "node:assert/strict";
import { test } from "node:test";
// Of the same bundle as the program, for instanceof.
import { decode } from "../../src/decode/mod.ts";
import { main } from "../../src/cli/main.ts";
import { fakeHost, prediction } from "./_fake_host.ts";

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const host = fakeHost(() => prediction([0.9]));
  return { code: await main(argv, host), ...host.written };
}

test("help of the program and of each command has an example", async () => {
  for (
    const argv of [
      ["--help"],
      ["-h"],
      ["classify", "-h"],
      ["demo", "--help"],
      ["fit", "-h"],
      [
        "enroll",
        "-h",
      ],
      [
        "audit",
        "-h",
      ],
      ["eval", "-h"],
      ["listen", "-h"],
    ]
  ) {
    const { code, out, err } = await run(...argv);
    assert.equal(code, 0);
    const isClassify = argv.length === 1 || argv[0] === "classify";
    const name = isClassify ? "" : `${argv[0]}\\b`;
    assert.match(out, new RegExp(`^Example: babycry ${name}`, "m"));
    assert.equal(err, "");
    for (const line of out.split("\n")) assert.ok(line.length <= 100, line);
  }
});

test("help is also a command", async () => {
  assert.deepEqual(await run("help"), await run("--help"));
  assert.deepEqual(await run("help", "models"), await run("models", "--help"));
  assert.equal((await run("help", "me")).code, 2);
});

test("wrong usage points to the help of the command", async () => {
  assert.match((await run("a.wav", "--nope")).err, /Try babycry classify --help\n$/);
  assert.match((await run("audit", "--nope")).err, /Try babycry audit --help\n$/);
  assert.match((await run("nope")).err, /Try babycry --help\n$/);
});

test("an option that no model uses is wrong usage", async () => {
  const host = {
    ...fakeHost(() => undefined),
    loadClassifier: () => Promise.reject(new RangeError("Loading head x: known are y")),
  };
  assert.equal(await main(["a.wav", "--head", "x"], host), 2);
});

test("--cwd takes an existing directory", async () => {
  for (
    const [args, message] of [
      [[], /^babycry: Missing DIR after --cwd\n/],
      [["no-such-folder", "demo"], /expected an existing directory, received no-such-folder\n/],
    ] as const
  ) {
    const { code, err } = await run("--cwd", ...args);
    assert.equal(code, 2);
    assert.match(err, message);
  }
  assert.deepEqual(await run("--cwd", ".", "--version"), await run("--version"));
});

test("--version prints a version", async () => {
  const { code, out } = await run("--version");
  assert.equal(code, 0);
  assert.match(out, /^babycry \d+\.\d+\.\d+\n$/);
});

test("wrong usage exits with 2 and a message", async () => {
  const wrong: [string[], RegExp][] = [
    [[], /Missing command or file/],
    [
      ["clasify"],
      /expected a file or classify, listen, serve, demo, .*received clasify; did you mean classify\?/,
    ],
    [["toString"], /Unknown command: .*received toString\n/],
    [["classify"], /Missing INPUT/],
    [["a.wav", "--json", "--csv"], /Both --json and --csv given; use one/],
    [["a.wav", "--jsn"], /Unknown option --jsn; did you mean --json\?/],
    [["a.wav", "--dtype", "fp8"], /Invalid --dtype: expected fp32 or int8, received fp8/],
    [["a.wav", "--model"], /Missing MODEL after --model/],
    [["a.wav", "--format", "upstream"], /Missing --model/],
    [["demo", "a.wav"], /Unexpected argument a\.wav/],
    [["fit"], /Missing --out FILE/],
  ];
  for (const [argv, message] of wrong) {
    const { code, out, err } = await run(...argv);
    assert.equal(code, 2, argv.join(" "));
    assert.match(err, message);
    assert.equal(out, "");
  }
});

test("a missing file is a failed recording, not wrong usage", async () => {
  const host = fakeHost(() => {
    throw Object.assign(new Error("open"), { code: "ENOENT" });
  });
  assert.equal(await main(["missing.wav"], host), 1);
  assert.equal(host.written.err, "missing.wav   No such file\n");
});

test("a system error is a sentence in every format", async () => {
  const refuse = () => {
    throw Object.assign(new Error("EACCES: permission denied, open 'a.wav'"), { code: "EACCES" });
  };
  for (const form of ["--json", "--jsonl", "--csv"]) {
    const host = fakeHost(refuse);
    assert.equal(await main(["a.wav", form], host), 1);
    assert.match(host.written.out, /\bPermission denied\b/);
    assert.doesNotMatch(host.written.out, /EACCES/);
  }
});

test("an unsupported format has a hint for converting it", async () => {
  const host = fakeHost(() => decode(new TextEncoder().encode("wvpk".padEnd(64, "\0"))));
  assert.equal(await main(["memo.wv"], host), 1);
  assert.match(
    host.written.err,
    /received wavpack; convert it with ffmpeg -i IN OUT\.wav, or use classify --ffmpeg$/m,
  );
});

test("a terminal is not a recording", async () => {
  const host = fakeHost(() => prediction([0.9]));
  assert.equal(await main(["-"], host), 1);
  assert.match(host.written.err, /received a terminal/);
});

test("demo classifies a synthetic cry and prints the next step", async () => {
  const host = fakeHost((input) => {
    const { samples, sampleRateHz } = input as { samples: Float32Array; sampleRateHz: number };
    assert.equal(samples.length, 12 * sampleRateHz);
    return prediction([0.9, 0.8]);
  });
  assert.equal(await main(["demo"], host), 0);
  assert.match(host.written.out, /cry 0\.90/);
  assert.match(host.written.out, /task classify FILE/);
});
