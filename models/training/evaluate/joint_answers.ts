/**
 * Crying and valence judged as a whole: what is said of real recordings, as they are, by networks and a
 * head that have not heard their fold, after the rule that keeps the answers apart. A step of
 * `deno task train`: `judge_answers.ts EXPORT HELD_OUT OUT`, with what `held_out_logits.py` wrote.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import cryDetect from "../../cry-detect.json" with { type: "json" };
import cryValence from "../../cry-valence.json" with { type: "json" };
import { parseCsv } from "../../../src/data/csv.ts";
import { type Estimate, groupBootstrap } from "../../../src/metrics/group_bootstrap.ts";
import { sigmoid } from "../../../src/head/links.ts";
import { topShareMean } from "../../../src/pooling/top_share_mean.ts";
import type { Answers } from "../cards/valence_blocks.ts";
import { readExport } from "../export/read_export.ts";
import { CLASSES, fit, isLearned, rowOf } from "../train_valence.ts";
import { writeFigures } from "../cards/write_figures.ts";

const { threshold, calibration: { scale, offset } } = cryDetect;
const SAID = [
  "crying, distress",
  "crying, valence unknown",
  "no cry, positive",
  "no cry, valence unknown",
] as const;

const [folder, heldOut, out] = process.argv.slice(2);
if (folder === undefined || heldOut === undefined || out === undefined) {
  throw new SyntaxError("judge_answers takes an export, its held-out logits and a file to write");
}
const cries = await crying(folder, heldOut);
const rows = (await readExport(folder)).map(rowOf);
const told = [...new Set(rows.map(({ fold }) => fold))].flatMap((fold) => {
  const { say } = fit(
    rows.filter((row) => isLearned(row) && row.fold !== fold),
    cryValence.training.c,
  );
  return rows.filter((row) => row.fold === fold && row.channel === "native" && !row.isMade)
    .map((row) => ({ row, said: together(cries.get(row.recording)!, say(row.vector)) }));
});
const [cry, other] = [true, false].map((isCry) => told.filter(({ row }) => row.isCry === isCry));
const answers: Answers = {
  export_sha256: cryDetect.training.export_sha256,
  cries: cry!.length,
  others: other!.length,
  said: Object.fromEntries(
    SAID.map((said) => [said, { cries: share(cry!, said), others: share(other!, said) }]),
  ),
};
await writeFigures(out, answers);

function share(own: typeof told, said: string): Estimate {
  return groupBootstrap(
    own.map(({ row }) => row.group),
    (drawn) => drawn.filter((i) => own[i]!.said === said).length / drawn.length,
    { resamples: 1000, seed: 1 },
  );
}

/** As `agree.ts` has it. */
function together(isCrying: boolean, probability: Float64Array): typeof SAID[number] {
  const of = (label: typeof CLASSES[number]) => probability[CLASSES.indexOf(label)]!;
  const isInfant = 1 - of("none") >= cryValence.abstention.min_infant_probability;
  const isPositive = of("positive") >= of("distress");
  if (isCrying) return isInfant && !isPositive ? SAID[0] : SAID[1];
  return isInfant && isPositive ? SAID[2] : SAID[3];
}

/** Whether each recording is called crying. */
async function crying(folder: string, heldOut: string): Promise<Map<string, boolean>> {
  const bytes = await readFile(heldOut);
  const logits = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  const index = parseCsv(await readFile(join(folder, "index.csv"), "utf8"));
  const recordings = Map.groupBy(
    [...index.keys()].filter((row) =>
      index[row]!["channel"] === "native" && !Number.isNaN(logits[row])
    ),
    (row) => index[row]!["recording"]!,
  );
  return new Map([...recordings].map(([recording, own]) => {
    const windows = own.map((row) => sigmoid(scale * logits[row]! + offset));
    const p = topShareMean(windows, cryDetect.recording.top_share);
    return [recording, p >= threshold];
  }));
}
