/**
 * `enroll`: the embedded models, adapted to a handful of one's own recordings.
 *
 * @module
 */
import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { embeddedModels } from "../../models/registry.ts";
import { isExcluded, readClips } from "../../data/read_clips.ts";
import { enrollCries, type EnrollmentClip } from "../../fit/enroll_cries.ts";
import { enrollReasons } from "../../fit/enroll_reasons.ts";
import type { ModelManifest } from "../../models/manifest.ts";
import type { ProgressOptions } from "../../types.ts";
import { checkWaveform } from "../../waveform/check_waveform.ts";
import { checkWritable } from "../options/check_writable.ts";
import type { Host } from "../host.ts";
import { DATASET_OPTIONS, openDataset } from "../../input/open_dataset.ts";
import { createProgressDisplay } from "../output/progress_display.ts";

const CRY = "cry";
const OTHER = "other";
const REASONS = embeddedModels.flatMap((model) =>
  model.task === "reason" ? Object.keys(model.calibration?.prior ?? {}) : []
);

export const help: string = `babycry enroll DATASET --out FILE [options]

Adapts the embedded models to a handful of your own recordings: this baby, this room. One to three
of each kind are enough, and other sounds of the room help most. docs/results.md says what it
brings.

DATASET is a folder with a folder per label, or a CSV file with the columns path and label:
  cry         a cry
  other       any other sound that was or may be taken for one
  ${REASONS.join(", ")}
              a cry for that reason, as far as you know

  --out FILE         the models, for --model
  and --root, --file, --label, as babycry audit --help has them

Research software: not for medical, safety or monitoring decisions.

Example: babycry enroll mine/ --out mine.json; babycry clip.wav --model mine.json
`;

/** Runs the command. */
export async function run(args: readonly string[], host: Host): Promise<number> {
  const { values, positionals: [path, ...more] } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      root: DATASET_OPTIONS.root,
      file: DATASET_OPTIONS.file,
      label: DATASET_OPTIONS.label,
      out: { type: "string" },
    },
  });
  if (path === undefined || more.length > 0 || !values.out) {
    throw new SyntaxError("enroll takes one dataset and --out FILE");
  }
  await checkWritable(values.out);
  const { out, err, signal } = host;
  const progress = createProgressDisplay(err);
  try {
    const { clips, reasons } = await readOwn(path, values, { signal });
    const models = await Promise.all(
      embeddedModels.map((model): Promise<ModelManifest> | ModelManifest =>
        model.task === "cry"
          ? enrollCries(model, clips, {
            signal,
            onProgress: ({ done, total }) => progress.update("enrolling", done / total),
          })
          : model.task === "reason"
          ? enrollReasons(model, reasons)
          : model
      ),
    );
    await writeFile(values.out, `${JSON.stringify(models)}\n`);
    progress.clear();
    const cries = clips.filter(({ isCry }) => isCry).length;
    out.write(
      `${cries} cries, ${reasons.length} of them with a reason, and ${
        clips.length - cries
      } other ` +
        `sounds enrolled: babycry FILE --model ${values.out}\n`,
    );
    return 0;
  } finally {
    progress.clear();
  }
}

/** @throws {RangeError} when a clip cannot be used: of a handful, none is left out in silence */
async function readOwn(
  path: string,
  options: { readonly root?: string; readonly file?: string; readonly label?: string },
  work: ProgressOptions,
): Promise<{ readonly clips: readonly EnrollmentClip[]; readonly reasons: readonly string[] }> {
  const { dataset, read } = await openDataset(path, options);
  const clips: EnrollmentClip[] = [];
  const reasons: string[] = [];
  const fail = (path: string, detail: string): never => {
    throw new RangeError(`Enrolling ${path}: ${detail}`);
  };
  for (const { path, detail } of dataset.excluded) fail(path, detail);
  for await (const heard of readClips(dataset, read, work)) {
    if (isExcluded(heard)) return fail(heard.path, heard.detail);
    const { clip: { label, path }, waveform } = heard;
    const isReason = REASONS.includes(label);
    if (!isReason && label !== CRY && label !== OTHER) {
      fail(path, `its label is ${label}, wanted ${[CRY, OTHER, ...REASONS].join(", ")}`);
    }
    checkWaveform(waveform, { minSeconds: Math.max(...embeddedModels.map((m) => m.min_seconds)) });
    clips.push({ waveform, isCry: label !== OTHER });
    if (isReason) reasons.push(label);
  }
  if (clips.length === 0) fail(path, "it has no recordings");
  return { clips, reasons };
}
