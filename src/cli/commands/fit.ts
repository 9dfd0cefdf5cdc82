/**
 * `fit`: fits a model on recordings, evaluates it and writes its card.
 *
 * @module
 */
import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { CACHE_FOLDER } from "../../fit/fit_input.ts";
import { fitModel } from "../../fit/fit_model.ts";
import { openDataset } from "../../input/open_dataset.ts";
import { manifestText } from "../../models/manifest_text.ts";
import { fitText } from "../../report/fit_text.ts";
import { modelCard } from "../../report/model_card.ts";
import { hostCacheFolder } from "../../store/cache_folder.ts";
import { openFolderStore } from "../../store/folder_store.ts";
import { openModelStore } from "../../store/model_store.ts";
import type { Host } from "../host.ts";
import { checkWritable } from "../options/check_writable.ts";
import { type FitCommand, readFitOptions } from "../options/fit_options.ts";
import { createProgressDisplay } from "../output/progress_display.ts";

export { help } from "../options/fit_options.ts";

/** Runs the command. */
export async function run(args: readonly string[], { out, err, signal }: Host): Promise<number> {
  const command = await readFitOptions(args);
  await checkWritable(command.out);
  const dataset = await openDataset(command.path, command.dataset);
  const progress = createProgressDisplay(err);
  try {
    const fitted = await fitModel(dataset, {
      ...command.fit,
      ...await openStores(command),
      signal,
      onProgress: ({ stage, done, total }) => progress.update(stage, done / total),
    });
    const card = command.out.replace(/(\.json)?$/, ".md");
    await writeFile(command.out, manifestText(fitted.model));
    await writeFile(card, modelCard(fitted, { file: basename(command.out) }));
    progress.clear();
    out.write(`${fitText(fitted)}wrote ${command.out} and its card ${card}\n`);
    return 0;
  } finally {
    progress.clear();
  }
}

async function openStores({ cache, keep }: FitCommand) {
  const folder = cache ?? await hostCacheFolder();
  return {
    source: await openModelStore({ folder }),
    ...(keep ? { store: await openFolderStore(`${folder}/${CACHE_FOLDER}`) } : {}),
  };
}
