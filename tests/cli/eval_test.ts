import { createRandom } from "@babycry/babycry/augment";
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { main } from "../../src/cli/main.ts";
import { type Entry, noise, RATE_HZ, voice, wav, withCorpus } from "./_corpus.ts";
import { fakeHost } from "./_fake_host.ts";

interface Estimate {
  estimate: number;
  interval: [number, number];
}
interface Report {
  model: string;
  protocol: string;
  folds: number;
  clips: number;
  groups: number;
  excluded: { reason: string; count: number }[];
  warnings: string[];
  metrics: Record<string, Estimate>;
  grouped?: Record<string, Estimate>;
  prior: { log_loss: number };
  p: number;
  confusion: number[][];
  slices: { name: string; clips: number; interval: [number, number] }[];
  baselines: { rule: string; accuracy: number; balanced_accuracy: number }[];
  risk_coverage: { coverage: number[]; accuracy: number[] };
}

async function evaluate(...args: string[]): Promise<Report> {
  const host = fakeHost(() => undefined);
  const code = await main(["eval", ...args, "--no-cache", "--json"], host);
  assert.equal(code, 0, host.written.err);
  return JSON.parse(host.written.out);
}

/** Voices and noises of twelve groups. */
const audible: Entry[] = Array.from({ length: 36 }, (_, i) => ({
  path: `${i}.wav`,
  bytes: wav(i % 2 ? voice(i, 2) : noise(i)),
  label: i % 2 ? "cry" : "other",
  group: `g${i % 12}`,
  split: i % 12 < 8 ? "train" : "test",
}));

/** Voices, each over the tone of a device, whose label depends on the donor alone. */
const leaking: Entry[] = Array.from({ length: 40 }, (_, i) => {
  const donor = i % 10;
  const hz = 500 + 280 * donor;
  const own = voice(1000 + donor, 2).map((x, n) =>
    x + 0.02 * Math.sin(2 * Math.PI * hz * n / RATE_HZ)
  );
  const random = createRandom("take", i);
  return {
    path: `${i}.wav`,
    bytes: wav(own.map((x) => x + 0.003 * random.normal())),
    label: donor * 7 % 10 < 5 ? "hungry" : "tired",
    group: `donor ${donor}`,
  };
});

test("sounds of held-out groups are classified, with intervals and baselines", async () => {
  await withCorpus(audible, async (manifest) => {
    const report = await evaluate(manifest, "--positive", "cry");
    assert.deepEqual([report.protocol, report.folds, report.clips, report.groups], [
      "kfold",
      5,
      36,
      12,
    ]);
    assert.ok(report.metrics["roc_auc"]!.estimate > 0.95);
    assert.ok(report.metrics["log_loss"]!.estimate < report.prior.log_loss / 2);
    assert.ok(report.p < 0.01);
    for (const { estimate, interval: [low, high] } of Object.values(report.metrics)) {
      assert.ok(low <= high && Number.isFinite(estimate));
    }
    const [[a, b], [c, d]] = report.confusion as [[number, number], [number, number]];
    assert.deepEqual([a + b, c + d], [18, 18]);
    assert.equal(report.baselines.find(({ rule }) => rule === "majority")!.balanced_accuracy, 0.5);
    assert.equal(report.risk_coverage.coverage.at(-1), 1);
  });
});

test("a leaky split is reported beside held-out groups", async () => {
  await withCorpus(leaking, async (manifest) => {
    const report = await evaluate(manifest, "--protocol", "leaky");
    const leaky = report.metrics["balanced_accuracy"]!.estimate;
    const grouped = report.grouped!["balanced_accuracy"]!.estimate;
    assert.ok(leaky > 0.95, `leaky ${leaky}`);
    // Ten donors: 0.5 and two standard errors.
    assert.ok(grouped < 0.82, `grouped ${grouped}`);
    const baseline = report.baselines.find(({ rule }) => rule === "same_group")!;
    assert.ok(baseline.accuracy > 0.85, "the group predicts the label as well as the model");
    const honest = await evaluate(manifest, "--protocol", "logo");
    assert.equal(honest.folds, 10);
    assert.ok(honest.baselines.find(({ rule }) => rule === "same_group")!.accuracy <= 0.5);
  });
});

test("a split of the dataset, held-out kinds, and one group at a time", async () => {
  await withCorpus(audible, async (manifest) => {
    const split = await evaluate(manifest, "--protocol", "split");
    assert.deepEqual([split.folds, split.clips], [1, 12]);
    const kinds = await evaluate(manifest, "--protocol", "held-out", "--column", "split");
    assert.deepEqual(kinds.slices.map(({ name, clips }) => [name, clips]), [
      ["test", 12],
      ["train", 24],
    ]);
    assert.equal((await evaluate(manifest, "--protocol", "logo")).folds, 12);
  });
});

test("a model evaluated as fitted, with HTML and text reports", async () => {
  const folder = await mkdtemp(join(tmpdir(), "report-"));
  try {
    await withCorpus(audible.slice(0, 12), async (manifest) => {
      const host = fakeHost(() => undefined);
      const html = join(folder, "report.html");
      const args = ["--positive", "cry", "--model", "cry-detect", "--html", html];
      assert.equal(await main(["eval", manifest, ...args], host), 0, host.written.err);
      assert.match(
        host.written.out,
        /^cry-detect on clips\.csv: evaluated as fitted; 12 clips, 12 groups\n/,
      );
      for (
        const expected of [
          /majority/,
          /prior/,
          /Wilson/,
          /decisions of the model/,
          /accuracy of the most confident clips/,
        ]
      ) {
        assert.match(host.written.out, expected);
      }
      const page = await readFile(html, "utf8");
      assert.equal(page.match(/<svg /g)?.length, 5);
      assert.doesNotMatch(page, /<script|<link|src=|NaN|undefined/);
      assert.match(page, /Research software/);
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test("unusable clips are counted; invalid usage is explained", async () => {
  const entries: Entry[] = [
    ...audible,
    { path: "gone.wav", label: "cry" },
    { path: "quiet.wav", label: "cry", bytes: wav(new Float32Array(RATE_HZ)) },
  ];
  await withCorpus(entries, async (manifest) => {
    const report = await evaluate(manifest);
    assert.equal(report.clips, 36);
    assert.deepEqual(report.excluded.map(({ reason, count }) => [reason, count]), [
      ["missing_file", 1],
      ["too_short", 1],
    ]);
    const wrong: [string[], RegExp, number][] = [
      [[], /Missing DATASET/, 2],
      [
        [manifest, "--protocol", "guess"],
        /Invalid --protocol: expected .* or leaky, received guess/,
        2,
      ],
      [[manifest, "--protocol", "held-out"], /expected a column \(--column\)/, 2],
      [[manifest, "--labels", "cry", "--model", "cry-detect"], /two or more labels/, 1],
      [[manifest, "--predictions", "gone.jsonl"], /gone\.jsonl/, 1],
      [[manifest, "--window", "2"], /Missing --model, needed by --window/, 2],
      [[manifest, "--group", "baby"], /expected a column baby, received path, label/, 2],
      [[manifest, "--folds", "many"], /Invalid --folds: .*received many/, 2],
      [[manifest, "--folds", "40"], /40 groups for 40 folds, received 12; use at most 12 folds/, 1],
      [[manifest, "--labels", "cry"], /expected clips of two or more labels/, 1],
      [
        [manifest, "--protocol", "split", "--column", "nothing"],
        /with a value in the column nothing, received none/,
        1,
      ],
      [
        [manifest, "--folds", "1"],
        /Invalid --folds: expected a whole number from 2, received 1/,
        2,
      ],
      [[manifest, "--folds", "2.5"], /Invalid --folds: .*received 2\.5/, 2],
      [[manifest, "--seed", "1.5"], /Invalid --seed: .*received 1\.5/, 2],
      [
        [manifest, "--model", "cry-detect", "--predictions", "a.csv"],
        /Both --model and --predictions given; use one/,
        2,
      ],
      [[manifest, "--model", "cry-detect", "--prior", "cry=2"], /received cry 2/, 2],
      [
        [manifest, "--html", "nowhere/a.html"],
        /expected an existing directory, received nowhere/,
        1,
      ],
      [
        [manifest, "--front-end", "ears"],
        /Invalid --front-end: expected cry-features or acoustic193/,
        2,
      ],
    ];
    for (const [args, message, code] of wrong) {
      const host = fakeHost(() => undefined);
      assert.equal(await main(["eval", ...args, "--no-cache"], host), code, args.join(" "));
      assert.match(host.written.err, message);
    }
  });
});

test("every unusable row of a manifest is reported", async () => {
  const entries: Entry[] = [
    ...audible.slice(0, 24).map((entry, i) => ({
      ...entry,
      group: i < 20 ? entry.group! : "",
      split: i < 22 ? entry.split! : "",
    })),
    audible[0]!,
    { path: "gone.wav", label: "cry", split: "train" },
    { path: "text.wav", label: "cry", split: "train", bytes: Uint8Array.of(1, 2, 3) },
    { path: "bird.wav", label: "bird", split: "train", bytes: wav(voice(5)) },
    { path: "none.wav", label: "", split: "train", bytes: wav(voice(6)) },
    { path: "rare.wav", label: "rare", group: "g1", split: "train", bytes: wav(voice(7)) },
  ];
  await withCorpus(entries, async (manifest) => {
    const labels = ["--labels", "cry,other,rare"];
    const report = await evaluate(manifest, ...labels, "--folds", "3");
    const counts = (of: Report) => of.excluded.map(({ reason, count }) => `${reason} ${count}`);
    assert.deepEqual(counts(report).sort(), [
      "duplicate_row 1",
      "missing_file 1",
      "no_label 1",
      "unknown_label 1",
      "unreadable 1",
    ]);
    const left = report.excluded.reduce((sum, { count }) => sum + count, 0);
    assert.equal(report.clips + left, entries.length);
    assert.match(report.warnings.join(), /4 of 25 clips have no group/);
    assert.match(report.warnings.join(), /rare has clips of 1 group for 3 folds/);
    const split = await evaluate(manifest, ...labels, "--protocol", "split");
    assert.ok(counts(split).includes("no_side 2"), counts(split).join());
  });
  const nameless = audible.map(({ group: _, ...entry }) => entry);
  await withCorpus(nameless, async (manifest) => {
    assert.match((await evaluate(manifest)).warnings.join(), /No clip has a group/);
  });
  for (
    const [text, message] of [
      ["path,label\n", /expected one or more rows, received none/],
      ["", /expected a line of column names, received empty text/],
      ["path,label\na.wav\n", /line 2: expected 2 fields, received 1/],
      ["file,label\na.wav,b\n", /expected a column path, received file, label/],
    ] as const
  ) {
    await withCorpus([], async (manifest) => {
      await writeFile(manifest, text);
      for (const command of ["eval", "audit"]) {
        const host = fakeHost(() => undefined);
        assert.equal(await main([command, manifest], host), 2, command);
        assert.match(host.written.err, message);
      }
    });
  }
});
