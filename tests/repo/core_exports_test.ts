import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { codeOf, files, read } from "./_repository.ts";

/** Parameters by the name of the kernel. */
type Parameters = Record<string, readonly string[]>;

const namesOf = (list: string): string[] => list.split(",").map((name) => name.trim());

const table: Parameters = Object.fromEntries(
  Array.from(
    read("dsp-wasm/README.md").matchAll(/^\| `(\w+)` +\| `([^`]*)`/mg),
    ([, name, list]) => [name, namesOf(list!)],
  ),
);

const typed: Parameters = Object.fromEntries(
  Array.from(
    codeOf("src/dsp/exports.ts").matchAll(/^ {2}(\w+)\(([^)]*)\)/mg),
    (
      [, name, list],
    ) => [name, Array.from(list!.matchAll(/(\w+):/g), ([, parameter]) => parameter!)],
  ),
);

const module = new WebAssembly.Module(readFileSync("dsp-wasm/dsp.wasm"));
const exports = new WebAssembly.Instance(module).exports;

/** Names of the kernels that each file of `dsp-wasm/assembly` exports. */
const kernelsOf = new Map(
  Array.from(
    codeOf("dsp-wasm/assembly/index.ts").matchAll(/export \{([^}]*)\} from "\.\/(\w+)"/g),
    ([, list, file]) => [`${file}.ts`, namesOf(list!)],
  ),
);

test("the core, its types and its table name the same kernels with the same parameters", () => {
  const functions = Object.entries(exports).filter(([, value]) => typeof value === "function");
  assert.ok(functions.length > 0);
  assert.deepEqual(table, typed);
  assert.deepEqual(
    Object.fromEntries(functions.map(([name, kernel]) => [name, (kernel as () => void).length])),
    Object.fromEntries(Object.entries(typed).map(([name, list]) => [name, list.length])),
  );
});

test("the core exports only its memory, its first free byte and kernels", () => {
  const others = Object.entries(exports).filter(([, value]) => typeof value !== "function");
  assert.deepEqual(others.map(([name]) => name).sort(), ["heapBase", "memory"]);
  assert.match(read("dsp-wasm/README.md"), /^\| `heapBase`/m);
  assert.match(codeOf("src/dsp/exports.ts"), /readonly heapBase: WebAssembly\.Global/);
});

test("the types of the kernels are in the order of the assembly files", () => {
  const lines = read("src/dsp/exports.ts").split("\n");
  const found = lines.flatMap((line) => {
    const [, file, name] = line.match(/^ {2}(?:\/\/ (\w+\.ts): |(?:readonly )?(\w+)[(:])/) ?? [];
    return file ?? name ?? [];
  });
  const inOrder = [...kernelsOf].sort(([a], [b]) => a < b ? -1 : 1);
  assert.deepEqual(found, [
    "memory",
    ...inOrder.flatMap(([file, names]) => [file, ...names.toSorted()]),
  ]);
});

test("every file with kernels has a test of its own that calls each of them", () => {
  assert.ok(kernelsOf.size > 0);
  const untested = [...kernelsOf].flatMap(([file, names]) => {
    const path = `tests/dsp/${file === "memory.ts" ? "core" : file.replace(".ts", "")}_test.ts`;
    const code = files.includes(path) ? codeOf(path) : "";
    return names.filter((name) => !code.includes(`kernels.${name}`)).map((name) =>
      `${path}: ${name}`
    );
  });
  assert.deepEqual(untested, []);
});
