import type { Prediction } from "../../prediction/prediction.ts";
import type { Host } from "../host.ts";
import type { FlatOptions } from "../options/assign_options.ts";
import { asUsage } from "../options/usage_error.ts";
import type { ProgressDisplay } from "../output/progress_display.ts";
import type { Report } from "../output/report.ts";
import type { Recording } from "../recordings.ts";

/**
 * Classifies recordings in order. A failure is reported and the rest continue.
 *
 * @returns exit code: 1 when some recordings failed
 * @throws {SyntaxError} when an option does not apply to the models
 * @throws the signal's reason, when the user interrupts
 */
export async function classifyRecordings(
  recordings: readonly Recording[],
  host: Host,
  { report, progress, ...options }: FlatOptions & {
    readonly report: Report;
    readonly progress?: ProgressDisplay;
  },
): Promise<number> {
  const { signal } = host;
  const classifier = await asUsage(host.loadClassifier(options));
  let failed = 0;
  try {
    for (const [index, { path, open }] of recordings.entries()) {
      const label = recordings.length > 1 ? `${index + 1}/${recordings.length} ${path}` : path;
      const show = (part: number) => progress?.update(label, (index + part) / recordings.length);
      show(0);
      let prediction: Prediction;
      try {
        prediction = await classifier.predict(open(), {
          signal,
          onProgress: ({ done, total }) => show(done / total),
        });
      } catch (error) {
        signal.throwIfAborted();
        failed++;
        progress?.clear();
        report.failure(path, error);
        continue;
      }
      progress?.clear();
      // Outside the try: failing to write is not a fault of the recording.
      report.prediction(path, prediction);
    }
  } finally {
    progress?.clear();
    report.end();
  }
  return failed > 0 ? 1 : 0;
}
