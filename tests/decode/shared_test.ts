/** Real recordings, where the shared folder is there. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { decode } from "@babycry/babycry/decode";
import { sharedFile } from "../_shared.ts";

const manifest = sharedFile("data/manifest.csv");

test("all recordings decode without damage", { skip: !manifest, timeout: 300_000 }, async () => {
  const paths = readFileSync(manifest!, "utf8").trim().split("\n").slice(1).map((row) =>
    row.split(",")[0]!
  );
  const formats = new Map<string, number>();
  let short = 0;
  for (const path of paths) {
    const audio = await decode(readFileSync(sharedFile(`data/${path}`)!));
    const samples = audio.channels[0]!;
    assert.equal(audio.damage, undefined, path);
    // A sum is finite only if all of its terms are.
    let sum = 0;
    for (let i = 0; i < samples.length; i++) sum += samples[i]!;
    assert.ok(Number.isFinite(sum), path);
    formats.set(audio.format, (formats.get(audio.format) ?? 0) + 1);
    if (samples.length <= 64) short++;
    else assert.ok(samples.length > audio.sampleRateHz / 10, path);
  }
  assert.equal(short, 2);
  assert.deepEqual(Object.fromEntries(formats), {
    "3gp/amr_nb": 634,
    "caf/ima4": 395,
    "ogg/vorbis": 472,
    "wav/pcm_s16le": 403,
    "mp3": 1,
  });
});
