import { parseEventList } from "@babycry/babycry/eval";
import assert from "node:assert/strict";
import { test } from "node:test";

const HEAD = "path,start_seconds,end_seconds,label";
const truth = (text: string) => parseEventList(text, { name: "truth.csv", truth: true });

test("a table is grouped by recording", () => {
  const text = `${HEAD},snr_db,duration_seconds\na.wav,1,2.5,cry,-5,60\nb.wav,0,1,dog,,\n` +
    "a.wav,10,20,cry,,\nempty.wav,,,,,30\n";
  assert.deepEqual(truth(text), [
    {
      ...{ path: "a.wav", line: 2, durationSeconds: 60 },
      sounds: [
        { startSeconds: 1, endSeconds: 2.5, label: "cry", snrDb: -5 },
        { startSeconds: 10, endSeconds: 20, label: "cry" },
      ],
    },
    { path: "b.wav", line: 3, sounds: [{ startSeconds: 0, endSeconds: 1, label: "dog" }] },
    { path: "empty.wav", line: 5, durationSeconds: 30, sounds: [] },
  ]);
});

test("labels of Audacity belong to one recording", () => {
  const text = "1.500000\t2.500000\tcry\r\n\\\t100.0\t900.0\r\n7\t8\tbig dog\r\n";
  assert.deepEqual(truth(text), [{
    ...{ path: "", line: 1 },
    sounds: [
      { startSeconds: 1.5, endSeconds: 2.5, label: "cry" },
      { startSeconds: 7, endSeconds: 8, label: "big dog" },
    ],
  }]);
});

test("a list of detected events needs no labels, and its events may overlap", () => {
  const [listed] = parseEventList("path;start_seconds;end_seconds\na.wav;1;5\na.wav;2;6\n", {
    name: "found.csv",
  });
  assert.deepEqual(listed!.sounds.map(({ label }) => label), ["", ""]);
});

test("sounds of different labels may overlap, and sounds may touch", () => {
  assert.equal(truth(`${HEAD}\na,1,5,cry\na,2,6,dog\na,5,7,cry\nb,1,5,cry\n`).length, 2);
});

test("errors name the line", () => {
  const refuse = (text: string, name: string, message: RegExp) =>
    assert.throws(() => truth(text), { name, message });
  const row = (line: string) => `${HEAD}\na.wav,1,2,cry\n${line}\n`;
  refuse("path,start,end,label\na,1,2,cry\n", "SyntaxError", /line 1: .* received path, start/);
  refuse(row("a.wav,x,9,cry"), "SyntaxError", /truth\.csv, line 3: expected start_seconds to be/);
  refuse(row("a.wav,,9,cry"), "SyntaxError", /line 3: expected start_seconds .* received none/);
  refuse(row("a.wav,8,Infinity,cry"), "SyntaxError", /line 3: expected end_seconds to be a number/);
  refuse(row("a.wav,-1,9,cry"), "RangeError", /line 3: expected start_seconds .* from 0/);
  refuse(row("a.wav,9,8,cry"), "RangeError", /line 3: expected an end after the start at 9 s/);
  refuse(row("a.wav,9,9,cry"), "RangeError", /line 3: expected an end after the start at 9 s/);
  refuse(row(",8,9,cry"), "SyntaxError", /line 3: expected a path/);
  refuse(row("a.wav,8,9,"), "SyntaxError", /line 3: expected a label/);
  refuse(row("a.wav,8,9"), "SyntaxError", /line 3: expected 4 fields, received 3/);
  refuse(row("a.wav,1.5,3,cry"), "RangeError", /line 3: .* cry from 1 to 2 s in line 2/);
  refuse(`${HEAD},snr_db\na,1,2,cry,loud\n`, "SyntaxError", /line 2: expected snr_db to be/);
  refuse(`${HEAD},duration_seconds\na,1,2,cry,0\n`, "RangeError", /line 2: .* above 0/);
  refuse("1\t2\tcry\n3\tx\tcry\n", "SyntaxError", /line 2: expected end_seconds to be a number/);
  refuse("2\t1\tcry\n", "RangeError", /line 1: expected an end after/);
  refuse("1\t2\tcry\n3\t4\n", "SyntaxError", /line 2: expected a label/);
  refuse(`${HEAD}\n`, "RangeError", /expected one or more events, received none/);
  refuse("", "SyntaxError", /^Reading truth\.csv: .* received empty text/);
});
