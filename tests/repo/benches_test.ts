import assert from "node:assert/strict";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { benchCases } from "../../bench/cases/mod.ts";
import { files } from "./_repository.ts";

/**
 * Runs a module without permissions; `node:child_process` would pass on the permissions of the
 * tests.
 */
async function runUnprivileged(source: string): Promise<{ stdout: string; stderr: string }> {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--no-check", "--ext=js", "-"],
    env: { NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const [{ code, stdout, stderr }] = await Promise.all([
    child.output(),
    new Blob([source]).stream().pipeTo(child.stdin),
  ]);
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  assert.equal(code, 0, text(stderr));
  return { stdout: text(stdout), stderr: text(stderr) };
}

test("without permissions bench files register all cases and name the skipped rivals", async () => {
  const benches = files.filter((path) => path.endsWith("_bench.ts"));
  // Literal imports of local files need no permission.
  const { stdout, stderr } = await runUnprivileged(`
    const names = [];
    Deno.bench = ({ name }) => void names.push(name);
    ${benches.map((path) => `await import("${pathToFileURL(path).href}");`).join("\n")}
    console.log(JSON.stringify(names));
  `);
  const names = new Set<string>(JSON.parse(stdout));
  const missing = benchCases.map(({ name }) => `${name}: babycry`).filter((row) => !names.has(row));
  assert.deepEqual(missing, []);
  assert.ok(names.has("rfftInto 512: plain TypeScript"));
  for (const rival of ["meyda", "@echogarden/pffft-wasm", "@huggingface/transformers"]) {
    assert.match(stderr, new RegExp(`^Skipped ${rival} .*: needs permissions`, "m"));
  }
});
