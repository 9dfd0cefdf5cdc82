/**
 * Files of the IETF's FLAC decoder testbench, in the folder `flac-test-files` of `BABYCRY_SUITES`.
 *
 * @see https://github.com/ietf-wg-cellar/flac-test-files
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { decode, DecodeError } from "@babycry/babycry/decode";
import { requires, suiteFolder } from "../_requires.ts";

const SUITE = "flac-test-files";
/** Outcomes other than "exact": damage that is reported, a refusal, or samples of 32 bits. */
const OUTCOMES: Readonly<Record<string, string>> = {
  "uncommon/01": "damage",
  "uncommon/02": "damage",
  "uncommon/03": "damage",
  "uncommon/04": "damage",
  "uncommon/05": "rounded",
  "uncommon/10": "refused",
  "uncommon/11": "refused",
  "faulty/03": "refused",
  "faulty/04": "refused",
  "faulty/05": "damage",
  "faulty/06": "refused",
  "faulty/07": "refused",
  "faulty/11": "refused",
};

for (const kind of ["subset", "uncommon", "faulty"]) {
  test(`${kind} FLAC files`, requires("suites", SUITE), async () => {
    const folder = join(suiteFolder(SUITE)!, kind);
    const names = (await readdir(folder)).filter((name) => name.endsWith(".flac")).sort();
    assert.ok(names.length > 0);
    const wrong: string[] = [];
    for (const name of names) {
      const expected = OUTCOMES[`${kind}/${name.slice(0, 2)}`] ?? "exact";
      const actual = await outcome(await readFile(join(folder, name)));
      if (actual !== expected) wrong.push(`${kind}/${name}: ${actual}, not ${expected}`);
    }
    assert.deepEqual(wrong, []);
  });
}

/** Decodes a file and compares its samples with the MD5 in its stream information. */
async function outcome(file: Uint8Array): Promise<string> {
  try {
    const { channels, damage } = await decode(file);
    if (damage) return "damage";
    const view = new DataView(file.buffer, file.byteOffset);
    const bits = (view.getUint32(18) >> 4 & 31) + 1;
    // Samples of 32 bits do not fit a float.
    if (bits > 24) return "rounded";
    const md5 = createHash("md5").update(integers(channels, bits)).digest("hex");
    return md5 === hex(file.subarray(26, 42)) ? "exact" : "different";
  } catch (error) {
    if (error instanceof DecodeError) return "refused";
    throw error;
  }
}

/** Interleaves samples as integers of whole bytes, least significant first. */
function integers(channels: readonly Float32Array[], bits: number): Uint8Array {
  const bytes = Math.ceil(bits / 8);
  const scale = 2 ** (bits - 1);
  const frames = channels[0]!.length;
  const out = new Uint8Array(frames * channels.length * bytes);
  let at = 0;
  for (let i = 0; i < frames; i++) {
    for (const channel of channels) {
      const value = channel[i]! * scale;
      for (let byte = 0; byte < bytes; byte++) out[at++] = value >> 8 * byte;
    }
  }
  return out;
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
