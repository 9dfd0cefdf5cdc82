import { datasetFromPaths, parseEsc50Name, parseManifest } from "@babycry/babycry/data";
import assert from "node:assert/strict";
import { test } from "node:test";

const JSON_LINES = { format: "jsonl" } as const;
const csv = (text: string, options = {}) => parseManifest(text, { format: "csv", ...options });

test("a manifest becomes clips; excluded rows are listed with the reason", () => {
  const { clips, excluded, warnings } = csv(
    "path,label,group,session,split,start_seconds,end_seconds\n" +
      "a.wav,cry,g1,s1,train,,\n" +
      "a.wav,cry,g1,s1,train,,\n" +
      "a.wav,cry,g1,s1,train,1,2.5\n" +
      "b.wav,dog,,,test,,\n" +
      "c.wav,,g2,,test,,\n" +
      ",cry,g2,,test,,\n",
    { labels: ["cry", "dog"] },
  );
  assert.deepEqual(
    clips.map(({ path, startSeconds, endSeconds }) => [
      path,
      startSeconds,
      endSeconds,
    ]),
    [["a.wav", 0, Infinity], ["a.wav", 1, 2.5], ["b.wav", 0, Infinity]],
  );
  assert.deepEqual(clips.map(({ group }) => group), ["g1", "g1", undefined]);
  assert.equal(clips[0]!.columns["split"], "train");
  assert.deepEqual(excluded.map(({ path, reason }) => [path, reason]).sort(), [
    ["a.wav", "duplicate_row"],
    ["c.wav", "no_label"],
    ["row 6", "no_path"],
  ]);
  assert.deepEqual(warnings.map(({ kind }) => kind), ["empty_group"]);
});

test("one file under two labels is kept, for the audit", () => {
  const { clips } = csv("path,label\na.wav,cry\na.wav,dog\n");
  assert.deepEqual(clips.map(({ label }) => label), ["cry", "dog"]);
});

test("other columns, unknown labels, one class and no groups", () => {
  const { clips, excluded, warnings } = csv("path,coarse,donor\na.wav,cry,d\nb.wav,dog,d\n", {
    labelColumn: "coarse",
    labels: ["cry"],
  });
  assert.deepEqual(clips.map(({ label, group }) => [label, group]), [["cry", undefined]]);
  assert.deepEqual(excluded.map(({ reason }) => reason), ["unknown_label"]);
  assert.deepEqual(warnings.map(({ kind }) => kind), ["no_groups", "one_class"]);
  assert.match(warnings[0]!.message, /each recording is its own group\. Groups come from a column/);
});

test("JSON Lines and CSV give the same clips", () => {
  const text = '{"path":"a.wav","label":"cry","group":7,"end_seconds":2}\n\n' +
    '{"path":"b.wav","label":"dog","group":null}\n';
  const { clips } = parseManifest(text, { format: "jsonl" });
  assert.deepEqual(
    clips.map(({ path, label, group, endSeconds }) => [
      path,
      label,
      group,
      endSeconds,
    ]),
    [["a.wav", "cry", "7", 2], ["b.wav", "dog", undefined, Infinity]],
  );
});

test("an invalid manifest is an error that names the row or line", () => {
  const wrong: [() => unknown, RegExp][] = [
    [() => csv("file,label\na.wav,cry\n"), /expected a column path, received file, label/],
    [() => csv("path,kind\na.wav,cry\n"), /expected a column label, received path, kind/],
    [
      () => csv("path,label\na.wav,cry\n", { groupColumn: "speaker" }),
      /expected a column speaker, received path, label/,
    ],
    [
      () => csv("path,label,start_seconds\na.wav,cry,soon\n"),
      /start_seconds of row 1 to be a number from 0, received soon/,
    ],
    [() => csv("path,label,end_seconds\na.wav,cry,-1\n"), /end_seconds of row 1 .*, received -1/],
    [
      () => parseManifest("{}\nnope", { format: "jsonl" }),
      /line 2: expected JSON, received the string "nope"/,
    ],
    [() => parseManifest("1", { format: "jsonl" }), /line 1: expected an object, received 1/],
    [
      () => parseManifest("[1]", { format: "jsonl" }),
      /manifest: expected an array of objects, received 1/,
    ],
    [
      () => parseManifest("[{}", { format: "jsonl" }),
      /manifest: expected JSON, received the string/,
    ],
    [() => csv(""), /expected a line of column names, received empty text/],
  ];
  for (const [work, message] of wrong) assert.throws(work, { name: "SyntaxError", message });
});

test("tables as spreadsheets write them, and JSON as an array", () => {
  const expected = [["a, b.wav", "cry"], ["c;d.wav", "other"]];
  const texts = [
    '\ufeffpath;label;note\r\na, b.wav;cry;1,5\r\n"c;d.wav";other;\r\n',
    "path\tlabel\na, b.wav\tcry\nc;d.wav\tother\n",
    'path,label\n"a, b.wav",cry\nc;d.wav,other\n',
  ];
  const json = JSON.stringify(expected.map(([path, label]) => ({ path, label })), null, 2);
  for (const { clips } of [...texts.map((text) => csv(text)), parseManifest(json, JSON_LINES)]) {
    assert.deepEqual(clips.map(({ path, label }) => [path, label]), expected);
  }
  const { clips: [clip] } = csv("filename,class\na.wav,cry\n", {
    pathColumn: "filename",
    labelColumn: "class",
  });
  assert.deepEqual([clip!.path, clip!.label], ["a.wav", "cry"]);
});

test("a directory per label, within the sides of a split or not", () => {
  const { clips, excluded } = datasetFromPaths([
    "cry/a.wav",
    "cry/deeper/b.wav",
    "dog/c.wav",
    "test/dog/d.wav",
    "README.wav",
  ]);
  assert.deepEqual(clips.map(({ label, columns }) => [label, columns["split"]]), [
    ["cry", undefined],
    ["cry", undefined],
    ["dog", undefined],
    ["dog", "test"],
  ]);
  assert.deepEqual(excluded.map(({ path, reason }) => [path, reason]), [[
    "README.wav",
    "no_label",
  ]]);
});

test("names of DonateACry give sessions, with a gap of more than ten minutes", () => {
  const [one, two] = [
    "021dcb9f-2fc6-4247-859f-e58edb682b79",
    "121dcb9f-2fc6-4247-859f-e58edb682b79",
  ];
  const { clips } = datasetFromPaths([
    `${one}-1429978000-1.0-f-26-ti.caf`,
    `${one}-1429977000-1.0-f-26-ti.caf`,
    `${two}-1429977001-1.0-f-26-ti.caf`,
    `${one}-1429977600123-1.7-f-26-hu.3gp`,
    `hungry/${one}-1429978601-1.0-f-26-hu.caf`,
    "tired/other.wav",
  ]);
  assert.deepEqual(clips.map(({ session }) => session), [
    `${one}#1`,
    `${one}#0`,
    `${two}#0`,
    `${one}#1`,
    `${one}#2`,
    undefined,
  ]);
});

test("names of ESC-50 give class, source and fold", () => {
  assert.deepEqual(parseEsc50Name("1-22694-A-20.wav"), {
    label: "crying_baby",
    source: "22694",
    fold: 1,
    take: "A",
  });
  assert.equal(parseEsc50Name("5-9032-A-0.ogg")?.label, "dog");
  assert.equal(parseEsc50Name("5-9032-A-49.wav")?.label, "hand_saw");
  for (const other of ["6-1-A-0.wav", "1-1-A-50.wav", "1-1-A.wav", "clip.wav"]) {
    assert.equal(parseEsc50Name(other), undefined);
  }
  const donor = "021dcb9f-2fc6-4247-859f-e58edb682b79";
  const { clips } = datasetFromPaths([
    "1-22694-A-20.wav",
    "loud/2-7-B-0.wav",
    `${donor}-1429977251-1.0-f-26-ti.caf`,
  ]);
  assert.deepEqual(clips.map(({ label, group, columns }) => [label, group, columns["fold"]]), [
    ["crying_baby", "22694", "1"],
    ["loud", "7", "2"],
    ["tired", donor, undefined],
  ]);
});
