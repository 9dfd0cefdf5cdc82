import { basename, resolve } from "node:path";
import { evaluateEvents } from "../../eval/events/evaluate_events.ts";
import type { EventRecording } from "../../eval/events/event_recording.ts";
import type { Classifier } from "../../classifier.ts";
import type { AudioInput } from "../../input/audio_input.ts";
import { createClassifier } from "../../pipeline.ts";
import { toJson } from "../../prediction/to_json.ts";
import { eventsText } from "../../report/events_text.ts";
import { predictWithFfmpeg } from "../ffmpeg.ts";
import type { Host } from "../host.ts";
import { assignOptions } from "../options/assign_options.ts";
import { type EvalValues, toEventOptions } from "../options/eval_options.ts";
import { toFlatOptions } from "../options/model_options.ts";
import {
  type Detections,
  readDetections,
  readTruth,
  type Truth,
} from "../options/read_detections.ts";
import { asUsage } from "../options/usage_error.ts";
import { createProgressDisplay } from "../output/progress_display.ts";

/**
 * Evaluates events: `eval PATH --events TRUTH`.
 *
 * @param path detected events, or with `--model` the folder of the recordings
 * @returns exit code
 */
export async function evaluateEventsOf(
  values: EvalValues & { readonly events: string },
  path: string,
  host: Host,
): Promise<number> {
  const options = toEventOptions(values);
  const truth = await readTruth(values.events);
  const detections = values.model.length > 0
    ? await detect(values, path, truth, host)
    : await readDetections(path, truth, options.positive);
  const { recordings, warnings } = withDetections(truth, detections);
  const report = {
    detected: values.model.map((one) => basename(one)).join(" + ") || basename(path),
    truth: basename(truth.file),
    ...evaluateEvents(recordings, options),
    warnings,
  };
  host.out.write(values.json ? `${JSON.stringify(toJson(report))}\n` : eventsText(report));
  return 0;
}

/** Detects events in the recordings of the truth. */
async function detect(
  values: EvalValues,
  folder: string,
  { recordings }: Truth,
  host: Host,
): Promise<Map<string, Detections>> {
  const { err, signal } = host;
  const modelOptions = await assignOptions(await toFlatOptions(values, err));
  const classifier = await asUsage(createClassifier(modelOptions));
  const progress = createProgressDisplay(err);
  const found = new Map<string, Detections>();
  try {
    checkDetects(classifier);
    for (const { path } of recordings) {
      progress.update("predicting", found.size / recordings.length);
      const file = resolve(folder, path);
      const predict = (input: AudioInput) => classifier.predict(input, { signal });
      const { audio, cry } = await predict(file).catch(async (error) => {
        if (!values.ffmpeg) throw error;
        return await predictWithFfmpeg(file, error, host, predict);
      });
      found.set(path, { durationSeconds: audio.durationSeconds, events: cry!.events });
    }
  } finally {
    progress.clear();
    await classifier.dispose();
  }
  return found;
}

/** Checks that a model detects events. @throws {SyntaxError} when none does */
function checkDetects({ models }: Classifier): void {
  if (models.some(({ task }) => task === "cry")) return;
  const names = models.map(({ id }) => id).join(", ");
  throw new SyntaxError(
    `Invalid --model: expected a model that detects events, such as cry-detect, received ${names}`,
  );
}

/** Joins the labeled sounds with the detected events. */
function withDetections({ file, recordings }: Truth, detections: Map<string, Detections>) {
  let guessed = 0;
  const joined = recordings.map((listed): EventRecording => {
    const { path, sounds } = listed;
    const found = detections.get(path);
    const events = found?.events ?? [];
    const durationSeconds = listed.durationSeconds ?? found?.durationSeconds;
    if (durationSeconds === undefined) guessed++;
    const ends = [...sounds, ...events].map(({ endSeconds }) => endSeconds);
    return {
      path: path || basename(file),
      durationSeconds: durationSeconds ?? Math.max(0, ...ends),
      sounds,
      detected: events,
    };
  });
  const warnings = guessed === 0 ? [] : [
    `${guessed} of ${recordings.length} recordings are counted up to their last event: their ` +
    "durations are not known, see the column duration_seconds",
  ];
  return { recordings: joined, warnings };
}
