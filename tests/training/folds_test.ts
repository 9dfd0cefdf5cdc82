import assert from "node:assert/strict";
import { test } from "node:test";
import { assignFolds, type Stratified } from "../../models/training/sounds/folds.ts";
import { type Kind, kindOf } from "../../models/training/sounds/kinds.ts";

test("folds of new groups even out the strata and never divide a group", () => {
  const known = [0, 0, 1, 2, 3].map((fold, i): Stratified => ({
    ...{ group: `old ${i}`, stratum: "cry", fold },
  }));
  const groups = Array.from({ length: 24 }, (_, i) => ({ group: `new ${i}`, size: 1 + i % 3 }));
  const added = groups.flatMap(({ group, size }, i): Stratified[] =>
    Array.from({ length: size }, () => ({ group, stratum: i % 2 ? "cry" : "animal" }))
  );
  const folds = assignFolds([...known, ...added]);
  assert.deepEqual([...folds.keys()].sort(), groups.map(({ group }) => group).sort());
  for (const stratum of ["cry", "animal"]) {
    const counts = [0, 0, 0, 0, 0];
    for (const one of [...known, ...added]) {
      if (one.stratum === stratum) counts[one.fold ?? folds.get(one.group)!]!++;
    }
    // A group has up to three pieces.
    assert.ok(Math.max(...counts) - Math.min(...counts) <= 3, `${counts}`);
  }
  assert.deepEqual(assignFolds([...known, ...added]), folds);
});

test("kinds follow from class and label", () => {
  const cases: readonly (readonly [string, string, Kind])[] = [
    ["cry", "hungry", "cry"],
    ["speech", "child_speech_06y", "children"],
    ["infant_noncry", "baby_Sneezing", "children"],
    ["speech", "digit", "speech"],
    ["other", "birds_field", "animal"],
    ["other", "sea_lion", "animal"],
    ["other", "sea", "household"],
    ["other", "Sea waves", "household"],
    ["other", "church_bells", "siren"],
    ["other", "song_opera", "music"],
    ["other", "HumanBeatbox1", "adult_vocal"],
    ["other", "Rain", "household"],
  ];
  for (const [coarse, label, kind] of cases) assert.equal(kindOf(coarse, label), kind, label);
});
