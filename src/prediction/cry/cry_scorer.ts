import { encodeStream } from "../../encoder/encode_stream.ts";
import type { EncodedWindow } from "../../encoder/encoded_window.ts";
import { createEncoder, type EncoderOptions } from "../../encoder/encoder.ts";
import { sigmoid } from "../../head/links.ts";
import { createMeanVector } from "../../pooling/mean_vector.ts";
import { priorShares } from "../prior_calibration.ts";
import { createAbstention } from "../abstention.ts";
import { clipProbability, cryPrediction } from "./cry_prediction.ts";
import { cryUpdates } from "./cry_updates.ts";
import { createCryWindows } from "./cry_windows.ts";
import { eventRule } from "./event_state.ts";
import { type CryManifest, windowOptions } from "../../models/manifest.ts";
import type { CryPrediction } from "../prediction.ts";
import { LEVEL_MIN_DBFS } from "../../waveform/level.ts";
import { checkStream } from "../../waveform/check_waveform.ts";
import type { AbstentionOptions, Scorer } from "../scorer.ts";

const LABELS = ["no_cry", "cry"];
const EQUAL_PRIOR = { no_cry: 0.5, cry: 0.5 };

/**
 * Creates the scorer of the task `cry`, which gives a probability for every window and for the
 * recording.
 *
 * @param model checked by `checkManifest`
 * @throws {RangeError} when an option is out of range, or the model does not support it
 */
export function createCryScorer(
  model: CryManifest,
  options: EncoderOptions & AbstentionOptions,
): Scorer {
  const { encoders, logit: logitOf } = createCryWindows(
    model,
    (network) => createEncoder(network, options),
  );
  const windows = windowOptions(model.windows);
  const { id, threshold, calibration, recording } = model;
  const events = eventRule(model);
  const prior = priorShares(id, LABELS, options.prior ?? calibration.prior ?? EQUAL_PRIOR);
  const shift = Math.log(prior[1]! / prior[0]!);
  const abstain = createAbstention(model, options.coverage);
  const timed = ({ startSeconds, endSeconds, levelDbfs }: EncodedWindow, logit: number) => ({
    startSeconds,
    endSeconds,
    probability: sigmoid(logit + shift),
    levelDbfs: Math.max(LEVEL_MIN_DBFS, levelDbfs),
  });
  async function* timelineOf(stream: AsyncIterable<EncodedWindow>) {
    for await (const window of stream) yield timed(window, logitOf(window));
  }
  return {
    // deno-lint-ignore require-await -- as for scorers that load files
    async begin(hub) {
      const timeline: CryPrediction["timeline"][number][] = [];
      const balanced: number[] = [];
      const mean = createMeanVector(encoders[0]!.size);
      hub.add(encoders, windows, (window) => {
        const logit = logitOf(window);
        timeline.push(timed(window, logit));
        balanced.push(sigmoid(logit));
        if (logit > -Infinity) mean.add(window.vectors[0]!);
      });
      return (measures) => {
        const prediction = cryPrediction(timeline, { ...windows, recording, threshold, events });
        const p = clipProbability(balanced, timeline.at(-1)!.endSeconds, { ...windows, recording });
        const abstention = abstain({
          measures,
          labels: LABELS,
          label: prediction.label,
          balanced: [1 - p, p],
          vector: mean.mean(),
        });
        const label = abstention.abstained ? "unknown" : prediction.label;
        return { cry: { ...prediction, ...abstention, label } };
      };
    },
    stream(pieces, { sampleRateHz, lowDelay = false }) {
      const checked = checkStream(pieces, { sampleRateHz, minSeconds: model.min_seconds });
      const stream = encodeStream(checked, encoders, { ...windows, sampleRateHz, lowDelay });
      return cryUpdates(timelineOf(stream), events);
    },
    async dispose() {
      for (const encoder of encoders) await encoder.dispose();
    },
  };
}
