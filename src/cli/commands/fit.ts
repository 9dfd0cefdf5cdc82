/**
 * `fit`: fits a model on recordings, evaluates it and writes its card.
 *
 * @module
 */
import { writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { CACHE_FOLDER } from "../../fit/fit_input.ts";
import { fitModel } from "../../fit/fit_model.ts";
import { manifestText } from "../../models/manifest_text.ts";
import { fitText } from "../../report/fit_text.ts";
import { modelCard } from "../../report/model_card.ts";
import { hostCacheFolder } from "../../store/cache_folder.ts";
import { openFolderStore } from "../../store/folder_store.ts";
import { openModelStore } from "../../store/model_store.ts";
import { type Command, defineCommand } from "../command.ts";
import { checkModelName, checkOutput, checkWritable } from "../options/check_writable.ts";
import { DATASET_DESCRIPTION, openDatasetOf } from "../options/dataset_options.ts";
import { FIT_OPTIONS, toFitOptions } from "../options/fit_options.ts";
import { createProgressDisplay } from "../output/progress_display.ts";

/** Fits a model. */
export const fit: Command = defineCommand({
  name: "fit",
  operands: "DATASET",
  description:
    `Fit a model on your own recordings, evaluate it on held-out groups and write its card. Vectors are
cached, so that a second run is fast and an interrupted run can continue.

${DATASET_DESCRIPTION}`,
  options: FIT_OPTIONS,
  example: "fit clips/ --positive cry --out mine.json; babycry a.wav --model mine.json",
  async run(values, [path], host) {
    const { out, err, signal } = host;
    const options = await toFitOptions(values);
    checkModelName("--out", values.out);
    await checkWritable(values.out);
    const dataset = await openDatasetOf(path!, values, host);
    await checkOutput("--out", values.out, path!, dataset);
    const folder = values.cache ?? await hostCacheFolder();
    const store = values["no-cache"]
      ? {}
      : { store: await openFolderStore(`${folder}/${CACHE_FOLDER}`) };
    const progress = createProgressDisplay(err);
    try {
      const fitted = await fitModel(dataset, {
        ...options,
        ...store,
        source: await openModelStore({ folder }),
        signal,
        onProgress: ({ stage, done, total }) => progress.update(stage, done / total),
      });
      const card = values.out.replace(/(\.json)?$/, ".md");
      await writeFile(values.out, manifestText(fitted.model));
      await writeFile(card, modelCard(fitted, { file: basename(values.out) }));
      progress.clear();
      out.write(`${fitText(fitted)}wrote ${values.out} and its card ${card}\n`);
      return 0;
    } finally {
      progress.clear();
    }
  },
});
