/**
 * Writes windows unlike those of the training, in the format of `window_files.ts`: a third of the shared
 * cries through codecs, rooms and microphones of ffmpeg and sox, and sounds of espeak-ng and sox with
 * other voices, words and timbres:
 * `deno run -A --lock=npm/deno.lock models/training/export/export_stress.ts OUT`.
 *
 * @module
 */
import process from "node:process";
import { applyChannel, UNSEEN_CHANNELS } from "../evaluate/stress/unseen_channels.ts";
import { unseenSounds } from "../evaluate/stress/unseen_sounds.ts";
import { sharedRecordings } from "../sounds/shared_recordings.ts";
import type { Variant } from "../sounds/variants.ts";
import { codeHash } from "./code_hash.ts";
import { joinParts, writeParts } from "./window_files.ts";

const [folder = ".cache/stress"] = process.argv.slice(2);
const shared = await sharedRecordings(process.env["BABYCRY_SHARED"] ?? "../shared");
// Every third, which bounds a recall of .95 to 4 % and limits the time for ten channels to minutes.
const cries = shared.filter(({ y }) => y === 1).filter((_, i) => i % 3 === 0);
// All cries at once, when the first one is needed.
let changedCries: Map<string, Variant[]> | undefined;
const folders = [
  "models/training/evaluate/stress",
  "models/training/sounds",
  "src/augment",
  "src/features/front_ends/cry",
];
const files = { folder, version: `stress ${await codeHash(folders)}` };
const recordings = [...cries, ...unseenSounds()];
await writeParts(files, recordings, async function* (recording) {
  const samples = await recording.samples();
  yield { name: "native", condition: "native", samples, addedKinds: [] };
  if (recording.y === 1) yield* (changedCries ??= await changeCries()).get(recording.id)!;
}, { worker: 0, workers: 1 });
const { rows } = await joinParts(files, recordings);
console.log(`${rows} windows of ${recordings.length} recordings`);

async function changeCries(): Promise<Map<string, Variant[]>> {
  const sounds = await Promise.all(cries.map((cry) => cry.samples()));
  const variants = new Map<string, Variant[]>(cries.map(({ id }) => [id, []]));
  for (const name of UNSEEN_CHANNELS) {
    for (const [i, samples] of applyChannel(sounds, name).entries()) {
      variants.get(cries[i]!.id)!.push({ name, condition: "augmented", samples, addedKinds: [] });
    }
  }
  return variants;
}
