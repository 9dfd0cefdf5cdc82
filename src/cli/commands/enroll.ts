/**
 * `enroll`: adapts the embedded models to a few recordings.
 *
 * @module
 */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { enrollmentLabels, enrollModels } from "../../fit/enroll_models.ts";
import { openDataset } from "../../input/open_dataset.ts";
import type { Host } from "../host.ts";
import { checkWritable } from "../options/check_writable.ts";
import { DATASET_OPTIONS, readDatasetOptions } from "../options/dataset_options.ts";
import { createProgressDisplay } from "../output/progress_display.ts";

const [CRY, OTHER, ...REASONS] = enrollmentLabels();

export const help: string = `babycry enroll DATASET --out FILE [options]

Adapts the embedded models to a few of your own recordings: this baby, this room. One to three of
each kind are enough; other sounds of the room help most. See docs/results.md for measured gains.

DATASET is a folder with a folder per label, or a CSV file with the columns path and label:
  ${CRY}         a cry
  ${OTHER}       any other sound that is or may be mistaken for a cry
  ${REASONS.join(", ")}
              a cry for that reason, as far as you know

  --out FILE         file of the models, for --model
  and --root, --file, --label, as in babycry audit --help

Research software: not for medical, safety or monitoring decisions.

Example: babycry enroll mine/ --out mine.json; babycry clip.wav --model mine.json
`;

/** Runs the command. */
export async function run(args: readonly string[], { out, err, signal }: Host): Promise<number> {
  const { root, file, label } = DATASET_OPTIONS;
  const { values, positionals: [path, ...more] } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { root, file, label, out: { type: "string" } },
  });
  if (path === undefined || more.length > 0 || !values.out) {
    throw new SyntaxError(
      "Invalid arguments: expected one dataset, a folder or a manifest, and --out FILE",
    );
  }
  await checkWritable(values.out);
  const dataset = await openDataset(path, readDatasetOptions(values));
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
}
