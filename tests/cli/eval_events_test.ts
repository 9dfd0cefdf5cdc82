import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { noise, RATE_HZ, wav } from "./_corpus.ts";
import { fakeHost } from "./_fake_host.ts";

const TRUTH = "path,start_seconds,end_seconds,label,snr_db,duration_seconds\n" +
  "a.wav,100,160,cry,-5,3600\na.wav,300,360,cry,10,\na.wav,500,505,dog,10,\n" +
  "b.wav,100,160,cry,10,1800\n";
const FOUND = "path,start_seconds,end_seconds,label\n" +
  "a.wav,104,150,cry\na.wav,501,506,\nb.wav,105,150,cry\nb.wav,700,710,cry\nb.wav,900,910,laugh\n";

/** Runs `eval` in a folder of files. */
async function run(files: Record<string, string | Uint8Array>, ...args: string[]) {
  const folder = await mkdtemp(join(tmpdir(), "events-"));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(join(folder, name, ".."), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    const host = fakeHost(() => undefined);
    const code = await main(["eval", ...args.map((one) => one.replace(/^@/, `${folder}/`))], host);
    return { code, ...host.written };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Runs it on {@link FOUND}, or another file, and {@link TRUTH}. */
async function evaluate(files: Record<string, string | Uint8Array>, ...args: string[]) {
  const all = { "truth.csv": TRUTH, "found.csv": FOUND, ...files };
  return await run(all, "@found.csv", "--events", "@truth.csv", ...args);
}

/** Detected events as `classify --jsonl` writes them. */
const line = (path: string, ...events: readonly (readonly [number, number])[]) =>
  JSON.stringify({
    path,
    audio: { duration_seconds: 7200 },
    cry: { events: events.map(([start_seconds, end_seconds]) => ({ start_seconds, end_seconds })) },
  });

test("an event list is compared with labeled sounds", async () => {
  const { code, out, err } = await evaluate({}, "--json");
  assert.equal(code, 0, err);
  const report = JSON.parse(out);
  assert.deepEqual(
    [report.detected, report.truth, report.recordings, report.hours],
    ["found.csv", "truth.csv", 2, 1.5],
  );
  assert.deepEqual([report.episodes, report.found, report.recall], [3, 2, 2 / 3]);
  assert.deepEqual([report.false_events, report.false_events_per_hour], [2, 2 / 1.5]);
  assert.deepEqual(report.latency_seconds, { median: 4, percentile90: 5 });
  assert.deepEqual(
    report.by_snr.map((one: { snr_db: number[]; recall: number }) => [one.snr_db, one.recall]),
    [[[-5, 0], 1], [[10, 15], 0.5]],
  );
  assert.deepEqual(
    report.by_sound.map((one: { label: string; false_events: number }) => [
      ...[one.label, one.false_events],
    ]),
    [["dog", 1], [null, 1]],
  );
  assert.equal(report.event_based.matched, 2);
  assert.deepEqual(report.warnings, []);
});

test("the text has recall, false events and latency by level and sound", async () => {
  const { out } = await evaluate({});
  assert.match(out, /^found\.csv on truth\.csv: 2 recordings, 1\.50 h, 3 episodes of cry$/m);
  assert.match(out, /^Recall 0\.667 \[.*\]: 2 of 3 episodes$/m);
  assert.match(out, /^False events per hour: 1\.3 \(2\)$/m);
  assert.match(out, /^ {2}-5 to 0 dB +1 +1 +1\.000/m);
  assert.match(out, /^ {2}dog +1 +1 +0\.7$/m);
  assert.match(out, /^ {2}no labeled sound +1 +0\.7$/m);
  assert.match(out, /^ {2}events, collar 5 s, 50 % of the length +0\.500 +0\.667/m);
});

test("settings of the comparison", async () => {
  const args = ["--collar", "0", "--length-share", "0", "--segment", "60", "--positive", "dog"];
  const report = JSON.parse((await evaluate({}, ...args, "--json")).out);
  assert.deepEqual(
    [report.collar_seconds, report.length_share, report.segment_seconds, report.episodes],
    [0, 0, 60, 1],
  );
});

test("the output of classify has events and durations", async () => {
  const truth = TRUTH.replace(/,\d+\n/g, ",\n");
  for (const text of [`${line("a.wav", [101, 150])}\n${line("b.wav")}\n`, `[${line("a.wav")}]`]) {
    const { code, out, err } = await evaluate({ "truth.csv": truth, "found.csv": text }, "--json");
    assert.equal(code, 0, err);
    const { hours, found, warnings } = JSON.parse(out);
    const isWhole = text.includes("b.wav");
    assert.deepEqual([hours, found], isWhole ? [4, 1] : [2 + 160 / 3600, 0]);
    assert.equal(warnings.length, isWhole ? 0 : 1);
  }
});

test("labels of Audacity belong to one recording", async () => {
  const files = { "truth.csv": "100\t160\tcry\n", "found.csv": "104\t150\tcry\n300\t310\tcry\n" };
  const { out } = await evaluate(files, "--json");
  const { found, false_events, hours, warnings } = JSON.parse(out);
  assert.deepEqual([found, false_events, hours, warnings.length], [1, 1, 310 / 3600, 1]);
});

test("a model detects the events in the recordings of the truth", async () => {
  const samples = new Float32Array(12 * RATE_HZ);
  samples.set(noise(1));
  const { code, out, err } = await run(
    {
      "truth.csv": "path,start_seconds,end_seconds,label\nday/a.wav,2,6,cry\n",
      "audio/day/a.wav": wav(samples),
    },
    ...["@audio", "--events", "@truth.csv", "--model", "cry-detect", "--json"],
  );
  assert.equal(code, 0, err);
  const { detected, hours, episodes } = JSON.parse(out);
  assert.deepEqual([detected, hours, episodes], ["cry-detect", 12 / 3600, 1]);
});

test("wrong input is one clear error", async () => {
  const refuse = async (
    files: Record<string, string>,
    args: string[],
    message: RegExp,
    code: number,
  ) => {
    const result = await evaluate(files, ...args);
    assert.match(result.err, message);
    assert.equal(result.code, code, result.err);
    assert.equal(result.out, "");
  };
  const found = (text: string) => ({ "found.csv": text });
  const head = "path,start_seconds,end_seconds\n";
  await refuse(found(`${head}c.wav,1,2\n`), [], /line 2: expected the path of a recording in/, 1);
  await refuse(found(`${head}a.wav,3,2\n`), [], /found\.csv, line 2: expected an end after/, 1);
  await refuse(found("1\t2\tcry\n"), [], /expected the path of .* labels without a path/, 1);
  await refuse(found("{\n"), [], /found\.csv, line 1: expected JSON/, 2);
  await refuse(found('{"path":"a.wav"}\n'), [], /line 1: expected cry\.events/, 2);
  await refuse(found('[{"cry":{"events":[]}}]'), [], /item 1: expected a path/, 2);
  await refuse({ "truth.csv": "path,label\na,cry\n" }, [], /truth\.csv, line 1: .* columns/, 2);
  await refuse({ "truth.csv": TRUTH.replace("300,", "150,") }, [], /line 3: expected no over/, 1);
  await refuse({ "truth.csv": TRUTH.replaceAll("cry", "cat") }, [], /label cry, received none/, 1);
  await refuse({}, ["--html", "x.html"], /Both --events and --html given/, 2);
  await refuse({}, ["--predictions", "x"], /Both --events and --predictions given/, 2);
  await refuse({}, ["--collar", "-1"], /Invalid --collar: expected a number from 0/, 2);
  const files = { "truth.csv": TRUTH, "a/b.csv": FOUND };
  const folder = await run(files, "@a", "--events", "@truth.csv");
  assert.match(folder.err, /a file of events, received the directory .*\/a; name a model/);
  const other = await run(files, "@a/b.csv", "--events", "@a");
  assert.match(other.err, /Invalid --events: expected a file of events, received the directory/);
  const reason = await run(files, "@a", "--events", "@truth.csv", "--model", "cry-pain");
  assert.match(reason.err, /detects events, such as cry-detect, received cry-pain\n/);
  assert.deepEqual([folder.code, other.code, reason.code], [2, 2, 2]);
  const alone = await run({}, "@x.csv", "--collar", "1");
  assert.match(alone.err, /Missing --events, needed by --collar/);
});
