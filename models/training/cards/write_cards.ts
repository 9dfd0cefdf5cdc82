/**
 * Writes the figures of the embedded models into the marked blocks of their cards, of the README, of
 * `docs/results.md` and of `docs/uncertainty.md`, and draws the plot:
 *
 * ```sh
 * deno run -A --lock=npm/deno.lock models/training/cards/write_cards.ts .cache/train/results  # new figures
 * deno run -A --lock=npm/deno.lock models/training/cards/write_cards.ts                       # known figures
 * deno run -A --lock=npm/deno.lock models/training/cards/write_cards.ts --check               # writes nothing
 * ```
 *
 * @module
 */
import { readFile, writeFile } from "node:fs/promises";
import { extname } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { cardBlocks } from "./card_blocks.ts";
import { assertSameTraining, FIGURES, gatherFigures, readJson } from "./figures.ts";
import { fillMarkers } from "./fill_markers.ts";
import { formatText } from "./format_text.ts";
import { kindsPlot } from "./kinds_plot.ts";
import { type CryPainManifest, painBlocks } from "./pain_blocks.ts";
import {
  type CryDetectPlusManifest,
  type CryValencePlusManifest,
  detectPlusBlocks,
  valencePlusBlocks,
} from "./plus_blocks.ts";
import { readmeBlocks } from "./readme_blocks.ts";
import { reasonBlocks } from "./reason_blocks.ts";
import { requireFields } from "./require_fields.ts";
import type {
  CryDetectManifest,
  CryReasonManifest,
  CryValenceManifest,
  Results,
} from "./results.ts";
import { resultsBlocks } from "./results_blocks.ts";
import { uncertaintyBlocks } from "./uncertainty_blocks.ts";
import { valenceBlocks } from "./valence_blocks.ts";

const PLOT = "docs/cry-detect-kinds.svg";

const { values: { check }, positionals: [folder] } = parseArgs({
  allowPositionals: true,
  options: { check: { type: "boolean", default: false } },
});
const known = await readJson<Results>(FIGURES);
const gathered = folder ? await gatherFigures(folder, known) : known;
const figures = requireFields(gathered, FIGURES);
const detect = await readManifest<CryDetectManifest>("cry-detect");
const valence = await readManifest<CryValenceManifest>("cry-valence");
const reason = await readManifest<CryReasonManifest>("cry-reason");
const pain = await readManifest<CryPainManifest>("cry-pain");
const detectPlus = await readManifest<CryDetectPlusManifest>("cry-detect-plus");
const valencePlus = await readManifest<CryValencePlusManifest>("cry-valence-plus");
assertSameTraining(detect, valence, figures);

const written = new Map([
  [FIGURES, JSON.stringify(gathered)],
  [PLOT, kindsPlot(figures.detection)],
  await filled("models/cry-detect.md", cardBlocks(detect, figures)),
  await filled("models/cry-valence.md", valenceBlocks(valence, figures.joint_answers)),
  await filled("models/cry-reason.md", reasonBlocks(reason)),
  await filled("models/cry-pain.md", painBlocks(pain)),
  await filled("models/cry-detect-plus.md", detectPlusBlocks(detectPlus)),
  await filled("models/cry-valence-plus.md", valencePlusBlocks(valencePlus)),
  await filled("README.md", readmeBlocks(figures.detection)),
  await filled("docs/results.md", resultsBlocks(figures)),
  await filled("docs/uncertainty.md", uncertaintyBlocks(figures)),
]);
for (const [path, text] of written) {
  const formatted = formatText(text, extname(path).slice(1));
  if (await readFile(path, "utf8") === formatted) continue;
  if (check) {
    console.error(
      `${path} differs from ${FIGURES}; run models/training/cards/write_cards.ts`,
    );
    process.exitCode = 1;
  } else {
    await writeFile(path, formatted);
    console.log(`Wrote ${path}`);
  }
}

async function readManifest<T extends object>(id: string): Promise<T> {
  const path = `models/${id}.json`;
  return requireFields(await readJson<T>(path), path);
}

async function filled(path: string, blocks: Record<string, string>): Promise<[string, string]> {
  return [path, fillMarkers(await readFile(path, "utf8"), blocks)];
}
