/**
 * Evaluates the search for near duplicates of `babycry audit`: plants changed copies in the shared data,
 * one change after the other, and counts found copies and false positives. Also lists the pairs that are
 * found in the unmodified data.
 *
 *     deno run -A --lock=npm/deno.lock --frozen models/training/evaluate/planted_copies.ts
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import process from "node:process";
import { gain, imaRoundTrip, loadAmrRoundTrip } from "../../../src/augment/mod.ts";
import { isExcluded, parseManifest, readClips } from "../../../src/data/mod.ts";
import { type Fingerprint, fingerprint } from "../../../src/eval/audit/fingerprint.ts";
import { nearDuplicates } from "../../../src/eval/audit/near_duplicates.ts";
import { createRandom } from "../../../src/random.ts";
import { resample } from "../../../src/resample/mod.ts";
import type { Waveform } from "../../../src/types.ts";
import { SAMPLE_RATE_HZ } from "../sounds/recording.ts";

const COPIES = 60;
const [MIN_SECONDS, MAX_SECONDS] = [1.5, 30];

const shared = process.env["BABYCRY_SHARED"] ?? "../shared";
const dataset = parseManifest(await readFile(`${shared}/data/manifest.csv`, "utf8"), {
  format: "csv",
});
const prints: Fingerprint[] = [];
const names: string[] = [];
const sounds = new Map<number, Waveform>();
let started = performance.now();
for await (const read of readClips(dataset, (path) => readFile(`${shared}/data/${path}`))) {
  if (isExcluded(read)) continue;
  const { samples, sampleRateHz } = read.waveform;
  const seconds = samples.length / sampleRateHz;
  if (seconds >= MIN_SECONDS && seconds <= MAX_SECONDS) {
    sounds.set(prints.length, read.waveform);
  }
  prints.push(fingerprint(read.waveform));
  names.push(read.clip.path);
}
console.log(`${prints.length} recordings, read and fingerprinted in ${seconds()} s`);

started = performance.now();
const pairs = nearDuplicates(prints);
console.log(`${pairs.length} pairs found in the unmodified data, in ${seconds()} s`);
for (const { a, b, similarity, offsetSeconds } of pairs) {
  console.log(`  ${names[a]} = ${names[b]} (${similarity.toFixed(2)}, at ${offsetSeconds} s)`);
}

const amr = await loadAmrRoundTrip();
const cut = (x: Float32Array) => gain(x.subarray(x.length * 0.1, x.length * 0.85), { gainDb: -10 });
const changes: Record<string, (x: Float32Array) => Float32Array | Promise<Float32Array>> = {
  "cut at both ends, 10 dB softer": cut,
  "IMA ADPCM": imaRoundTrip,
  "AMR 12.2": (x) => amr(x, 7),
  "AMR 7.4": (x) => amr(x, 4),
  "AMR 4.75": (x) => amr(x, 0),
  "cut, softer and AMR 4.75": (x) => amr(cut(x), 0),
};
const known = new Set(pairs.map(({ a, b }) => `${a} ${b}`));
for (const [name, change] of Object.entries(changes)) {
  const random = createRandom("planted", name);
  const candidates = [...sounds.keys()];
  const originals = Array.from(
    { length: COPIES },
    () => candidates.splice(random.below(candidates.length), 1)[0]!,
  );
  const copies: Fingerprint[] = [];
  for (const original of originals) {
    const { samples, sampleRateHz } = sounds.get(original)!;
    const narrow = resample(samples, { fromHz: sampleRateHz, toHz: SAMPLE_RATE_HZ });
    copies.push(fingerprint({ samples: await change(narrow), sampleRateHz: SAMPLE_RATE_HZ }));
  }
  const found = nearDuplicates([...prints, ...copies])
    .filter(({ a, b }) => !known.has(`${a} ${b}`));
  const correct = found.filter(({ a, b }) => originals[b - prints.length] === a);
  // A copy of one of two identical recordings is a copy of the other, too.
  const twins = found.filter(({ a, b }) =>
    known.has([a, originals[b - prints.length]!].sort((x, y) => x - y).join(" "))
  );
  const missed = originals.filter((original, i) =>
    !correct.some(({ a, b }) => a === original && b === prints.length + i)
  );
  const falsePositives = found.length - correct.length - twins.length;
  console.log(`${name}: found ${correct.length} of ${COPIES}, false positives ${falsePositives}`);
  for (const original of missed) console.log(`  missed ${names[original]}`);
}

function seconds(): string {
  return ((performance.now() - started) / 1000).toFixed(1);
}
