/** `--ffmpeg` of commands that read a dataset. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { requires } from "../_requires.ts";
import { type Entry, noise, voice, wav, withCorpus } from "./_corpus.ts";
import { fakeHost } from "./_fake_host.ts";

const CLIPS = 12;
/** Recordings of six groups; the first cry is WavPack. */
const entries: Entry[] = Array.from({ length: CLIPS }, (_, i) => ({
  path: i === 1 ? "1.wv" : `${i}.wav`,
  bytes: wav(i % 2 ? voice(i, 2) : noise(i)),
  label: i % 2 ? "cry" : "other",
  group: `g${i >> 1}`,
}));

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** Number of notes that ffmpeg decodes the recording. */
  readonly notes: number;
}

/** Runs a command on the recordings, without and with `--ffmpeg`. */
async function runBoth(
  command: (manifest: string, folder: string) => string[],
): Promise<Run[]> {
  const results: Run[] = [];
  await withCorpus(entries, async (manifest, folder) => {
    const path = join(folder, "1.wv");
    // The file has the bytes of a WAV file so far.
    execFileSync("ffmpeg", ["-v", "error", "-i", path, `${path}.wv`]);
    execFileSync("mv", [`${path}.wv`, path]);
    for (const flags of [[], ["--ffmpeg"]]) {
      const host = fakeHost(() => undefined);
      const code = await main([...command(manifest, folder), ...flags], host);
      // Slow machines write lines of progress, too.
      const notes = host.written.err.split(`${path}: decoding with ffmpeg\n`).length - 1;
      results.push({ code, ...host.written, notes });
    }
  });
  return results;
}

test("audit counts what ffmpeg decoded", requires("ffmpeg"), async () => {
  const [without, using] = await runBoth((manifest) => ["audit", manifest, "--json"]);
  const [before, after] = [without, using].map((one) => JSON.parse(one!.out));
  assert.equal(before.clips, CLIPS - 1);
  assert.equal(before.excluded[0].reason, "unreadable");
  assert.equal(without!.notes, 0);
  assert.equal(after.clips, CLIPS);
  assert.deepEqual(after.excluded, []);
  assert.equal(using!.notes, 1);
});

test("fit reads a recording several times and notes it once", requires("ffmpeg"), async () => {
  const [without, using] = await runBoth((manifest, folder) => [
    ...["fit", manifest, "--folds", "2", "--c", "0.1", "--no-cache"],
    ...["--out", join(folder, "mine.json")],
  ]);
  assert.match(without!.out, new RegExp(`${CLIPS - 1} clips`));
  assert.match(using!.out, new RegExp(`${CLIPS} clips`));
  assert.equal(using!.notes, 1);
});

test("eval counts what ffmpeg decoded", requires("ffmpeg"), async () => {
  const [without, using] = await runBoth((manifest) => [
    ...["eval", manifest, "--folds", "2", "--positive", "cry", "--no-cache", "--json"],
  ]);
  assert.equal(JSON.parse(without!.out).clips, CLIPS - 1);
  assert.equal(JSON.parse(using!.out).clips, CLIPS);
  assert.equal(using!.notes, 1);
});

test("enroll refuses a recording without a decoder", requires("ffmpeg"), async () => {
  const [without, using] = await runBoth((manifest, folder) => [
    ...["enroll", manifest, "--out", join(folder, "mine.json")],
  ]);
  assert.notEqual(without!.code, 0);
  assert.match(without!.err, /expected a supported format|wavpack/);
  assert.equal(using!.code, 0, using!.err);
  assert.match(using!.out, /^enrolled 6 cries/);
  assert.equal(using!.notes, 1);
});
