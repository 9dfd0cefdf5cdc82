import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS, main } from "../../src/cli/main.ts";
import { OPTION_FLAGS, withFlags } from "../../src/cli/output/option_flags.ts";
import { fakeHost } from "./_fake_host.ts";

const [CSV, FOLDER] = ["no.csv", "tests/cli"];

test("an option without effect is wrong usage", async () => {
  const wrong: [string, RegExp][] = [
    [`audit ${FOLDER} --group baby`, /expected a manifest .* with --group, received the folder/],
    [`audit ${FOLDER} --root x`, /expected a manifest .* with --root, received the folder/],
    [`eval ${FOLDER} --session day`, /expected a manifest .* with --session/],
    [`fit ${FOLDER} --out none.json --label class`, /expected a manifest .* with --label/],
    [`enroll ${FOLDER} --out none.json --file name`, /expected a manifest .* with --file/],
    [`eval a.csv --events ${CSV} --folds 3`, /Both --events and --folds given; use one/],
    [`eval a.csv --events ${CSV} --group baby`, /Both --events and --group given/],
    [`eval a.csv --events ${CSV} --protocol logo`, /Both --events and --protocol given/],
    [`eval a.csv --events ${CSV} --encoder clap`, /Both --events and --encoder given/],
    [`eval a.csv --events ${CSV} --cache x`, /Missing --model, needed by --cache/],
    [`eval ${CSV} --model cry-detect --c 1`, /Both --model and --c given/],
    [`eval ${CSV} --model cry-detect --front-end acoustic193`, /Both --model and --front-end/],
    [`eval ${CSV} --predictions a.csv --pooling mean`, /Both --predictions and --pooling/],
    [`eval ${CSV} --predictions a.csv --coverage 0.8`, /Both --predictions and --coverage/],
    [`eval ${CSV} --segment 1`, /Missing --events, needed by --segment/],
    [
      `fit ${CSV} --out none.json --task reason --recall 0.9`,
      /recall \(--recall\) .* the task reas/,
    ],
    [`fit ${CSV} --out none.json --encoder clap --recall 0.9`, /task cry only, received encoders/],
    ["a.wav --jsonl --resume r.jsonl --export rttm --out x", /Both --resume and --export given/],
    ["a.wav --json --join-seconds 3", /Missing --export, needed by --join-seconds/],
    [
      "models list --hub https://example.org",
      /Invalid --hub: expected models pull, received models l/,
    ],
    ["models pull clap --json", /Invalid --json: expected models list, received models pull/],
    ["models verify --as x", /Invalid --as: expected models import, received models verify/],
    ["listen mic --exec-arg x", /Missing --exec, needed by --exec-arg/],
    ["listen mic --spool x", /Missing --webhook, needed by --spool/],
    ["listen mic --remove", /Missing --mqtt, needed by --remove/],
    ["listen mic --save-days 3", /Missing --save, needed by --save-days/],
    ["listen mic --encoding u8", /Invalid --encoding: expected SOURCE - with it/],
    [
      "listen night.wav --rate 8000",
      /Invalid --rate: expected SOURCE -, mic or a URL with it/,
    ],
    ["listen a=mic:b https://c.d/e --realtime", /Invalid --realtime: expected SOURCE FILE/],
    [
      "listen mic rtsp://camera --calibrate 9",
      /Invalid --calibrate: expected one SOURCE, received 2/,
    ],
  ];
  for (const [line, message] of wrong) {
    const host = fakeHost(() => assert.fail("a recording was read"));
    assert.equal(await main(line.split(" "), host), 2, `${line}: ${host.written.err}`);
    assert.match(host.written.err, message);
  }
});

test("messages of the library name flags of the program", async () => {
  assert.equal(withFlags("a (option frontEnd), option none"), "a (--front-end), option none");
  const flags = new Set<string>();
  for (const { load } of Object.values(COMMANDS)) {
    for (const name of Object.keys((await load()).options)) flags.add(`--${name}`);
  }
  for (const flag of Object.values(OPTION_FLAGS)) assert.ok(flags.has(`--${flag}`), flag);
});
