import type { EncoderOptions } from "../../encoder/encoder.ts";
import { ModelError } from "../../errors.ts";
import type { Head } from "../../head/classifier.ts";
import { createPooledHead } from "../_pooled_head.ts";
import { type ValenceManifest, windowOptions } from "../../models/manifest.ts";
import { createCalibration } from "../prior_calibration.ts";
import { createAbstention } from "../abstention.ts";
import type { AbstentionOptions, Finish, Scorer } from "../scorer.ts";

const CLASSES = ["positive", "distress"];
/** Optional third class of a head: no infant in the recording. */
const NONE = "none";

/**
 * Creates the scorer of the task `valence`. The head reads the vectors of its encoders, which are
 * pooled over the windows of a recording and concatenated.
 *
 * @param options.head name of the head; default the manifest's
 * @param options.dtype precision of the encoders; default `fp32`
 * @param options.batchWindows number of windows per run of a network, at least 1; default 1
 * @throws {RangeError} when the model has no such head, or an option is out of range
 * @throws {ModelError} when the head in the manifest is invalid
 */
export function createValenceScorer(
  model: ValenceManifest,
  options: EncoderOptions & AbstentionOptions & {
    readonly head?: string;
    readonly dtype?: "fp32" | "int8";
    readonly batchWindows?: number;
  },
): Scorer {
  const { head: name = model.head, dtype = "fp32", batchWindows = 1 } = options;
  if (dtype !== "fp32" && dtype !== "int8") {
    throw new RangeError(
      `Loading model ${model.id}: expected dtype fp32 or int8, received ${dtype}`,
    );
  }
  if (!Object.hasOwn(model.heads, name)) {
    const known = Object.keys(model.heads).join(" or ");
    throw new RangeError(`Loading model ${model.id}: expected head ${known}, received ${name}`);
  }
  if (dtype !== "fp32" && !model.heads[name]!.encoders.some((id) => id in model.encoders)) {
    throw new RangeError(
      `Loading model ${model.id}: expected dtype fp32, as head ${name} has no network, received ${dtype}`,
    );
  }
  const windows = windowOptions(model.windows);
  const pooled = createPooledHead(
    model,
    name,
    model.heads[name]!,
    { ...options, dtype },
    (head) => {
      const known = [...CLASSES, ...(head.classes.length === 3 ? [NONE] : [])];
      if (head.classes.length === known.length && known.every((l) => head.classes.includes(l))) {
        return;
      }
      throw new ModelError(
        `Loading head ${name} of ${model.id}: expected the classes ${CLASSES.join(", ")} and ` +
          `optionally ${NONE}, received ${head.classes.join(", ")}`,
        { modelId: model.id },
      );
    },
  );

  const { id, threshold, calibration } = model;
  const calibrate = createCalibration(id, calibration, options.prior);
  const abstain = createAbstention(model, options.coverage);

  const finish = (head: Head, vector: Float64Array): Finish => (measures, { cry }) => {
    const probabilities = head.probabilities(vector);
    const infantProbability = 1 - (probabilities[head.classes.indexOf(NONE)] ?? 0);
    const balanced = Float64Array.from(
      CLASSES,
      (label) => probabilities[head.classes.indexOf(label)]! / infantProbability,
    );
    const [probPositive = 0, probDistress = 0] = calibrate(CLASSES, balanced);
    const label = probPositive >= threshold ? "positive" : "distress";
    const abstention = abstain({
      measures,
      labels: CLASSES,
      label,
      balanced,
      vector,
      infantProbability,
      ...(cry ? { cryProbability: cry.probability } : {}),
    });
    return {
      valence: {
        label: abstention.abstained ? "unknown" : label,
        probPositive,
        probDistress,
        head: name,
        ...abstention,
      },
    };
  };
  const { begin } = pooled;
  return {
    ...(begin
      ? {
        async begin(hub) {
          const head = await pooled.load();
          const vector = begin(hub, windows);
          return (measures, answers) => finish(head, vector())(measures, answers);
        },
      }
      : {
        async score(waveform, work, answers) {
          const head = await pooled.load();
          const vector = await pooled.vector(waveform, { ...windows, batchWindows, ...work });
          return finish(head, vector)(work.measures, answers);
        },
      }),
    dispose: () => pooled.dispose(),
  };
}
