import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { requires } from "../_requires.ts";
import { formatSkips, readSkips } from "../runner/skips.ts";

/** Runs `work` and returns what it prints, without printing it. */
function printedBy(work: () => void): string {
  const { log } = console;
  const lines: string[] = [];
  console.log = (line) => void lines.push(line);
  try {
    work();
  } finally {
    console.log = log;
  }
  return lines.join("\n");
}

/** Runs `work` with `BABYCRY_REQUIRE` set or unset. */
function withRequire(value: string | undefined, work: () => void): void {
  const before = process.env["BABYCRY_REQUIRE"];
  const set = (value: string | undefined) => {
    if (value === undefined) delete process.env["BABYCRY_REQUIRE"];
    else process.env["BABYCRY_REQUIRE"] = value;
  };
  try {
    set(value);
    work();
  } finally {
    set(before);
  }
}

test("a missing requirement skips a test and is printed for the runner", () => {
  withRequire(undefined, () => {
    const printed = printedBy(() => {
      assert.match(String(requires("no-such-program").skip), /no-such-program/);
      assert.match(String(requires("shared data", "no/such/file").skip), /BABYCRY_SHARED/);
      assert.deepEqual(requires("/"), { skip: false });
      assert.deepEqual(requires("git"), { skip: false });
    });
    assert.deepEqual([...readSkips(printed)], [["no-such-program", 1], ["shared data", 1]]);
  });
});

test("with BABYCRY_REQUIRE a missing requirement is an error", () => {
  withRequire("1", () => {
    assert.throws(() => requires("no-such-program"), /Missing no-such-program/);
    assert.deepEqual(requires("git"), { skip: false });
  });
});

test("skips of all runtimes are counted by requirement", () => {
  const output = [
    "[skipped] needs shared data\nrunning 2 tests",
    "TAP version 13\n# [skipped] needs shared data\n# [skipped] needs chromium",
    "not at the start: [skipped] needs ffmpeg",
  ].join("\n");
  const needs = readSkips(output);
  assert.equal(
    formatSkips(needs, 4),
    "skipped, by what is missing: chromium 1, shared data 2, other 1",
  );
  assert.equal(formatSkips(needs, 3), "skipped, by what is missing: chromium 1, shared data 2");
  assert.equal(formatSkips(new Map(), 0), undefined);
});
