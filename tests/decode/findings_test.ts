/** Reduced files of faults that fuzzing and review found. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "@babycry/babycry/decode";
import { PCM_MKA } from "./_encoded.ts";

/** Replaces the bytes of a text that occurs once. */
function replaced(file: Uint8Array, text: string, by: string): Uint8Array {
  const at = new TextDecoder("latin1").decode(file).indexOf(text);
  assert.ok(at > 0);
  const copy = file.slice();
  copy.set(new TextEncoder().encode(by.padEnd(text.length, "\0")), at);
  return copy;
}

test("a codec in Matroska may have the name of an inherited property", async () => {
  for (const name of ["constructor", "toString", "__proto__"]) {
    await assert.rejects(decode(replaced(PCM_MKA, "A_PCM/INT/LIT", name)), {
      name: "DecodeError",
      reason: "unsupported",
      message: new RegExp(name),
    });
  }
});
