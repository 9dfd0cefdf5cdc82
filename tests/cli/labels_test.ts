import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Prediction } from "@babycry/babycry";
import { main } from "../../src/cli/main.ts";
import { hourlySummary, joinBouts } from "../../src/cli/output/bouts.ts";
import { hourLines } from "../../src/cli/output/hour_lines.ts";
import { formatLabels } from "../../src/cli/output/label_export.ts";
import { fakeHost, prediction } from "./_fake_host.ts";

const span = (startSeconds: number, endSeconds: number) => ({ startSeconds, endSeconds });
const SEGMENTS = [span(10, 20), span(45, 60), span(100, 110), span(3590, 3610)];

test("segments with short pauses are a bout", () => {
  assert.deepEqual(joinBouts(SEGMENTS, 25), [span(10, 60), span(100, 110), span(3590, 3610)]);
  assert.deepEqual(joinBouts(SEGMENTS, 0), SEGMENTS);
  assert.deepEqual(joinBouts([], 25), []);
});

test("crying is summed by hour, and a bout counts where it starts", () => {
  assert.deepEqual(hourlySummary(SEGMENTS, joinBouts(SEGMENTS, 25), 4000), [
    { crySeconds: 45, bouts: 3, longestSeconds: 50 },
    { crySeconds: 10, bouts: 0, longestSeconds: 0 },
  ]);
});

test("a recording of an hour or more has a table", () => {
  const { cry } = prediction([0.9, 0.1]);
  const audio = { durationSeconds: 4000, sampleRateHz: 8000, levelDbfs: -20 };
  const segments = SEGMENTS.map((segment) => ({ ...segment, probability: 0.9 }));
  const long = { audio, cry: { ...cry!, segments } } as unknown as Prediction;
  assert.deepEqual(
    hourLines(long, 25),
    [
      "hour     crying  bouts   longest",
      "   1    0.8 min      3    50.0 s",
      "   2    0.2 min      0          ",
      "3 bouts, the longest 50.0 s",
    ].map((line) => line.trimEnd()),
  );
  assert.deepEqual(hourLines({ ...long, audio: { ...audio, durationSeconds: 3599 } }, 25), []);
});

test("labels have the syntax of each program", () => {
  const spans = [span(1.5, 3), span(4, 5.25)];
  assert.equal(
    formatLabels("audacity", "a", spans, 6),
    "1.500000\t3.000000\tcry\n4.000000\t5.250000\tcry\n",
  );
  assert.equal(
    formatLabels("rttm", "my night", spans, 6),
    "SPEAKER my_night 1 1.500 1.500 <NA> <NA> cry <NA> <NA>\n" +
      "SPEAKER my_night 1 4.000 1.250 <NA> <NA> cry <NA> <NA>\n",
  );
  const grid = formatLabels("textgrid", "a", spans, 6);
  assert.match(
    grid,
    /^File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\nxmax = 6\n/,
  );
  assert.match(grid, /intervals: size = 5\n/);
  const bounds = [...grid.matchAll(/xmin = (\S+)\n +xmax = (\S+)\n +text = "(.*)"/g)];
  assert.deepEqual(bounds.map(([, ...fields]) => fields.join(" ")), [
    "0 1.5 ",
    "1.5 3 cry",
    "3 4 ",
    "4 5.25 cry",
    "5.25 6 ",
  ]);
});

test("each recording has a label file of its own name", async () => {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  try {
    const out = join(folder, "labels");
    const host = fakeHost(() => prediction([0.2, 0.97, 0.9, 0.1]));
    const words = ["a/night.wav", "b/night.flac", "https://example.org/x/day.ogg?id=1"];
    assert.equal(await main([...words, "--csv", "--export", "rttm", "--out", out], host), 0);
    assert.deepEqual((await readdir(out)).sort(), ["day.rttm", "night-2.rttm", "night.rttm"]);
    assert.match(await readFile(join(out, "night-2.rttm"), "utf8"), /^SPEAKER night-2 1 0\.500 /);
    assert.equal(host.written.out.split("\n").length, 5);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("--export and --out belong together", async () => {
  for (const words of [["--export", "rttm"], ["--out", "x"]]) {
    const host = fakeHost(() => prediction([0.1]));
    assert.equal(await main(["a.wav", ...words], host), 2);
    assert.match(host.written.err, /Missing --(out, needed by --export|export, needed by --out)/);
  }
});
