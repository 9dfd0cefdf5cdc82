import assert from "node:assert/strict";
import { test } from "node:test";
import { sourcesSha256, wasmBase64 } from "../../decoders/_wasm.ts";
import * as amr from "../../decoders/amr/_wasm.ts";
import { sourcesSha256 as hashAmrSources } from "../../decoders/amr/sources_sha256.ts";
import { sourcesSha256 as hashSources } from "../../decoders/sources_sha256.ts";

test("the committed decoders are compiled from the committed sources", async () => {
  assert.equal(sourcesSha256, await hashSources(), "run deno task build:decoders");
  assert.equal(amr.sourcesSha256, await hashAmrSources(), "run deno task build:amr");
});

test("the decoders import nothing, and have at most 64 MB of memory", () => {
  for (const base64 of [wasmBase64, amr.wasmBase64]) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const module = new WebAssembly.Module(bytes);
    assert.deepEqual(WebAssembly.Module.imports(module), []);
    const { memory } = new WebAssembly.Instance(module).exports as { memory: WebAssembly.Memory };
    assert.throws(() => memory.grow(1024), RangeError);
  }
});
