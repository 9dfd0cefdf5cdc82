import assert from "node:assert/strict";
import { test } from "node:test";
import { sourcesSha256 as compiledFrom, wasmBase64 } from "../../decoders/amr/_wasm.ts";
import { sourcesSha256 } from "../../decoders/amr/sources_sha256.ts";

test("the decoder of AMR is compiled from its sources, and imports nothing", async () => {
  assert.equal(compiledFrom, await sourcesSha256());
  const bytes = Uint8Array.from(atob(wasmBase64), (character) => character.charCodeAt(0));
  assert.deepEqual(WebAssembly.Module.imports(new WebAssembly.Module(bytes)), []);
});
