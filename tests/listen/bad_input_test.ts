import { createClassifier } from "@babycry/babycry";
import { watch, type WatchEvent } from "@babycry/babycry/listen";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import process from "node:process";
import { test } from "node:test";
import { requires } from "../_requires.ts";
import { inFolder, RATE, startListen, typesOf, writeNight } from "./_program.ts";

/** Encodes a recording. */
function encoded(file: string, args: string): Uint8Array {
  return execFileSync("ffmpeg", ["-v", "error", "-i", file, ...args.split(" "), "-"]);
}

for (
  const [name, args, message] of [
    ["Ogg", "-c:a libvorbis -f ogg", /chained streams of one kind, received .* at 8000 Hz/],
    ["ADTS", "-c:a aac -f adts", /received \d{4,} bytes with another sample rate or layout/],
    [
      "MP3",
      "-write_xing 0 -id3v2_version 0 -f mp3",
      /received \d{4,} bytes with another sample rate/,
    ],
  ] as const
) {
  test(
    `${name} that changes its rate has the events before, and a message`,
    requires("ffmpeg"),
    () =>
      inFolder(async (folder) => {
        const file = await writeNight(folder);
        const { child, written, ended } = startListen(["-", "--jsonl"]);
        child.stdin!.on("error", () => {});
        child.stdin!.write(encoded(file, `-ar 16000 ${args}`));
        child.stdin!.end(encoded(file, `-ar 8000 ${args}`));
        assert.equal(await ended, 0, written.err);
        assert.deepEqual(typesOf(written.out), ["cry_started", "cry_ended"]);
        assert.match(written.err, message);
      }),
  );
}

test("an hour of digital silence is one event and takes no memory", async () => {
  const rate = 8000;
  let middle = 0;
  async function* silence() {
    for (let second = 0; second < 3600; second++) {
      if (second === 600) middle = process.memoryUsage().rss;
      yield new Float32Array(rate);
    }
  }
  const source = { isLive: false, open: () => ({ sampleRateHz: rate, samples: silence() }) };
  const events: WatchEvent[] = [];
  let updates = 0;
  for await (const item of watch(source, await createClassifier())) {
    if (item.type !== "update") events.push(item as WatchEvent);
    else {
      updates++;
      assert.equal(item.probability, 0);
      assert.equal(item.levelDbfs, -120);
    }
  }
  assert.deepEqual(events.map(({ type, endSeconds }) => `${type} ${endSeconds}`), [
    "source_silent 60",
  ]);
  assert.equal(updates, 3600);
  // The samples of the rest would take 96 MB.
  assert.ok(process.memoryUsage().rss - middle < 48e6);
});

test("a pipe that ends in a frame of several channels leaves out that frame", async () => {
  const { child, written, ended } = startListen(["-", "--channels", "2", "--jsonl"]);
  child.stdin!.end(new Uint8Array(4 * 3 * RATE + 3));
  assert.equal(await ended, 0);
  assert.match(written.err, /stdin: The input ended within a sample: 3 bytes are left/);
  assert.equal(written.out.match(/"update"/g)?.length, 3);
});
