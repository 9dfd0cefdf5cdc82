/** A short run of `deno task fuzz` for each format, and the files of the runs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "@babycry/babycry/decode";
import { findFault } from "./fault.ts";
import { FORMATS } from "./formats.ts";
import { fuzzFiles } from "./fuzz_file.ts";
import { FILE_BYTES_MAX } from "./mutate.ts";

const SEED = 16;
const FILES = 300;

for (const [name, { files, layout, seal }] of Object.entries(FORMATS)) {
  test(`${name}: ${FILES} mutated and generated files are decoded or refused`, async () => {
    const file = fuzzFiles(name, SEED);
    for (let index = 0; index < FILES; index++) {
      const fault = await findFault(file(index));
      assert.equal(fault, undefined, `deno task fuzz ${name} --seed ${SEED} --from ${index}`);
    }
  });

  test(`${name}: the files that are mutated are valid and small`, async () => {
    for (const valid of files) {
      assert.equal((await decode(valid)).damage, undefined);
      assert.ok(valid.length <= FILE_BYTES_MAX);
      for (const { from, to } of layout(valid)) assert.ok(from < to && to <= valid.length);
      if (!seal) continue;
      const sealed = valid.slice();
      seal(sealed);
      assert.deepEqual(sealed, valid);
    }
  });
}

test("a file is a function of its format, the seed and its index", () => {
  const files = fuzzFiles("wav", 1);
  const all = Array.from({ length: 64 }, (_, index) => files(index));
  assert.deepEqual(all.toReversed(), all.map((_, i) => fuzzFiles("wav", 1)(63 - i)));
  // Some mutations change nothing.
  assert.ok(new Set(all.map(String)).size > 56);
  assert.notDeepEqual(fuzzFiles("wav", 2)(1), all[1]);
});
