/**
 * Writes windows that no training has heard, as `window_files.ts` lays them out: a third of the shared cries through
 * ten codecs, rooms and microphones of ffmpeg and sox, and sounds of espeak-ng and sox in other voices,
 * words and timbres. A cry is to be scored by a model that did not learn from its fold. What is there
 * is not made again. Use: `deno run -A --lock=npm/deno.lock models/training/export/export_stress.ts OUT`.
 *
 * @module
 */
import process from "node:process";
import { codeHash } from "./code_hash.ts";
import { throughUnheard, UNHEARD_CHANNELS } from "../evaluate/stress/unseen_channels.ts";
import { unheardSounds } from "../evaluate/stress/unseen_sounds.ts";
import { sharedRecordings } from "../sounds/shared_recordings.ts";
import type { Variant } from "../sounds/variants.ts";
import { joinParts, writeParts } from "./window_files.ts";

const [folder = ".cache/stress"] = process.argv.slice(2);
const shared = await sharedRecordings(process.env["BABYCRY_SHARED"] ?? "../shared");
// Every third, which bounds a recall of .95 to 4 % and keeps ten channels to minutes.
const cries = shared.filter(({ y }) => y === 1).filter((_, i) => i % 3 === 0);
// All cries at once, when the first of them is asked for.
let heard: Map<string, Variant[]> | undefined;
const folders = [
  "models/training/evaluate/stress",
  "models/training/sounds",
  "src/augment",
  "src/features/front_ends/cry",
];
const files = { folder, version: `stress ${await codeHash(folders)}` };
const recordings = [...cries, ...unheardSounds()];
await writeParts(files, recordings, async function* (recording) {
  const samples = await recording.samples();
  yield { name: "native", channel: "native", samples, added: [] };
  if (recording.y === 1) yield* (heard ??= await criesThroughUnheard()).get(recording.id)!;
}, { worker: 0, workers: 1 });
const { rows } = await joinParts(files, recordings);
console.log(`${rows} windows of ${recordings.length} recordings`);

async function criesThroughUnheard(): Promise<Map<string, Variant[]>> {
  const sounds = await Promise.all(cries.map((cry) => cry.samples()));
  const variants = new Map<string, Variant[]>(cries.map(({ id }) => [id, []]));
  for (const name of UNHEARD_CHANNELS) {
    for (const [i, samples] of throughUnheard(sounds, name).entries()) {
      variants.get(cries[i]!.id)!.push({ name, channel: "augmented", samples, added: [] });
    }
  }
  return variants;
}
