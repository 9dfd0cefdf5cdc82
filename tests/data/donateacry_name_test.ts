import { datasetFromPaths } from "@babycry/babycry/data";
import { parseDonateACryName } from "@babycry/babycry/fit";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { requires } from "../_requires.ts";
import { sharedFile } from "../_shared.ts";

const UUID = "021DCB9F-2FC6-4247-859F-E58EDB682B79";

test("a name gives installation, time and reason", () => {
  assert.deepEqual(parseDonateACryName(`some/folder/${UUID}-1429977251-1.0-f-26-dk.caf`), {
    instanceId: UUID.toLowerCase(),
    recordedAtMs: Date.UTC(2015, 3, 25, 15, 54, 11),
    platform: "ios",
    appVersion: "1.0",
    sex: "female",
    ageRange: "2 to 6 months",
    reason: "unknown",
  });
  const android = parseDonateACryName(`C:\\cries\\${UUID}-1429977251123-1.7-m-04-sc.wav`);
  assert.equal(android.recordedAtMs, Date.UTC(2015, 3, 25, 15, 54, 11, 123));
  assert.deepEqual([android.platform, android.reason], ["android", "scared"]);
  assert.equal(parseDonateACryName(`${UUID}-1429977251-1.0-f-22-bu`).ageRange, "over 2 years");
});

test("an invalid name is an error that names the part", () => {
  const wrong: [string, RegExp][] = [
    ["clip.wav", /instance-time/],
    ["", /instance-time/],
    [`${UUID}-1429977251-1.0-f-26.caf`, /instance-time/],
    [`${UUID}x-1429977251-1.0-f-26-hu.caf`, /instance-time/],
    [`${UUID}-1429977251-1.0-f-26-hu-2.caf`, /instance-time/],
    [
      `${UUID}-14299772511-1.0-f-26-hu.caf`,
      /expected a time of 10 digits .*, received 14299772511/,
    ],
    [`${UUID}-1429977251-1.0-x-26-hu.caf`, /as sex, received x/],
    [`${UUID}-1429977251-1.0-f-27-hu.caf`, /as age, received 27/],
    [`${UUID}-1429977251-1.0-f-26-xx.caf`, /as reason, received xx/],
    [`${UUID}-1429977251-1.0-f-26-toString.caf`, /as reason, received toString/],
  ];
  for (const [name, message] of wrong) {
    assert.throws(() => parseDonateACryName(name), (error) => {
      assert.ok(error instanceof SyntaxError);
      assert.match(error.message, message);
      return true;
    });
  }
});

const MANIFEST = "data/manifest.csv";
const manifest = sharedFile(MANIFEST);

test("all names of the corpus agree with its manifest", requires("shared data", MANIFEST), () => {
  const rows = readFileSync(manifest!, "utf8").trim().split(/\r?\n/).slice(1)
    .map((line) => line.split(",")).filter(([, set]) => set!.startsWith("donateacry"));
  assert.ok(rows.length > 1000);
  for (const [path, , , label, group] of rows) {
    const { instanceId, reason, platform, recordedAtMs } = parseDonateACryName(path!);
    assert.equal(reason, label);
    assert.equal(`dac:${instanceId}`, group);
    assert.equal(platform, path!.endsWith(".caf") ? "ios" : "android");
    const year = new Date(recordedAtMs).getUTCFullYear();
    assert.ok(year >= 2015 && year <= 2016, `${path}: ${year}`);
  }
  const { clips } = datasetFromPaths(rows.map(([path]) => path!));
  const theirs = new Map(rows.map(([path, , , , , session]) => [path!, session!]));
  const pairs = new Set(clips.map(({ path, session }) => `${session} ${theirs.get(path)}`));
  assert.equal(clips.length, rows.length);
  assert.equal(pairs.size, new Set(theirs.values()).size);
  assert.equal(pairs.size, new Set(clips.map(({ session }) => session)).size);
});
