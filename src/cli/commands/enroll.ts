/**
 * `enroll`: adapts the embedded models to recordings.
 *
 * @module
 */
import { writeFile } from "node:fs/promises";
import { enrollmentLabels, enrollModels } from "../../fit/enroll_models.ts";
import { type Command, defineCommand } from "../command.ts";
import { checkModelName, checkOutput, checkWritable } from "../options/check_writable.ts";
import { DATASET_OPTIONS, openDatasetOf } from "../options/dataset_options.ts";
import { option } from "../options/option_table.ts";
import { text } from "../options/value_parsers.ts";
import { createProgressDisplay } from "../output/progress_display.ts";

const [CRY, OTHER, ...REASONS] = enrollmentLabels();
const { root, file, label, ffmpeg } = DATASET_OPTIONS;

/** Adapts the embedded models. */
export const enroll: Command = defineCommand({
  name: "enroll",
  operands: "DATASET",
  description:
    `Adapt the embedded models to a few recordings of your baby and your room. One to three of each kind
are enough; sounds of the room other than cries help most. docs/results.md has the measured gains.

DATASET is a directory with one subdirectory per label, or a table (CSV or JSON Lines) with the
columns path and label. The labels are ${CRY} for a cry, ${OTHER} for any other sound that may be mistaken
for a cry, and ${REASONS.join(", ")} for a cry with that reason, as far as you know.`,
  options: {
    out: option(text("FILE"), "Write the models to FILE, for classify --model", { required: true }),
    ...{ root, file, label, ffmpeg },
  },
  example: "enroll mine/ --out mine.json; babycry clip.wav --model mine.json",
  async run(values, [path], host) {
    const { out, err, signal } = host;
    checkModelName("--out", values.out);
    await checkWritable(values.out);
    const dataset = await openDatasetOf(path!, values, host);
    await checkOutput("--out", values.out, path!, dataset);
    const progress = createProgressDisplay(err);
    try {
      const { models, cries, reasons, others } = await enrollModels(dataset, {
        signal,
        onProgress: ({ done, total }) => progress.update("enrolling", done / total),
      });
      await writeFile(values.out, `${JSON.stringify(models)}\n`);
      progress.clear();
      out.write(
        `enrolled ${cries} cries (${reasons} with a reason) and ${others} other sounds: ` +
          `babycry FILE --model ${values.out}\n`,
      );
      return 0;
    } finally {
      progress.clear();
    }
  },
});
