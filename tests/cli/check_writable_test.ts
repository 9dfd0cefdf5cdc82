import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { noise, wav, withCorpus } from "./_corpus.ts";
import { fakeHost } from "./_fake_host.ts";

test("an output that is the dataset, a recording or a card is refused and kept", async () => {
  const entries = [{ path: "a.wav", label: "cry", bytes: wav(noise(1)) }];
  await withCorpus(entries, async (manifest, folder) => {
    const clip = join(folder, "a.wav");
    const card = join(folder, "mine.md");
    const cases: [string[], string, RegExp][] = [
      [["fit", "--out"], manifest, /--out: expected another file, received the dataset /],
      [["fit", "--out"], clip, /--out: expected another file, received the recording /],
      [["fit", "--out"], card, /--out: expected the name of a model, .* received the card /],
      [["enroll", "--out"], manifest, /--out: expected another file, received the dataset /],
      [["enroll", "--out"], card, /--out: expected the name of a model/],
      [["eval", "--html"], manifest, /--html: expected another file, received the dataset /],
      [["eval", "--labels", "x", "--html"], clip, /--html: .* received the recording /],
    ];
    const before = [await readFile(manifest), await readFile(clip)];
    for (const [[command, ...args], output, message] of cases) {
      const host = fakeHost(() => undefined);
      assert.equal(await main([command!, manifest, ...args, output], host), 2, `${command}`);
      assert.match(host.written.err, message);
    }
    assert.deepEqual([await readFile(manifest), await readFile(clip)], before);
    await assert.rejects(readFile(card));
  });
});
