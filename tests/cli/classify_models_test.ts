import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parseCsv } from "../../src/data/csv.ts";
import { main } from "../../src/cli/main.ts";
import { embeddedModels } from "../../src/models/registry.ts";
import { fakeHost } from "./_fake_host.ts";

const VALENCE = {
  label: "distress",
  probPositive: 0.2,
  probDistress: 0.8,
  head: "fusion_logreg",
  abstained: false,
  abstentionReasons: [],
};
const UPSTREAM =
  '{"label":"distress","prob_positive":0.2,"prob_distress":0.8,"head":"fusion_logreg"}';

function feeling(input: unknown): unknown {
  if (String(input).includes("bad")) throw new TypeError("Decoding audio: received 3 bytes");
  return { audio: { durationSeconds: 2.5, sampleRateHz: 8000 }, valence: VALENCE };
}

test("a model and its head are selected by name", async () => {
  const host = fakeHost(feeling);
  const args = ["classify", "a.wav", "bad.wav", "--model", "valence", "--head", "fusion_logreg"];
  assert.equal(await main([...args, "--dtype", "int8"], host), 1);
  assert.deepEqual(host.asked, [{ model: "valence", head: "fusion_logreg", dtype: "int8" }]);
  assert.equal(
    host.written.out,
    "a.wav       2.5 s   distress 0.80\n2 recordings: 1 distress, 1 failed\n",
  );
});

test("a model that is loaded by its name is listed with the detector", async () => {
  const host = fakeHost(feeling);
  const args = ["a.wav", "--model", "cry-detect", "--model", "cry-pain", "--top-k", "1"];
  assert.equal(await main(args, host), 0);
  assert.deepEqual(host.asked, [{ model: ["cry-detect", "cry-pain"], topK: 1 }]);
});

test("--format upstream writes the keys of the published system, and errors separately", async () => {
  const host = fakeHost(feeling);
  const args = ["a.wav", "bad.wav", "--model", "valence", "--format", "upstream"];
  assert.equal(await main(args, host), 1);
  assert.equal(host.written.out, `${UPSTREAM}\n`);
  assert.equal(host.written.err, "bad.wav: Decoding audio: received 3 bytes\n");
  for (
    const wrong of [["--format", "xml"], ["--format", "upstream", "--json"], ["--dtype", "fp16"]]
  ) {
    assert.equal(await main(["a.wav", ...wrong], fakeHost(feeling)), 2);
  }
});

test("a model is a manifest in a file, and weights are in a directory", async () => {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  try {
    const file = join(folder, "mine.json");
    const mine = { ...embeddedModels.find(({ id }) => id === "cry-reason")!, id: "mine" };
    await writeFile(file, JSON.stringify(mine));
    const host = fakeHost(feeling);
    assert.equal(await main(["a.wav", "--model", file, "--cache", folder], host), 0);
    const [{ model, source }] = host.asked as [{ model: object; source: { folder: string } }];
    assert.deepEqual(model, mine);
    assert.equal(source.folder, folder);
    const wrong: [string, RegExp][] = [
      ["{", /mine\.json: expected JSON, received "\{"/],
      [
        '{"id":"mine"}',
        /mine\.json: Reading model mine, task: expected cry or .*, received nothing/,
      ],
      ["null", /mine\.json: Reading model without id: expected an object, received null/],
    ];
    for (const [text, message] of wrong) {
      await writeFile(file, text);
      assert.equal(await main(["a.wav", "--model", file], host), 1);
      assert.match(host.written.err, message);
    }
    const plain = join(folder, "mine");
    await writeFile(plain, JSON.stringify(mine));
    const other = fakeHost(feeling);
    assert.equal(await main(["a.wav", "--model", plain], other), 0, "a file of any name");
    assert.deepEqual(other.asked, [{ model: mine }]);
    assert.equal(await main(["a.wav", "--model", "gone.json"], other), 1);
    assert.match(other.written.err, /^babycry: gone\.json: no such file$/m);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a model that an earlier version saved is converted, with one note", async () => {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  try {
    const file = join(folder, "old.json");
    const { format: _, license: licence, ...reasons } = embeddedModels.find(({ id }) =>
      id === "cry-reason"
    )!;
    await writeFile(file, JSON.stringify({ ...reasons, licence }));
    const host = fakeHost(feeling);
    assert.equal(await main(["a.wav", "b.wav", "--model", file], host), 0);
    assert.deepEqual(host.asked, [{ model: embeddedModels.find(({ id }) => id === "cry-reason") }]);
    const notes = host.written.err.split("\n").filter((line) => line.includes("converted"));
    assert.equal(notes.length, 1);
    assert.match(notes[0]!, /old\.json: converted cry-reason.*: added format, licence -> license$/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

const REASON = {
  model: "deepinfant",
  label: "hungry",
  probability: 0.5,
  abstained: false,
  abstentionReasons: [],
  topReasons: [
    { label: "hungry", probability: 0.5 },
    { label: "tired", probability: 0.3 },
    { label: "belly_pain", probability: 0.001 },
  ],
  allProbs: { belly_pain: 0.001, hungry: 0.5, tired: 0.3 },
  tip: { advice: "Offer a feed.", indicators: ["rooting"] },
};
const reasons = (input: unknown): unknown => {
  if (String(input).includes("bad")) throw new TypeError('Received "3" bytes, expected more');
  return { audio: { durationSeconds: 2.5, sampleRateHz: 8000 }, reason: REASON };
};

test("reasons, their number and the mode", async () => {
  const host = fakeHost(reasons);
  const args = ["a.wav", "--model", "deepinfant", "--mode", "windows", "--top-k", "3"];
  assert.equal(await main(args, host), 0);
  assert.deepEqual(host.asked, [{ model: "deepinfant", mode: "windows", topK: 3 }]);
  assert.equal(
    host.written.out,
    "a.wav   2.5 s   hungry 0.50\n  next: tired 0.30, belly_pain 0.01\n  Offer a feed.\n",
  );
  assert.equal(await main(["a.wav", "--top-k", "few"], fakeHost(reasons)), 2);
});

test("a table has one row per recording, quoted where needed", async () => {
  const host = fakeHost(reasons);
  assert.equal(await main(["a.wav", "bad, b.wav", "--csv"], host), 1);
  const lines = [
    "path,duration_seconds,label,probability,abstention_reasons,valence,valence_experimental,reason,tag,error",
    "a.wav,2.5,hungry,0.5,,,,hungry,,",
    '"bad, b.wav",,,,,,,,,"Received ""3"" bytes, expected more"',
  ];
  assert.equal(host.written.out, lines.map((line) => `${line}\r\n`).join(""));
  assert.deepEqual(parseCsv(host.written.out)[1], {
    path: "bad, b.wav",
    duration_seconds: "",
    label: "",
    probability: "",
    abstention_reasons: "",
    valence: "",
    valence_experimental: "",
    reason: "",
    tag: "",
    error: 'Received "3" bytes, expected more',
  });
});

test("tags are listed alone, or beside other answers", async () => {
  const tag = (index: number, label: string, probability: number) => ({
    index,
    mid: `/m/${index}`,
    label,
    probability,
  });
  const tags = [tag(20, "Baby cry, infant cry", 0.914), tag(0, "Speech", 0.25)];
  const prediction = {
    audio: { durationSeconds: 2.5, sampleRateHz: 8000 },
    tags: { model: "yamnet", tags, timeline: [{ startSeconds: 0, endSeconds: 0.975, tags }] },
  };
  const alone = fakeHost(() => prediction);
  assert.equal(await main(["a.wav", "--model", "yamnet", "--top-k", "2"], alone), 0);
  assert.deepEqual(alone.asked, [{ model: "yamnet", topK: 2 }]);
  assert.equal(
    alone.written.out,
    "a.wav   2.5 s   Baby cry, infant cry 0.91\n  next: Speech 0.25\n",
  );
  const table = fakeHost(() => prediction);
  assert.equal(await main(["a.wav", "--model", "yamnet", "--csv"], table), 0);
  assert.match(
    table.written.out,
    /^a\.wav,2\.5,"Baby cry, infant cry",0\.914,,,,,"Baby cry, infant cry",\r$/m,
  );
  const beside = fakeHost(() => ({ ...prediction, reason: REASON }));
  assert.equal(await main(["a.wav"], beside), 0);
  assert.match(beside.written.out, /^ {2}tags: Baby cry, infant cry 0\.91; Speech 0\.25$/m);
});

test("an abstention has its reasons; prior and coverage reach the model", async () => {
  const host = fakeHost(() => ({
    audio: { durationSeconds: 2.5, sampleRateHz: 8000 },
    reason: {
      ...REASON,
      label: "unknown",
      abstained: true,
      abstentionReasons: ["clipped", "low_confidence"],
      tip: undefined,
    },
  }));
  const args = ["a.wav", "--model", "deepinfant", "--coverage", "0.8"];
  assert.equal(await main([...args, "--prior", "hungry=0.7, tired=0.3"], host), 0);
  assert.deepEqual(host.asked, [{
    model: "deepinfant",
    prior: { hungry: 0.7, tired: 0.3 },
    coverage: 0.8,
  }]);
  assert.equal(
    host.written.out,
    "a.wav   2.5 s   unknown (clipped, low confidence)\n" +
      "  likeliest: hungry 0.50, tired 0.30, belly_pain 0.01\n",
  );
  for (const wrong of [["--prior", "hungry"], ["--prior", "hungry=much"], ["--coverage", "most"]]) {
    assert.equal(await main(["a.wav", ...wrong], fakeHost(reasons)), 2, wrong.join(" "));
  }
});

test("a file without manifests is an error", async () => {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  try {
    const file = join(folder, "none.json");
    await writeFile(file, "[]");
    const host = fakeHost(feeling);
    assert.equal(await main(["a.wav", "--model", file], host), 1);
    assert.match(host.written.err, /none\.json: expected one or more manifests, received none/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
