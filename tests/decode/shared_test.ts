/** Real recordings, if the shared folder exists. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { decode } from "@babycry/babycry/decode";
import { requires } from "../_requires.ts";
import { sharedFile } from "../_shared.ts";

const MANIFEST = "data/manifest.csv";
const manifest = sharedFile(MANIFEST);
const options = { ...requires("shared data", MANIFEST), timeout: 300_000 };

test("all recordings decode without damage", options, async () => {
  const paths = readFileSync(manifest!, "utf8").trim().split("\n").slice(1).map((row) =>
    row.split(",")[0]!
  );
  const formats = new Map<string, number>();
  const short: string[] = [];
  for (const path of paths) {
    const audio = await decode(readFileSync(sharedFile(`data/${path}`)!));
    const samples = audio.channels[0]!;
    assert.equal(audio.damage, undefined, path);
    // A sum is finite only if all its terms are.
    let sum = 0;
    for (let i = 0; i < samples.length; i++) sum += samples[i]!;
    assert.ok(Number.isFinite(sum), path);
    formats.set(audio.format, (formats.get(audio.format) ?? 0) + 1);
    if (samples.length <= 64) short.push(path);
    else assert.ok(samples.length > audio.sampleRateHz / 10, path);
  }
  // Two recordings of DonateACry have 64 samples each; all others are longer than 0.1 s.
  assert.ok(short.length <= 2 && short.every((path) => path.endsWith(".caf")), short.join("\n"));
  for (const format of ["3gp/amr_nb", "caf/ima4", "ogg/vorbis", "wav/pcm_s16le", "mp3"]) {
    assert.ok(formats.has(format), format);
  }
});
