import type { Prediction } from "../../prediction/prediction.ts";
import type { AudioInput } from "../../input/audio_input.ts";
import { predictWithFfmpeg } from "../ffmpeg.ts";
import type { Host } from "../host.ts";
import type { FlatOptions } from "../options/assign_options.ts";
import { asUsage } from "../options/usage_error.ts";
import type { ProgressDisplay } from "../output/progress_display.ts";
import type { Report } from "../output/report.ts";
import type { Recording } from "../recordings.ts";

/** Options of the models, and of decoding. */
export interface ClassifyOptions extends FlatOptions {
  /** Whether ffmpeg decodes the recordings that have no decoder. */
  readonly ffmpeg?: boolean;
}

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
  { report, progress, ffmpeg = false, ...options }: ClassifyOptions & {
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
      const predict = (input: AudioInput) =>
        classifier.predict(input, {
          signal,
          onProgress: ({ done, total }) => show(done / total),
        });
      let prediction: Prediction;
      try {
        prediction = await predict(open()).catch(async (error) => {
          if (!ffmpeg) throw error;
          return await predictWithFfmpeg(path, error, host, predict);
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
