import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { test } from "node:test";
import { files, read } from "./_repository.ts";

const { exports } = JSON.parse(read("deno.json"));

test("every export of the manifest is a file", () => {
  const targets = Object.values<string>(exports).map((target) => target.replace("./", ""));
  assert.ok(targets.length > 0);
  assert.deepEqual(targets.filter((target) => !files.includes(target)), []);
});

test("license and notice exist", () => {
  assert.match(read("LICENSE"), /Apache License\s+Version 2\.0/);
  assert.match(read("NOTICE"), /babycry/);
});

test("the first comment of a file of more than 300 lines explains why it is long", () => {
  const long = files.filter((path) => path.endsWith(".ts") && read(path).split("\n").length > 301);
  const firstComment = /^(?:#!.*\n)?\s*(\/\*[^]*?\*\/|(?:\/\/.*\n)+)/;
  const silent = long.filter((path) =>
    !/\blong\b/i.test(read(path).match(firstComment)?.[1] ?? "")
  );
  assert.deepEqual(silent, []);
});

test("a command of the program has at most 120 lines", () => {
  const commands = files.filter((path) => /^src\/cli\/commands\/.+\.ts$/.test(path));
  assert.ok(commands.includes("src/cli/commands/classify.ts"));
  assert.deepEqual(commands.filter((path) => read(path).split("\n").length > 121), []);
});

test("no file names a machine's paths or a registry's hosts", () => {
  const text = files.filter((path) => /\.(ts|js|json|lock|md|py|sh|yml)$|(^|\/)[^.]+$/.test(path));
  const names =
    /(?<![\w.])\/(?:work|root|tmp|farm|home\/\w+)\/|registry\.npm|pypi\.org|files\.pythonhosted/;
  const naming = text.flatMap((path) => {
    const found = read(path).match(names);
    return found ? [`${path}: ${found[0]}`] : [];
  });
  assert.deepEqual(naming, []);
});

test("the WebAssembly core is small and imports nothing", () => {
  assert.ok(statSync("dsp-wasm/dsp.wasm").size <= 60_000);
  const module = new WebAssembly.Module(readFileSync("dsp-wasm/dsp.wasm"));
  assert.deepEqual(WebAssembly.Module.imports(module), []);
});
