import { encodeWindows } from "../../encoder/encode_windows.ts";
import {
  createEncoder,
  type Encoder,
  type EncoderOptions,
  featureEncoder,
} from "../../encoder/encoder.ts";
import type { WindowHub } from "../../encoder/window_hub.ts";
import { ModelError } from "../../errors.ts";
import { frontEnd } from "../../features/front_ends/front_ends.ts";
import type { Head } from "../../head/classifier.ts";
import { softmaxInPlace } from "../../head/links.ts";
import { createMeanVector } from "../../pooling/mean_vector.ts";
import {
  resampleWaveform,
  type ResampleWaveformOptions,
} from "../../resample/resample_waveform.ts";
import type { ProgressOptions, Waveform } from "../../types.ts";
import { headFile } from "../_head_file.ts";
import { createPooledHead } from "../_pooled_head.ts";
import { createCalibration } from "../prior_calibration.ts";
import { createAbstention } from "../abstention.ts";
import {
  type FeatureHeadReasons,
  type OnnxReasons,
  type PooledHeadReasons,
  type ReasonManifest,
  type ReasonMode,
  windowOptions,
} from "../../models/manifest.ts";
import { reasonPrediction } from "./reason_prediction.ts";
import type { AbstentionOptions, Finish, Scorer } from "../scorer.ts";

/** Windows per run of a network. */
const BATCH_WINDOWS = 8;
const TOP_K = 3;

/** Encoder of windows with a loader of the head that reads its vectors. */
interface WindowScorer {
  readonly encoder: Encoder;
  /** Loads the head. */
  load(): Promise<{
    readonly labels: readonly string[];
    probabilities(vector: Float32Array): Float64Array;
  }>;
}

/**
 * Creates the scorer of the task `reason`.
 *
 * @param model checked by `checkManifest`
 * @param options.mode name of the mode; default the manifest's
 * @param options.topK number of reasons to list, default 3; 0 counts as 1, a number above k as k
 *   labels
 * @param options.windowSeconds,hopSeconds window and hop in place of the mode's, in seconds; for
 *   modes with `variable_windows`
 * @throws {RangeError} when the model has no such mode, or the mode fixes its windows
 */
export function createReasonScorer(
  model: ReasonManifest,
  options: EncoderOptions & AbstentionOptions & ChosenWindows & {
    readonly mode?: string;
    readonly topK?: number;
  },
): Scorer {
  const { mode: name = model.mode, topK = TOP_K, prior, coverage, ...others } = options;
  const { windowSeconds, hopSeconds, ...encoderOptions } = others;
  if (!Object.hasOwn(model.modes, name)) {
    const known = Object.keys(model.modes).join(" or ");
    throw new RangeError(`Loading model ${model.id}: expected mode ${known}, received ${name}`);
  }
  const mode = withWindows(model, name, { windowSeconds, hopSeconds });
  const { begin, score, dispose } = "head" in model
    ? pooledReasons(model, mode, encoderOptions)
    : windowReasons(model, mode, encoderOptions);
  const { id, calibration, tips = {} } = model;
  const calibrate = createCalibration(id, calibration, prior);
  const abstain = createAbstention(model, coverage);
  const finish = ({ labels, balanced, vector }: Scores): Finish => (measures, { cry }) => {
    const cryProbability = cry ? { cryProbability: cry.probability } : {};
    const abstention = (label: string) =>
      abstain({ measures, labels, label, balanced, vector, ...cryProbability });
    const options = { model: id, topK, tips };
    return { reason: reasonPrediction(labels, calibrate(labels, balanced), abstention, options) };
  };
  return {
    ...(begin
      ? {
        async begin(hub) {
          const scores = await begin(hub);
          return (measures, answers) => finish(scores())(measures, answers);
        },
      }
      : {
        score: async (waveform, work, answers) =>
          await finish(await score(waveform, work))(work.measures, answers),
      }),
    dispose,
  };
}

/** Window and hop that a caller chooses, in seconds. */
interface ChosenWindows {
  readonly windowSeconds?: number | undefined;
  readonly hopSeconds?: number | undefined;
}

/** Replaces the windows of a mode by those that the caller chose. */
function withWindows(
  { id, modes }: ReasonManifest,
  name: string,
  { windowSeconds, hopSeconds }: ChosenWindows,
): ReasonMode {
  const mode = modes[name]!;
  if (windowSeconds === undefined && hopSeconds === undefined) return mode;
  if (!mode.windows || !mode.variable_windows) {
    const option = windowSeconds === undefined ? "hopSeconds" : "windowSeconds";
    throw new RangeError(
      `Loading model ${id}: expected a mode with variable windows for ${option}, received ${name}`,
    );
  }
  const { window_seconds, hop_seconds, min_partial_seconds } = mode.windows;
  const windows = {
    ...mode.windows,
    window_seconds: windowSeconds ?? window_seconds,
    hop_seconds: hopSeconds ?? windowSeconds ?? hop_seconds,
    min_partial_seconds: min_partial_seconds * (windowSeconds ?? window_seconds) / window_seconds,
  };
  return { ...mode, windows };
}

/** Scores of a recording. */
interface Scores {
  readonly labels: readonly string[];
  /** Class-balanced probabilities before calibration, `[labels]`. */
  readonly balanced: Float64Array;
  /** Vector that the head reads, or its mean over windows. */
  readonly vector: Float64Array;
}

/** Scorer of recordings. */
interface RecordingScorer {
  /** Starts to score windows that are encoded one by one; absent when that is not possible. */
  begin?(windows: WindowHub): Promise<() => Scores>;
  score(waveform: Waveform, work: ProgressOptions): Promise<Scores>;
  dispose(): Promise<void>;
}

/** Creates a scorer with a head on the recording's pooled vectors. */
function pooledReasons(
  model: ReasonManifest & PooledHeadReasons,
  mode: ReasonMode,
  options: EncoderOptions,
): RecordingScorer {
  // `checkManifest` requires windows of every mode of a pooled head.
  const windows = windowOptions(mode.windows!);
  const reading = readingOf(mode);
  const pooled = createPooledHead(model, "head", model.head, options, () => {});
  const scoresOf = (head: Head, vector: Float64Array): Scores => ({
    labels: head.classes,
    balanced: head.probabilities(vector),
    vector,
  });
  const { begin } = pooled;
  const isWhole = reading.firstSeconds === undefined && (reading.resampling ?? "flat") === "flat";
  return {
    ...(begin && isWhole && {
      async begin(hub) {
        const head = await pooled.load();
        const vector = begin(hub, windows);
        return () => scoresOf(head, vector());
      },
    }),
    async score(waveform, work) {
      const head = await pooled.load();
      return scoresOf(head, await pooled.vector(waveform, { ...windows, ...reading, ...work }));
    },
    dispose: () => pooled.dispose(),
  };
}

/** Creates a scorer that averages the probabilities of the windows. */
function windowReasons(
  model: ReasonManifest & (OnnxReasons | FeatureHeadReasons),
  mode: ReasonMode,
  options: EncoderOptions,
): RecordingScorer {
  const { encoder, load } = createWindowScorer(model, mode, options);
  return {
    async score(waveform, work) {
      const { labels, probabilities } = await load();
      const mean = createMeanVector(labels.length);
      const meanVector = createMeanVector(encoder.size);
      for await (const vector of vectorsOf(waveform, encoder, mode, work)) {
        mean.add(probabilities(vector));
        meanVector.add(vector);
      }
      return { labels, balanced: mean.mean(), vector: meanVector.mean() };
    },
    dispose: () => encoder.dispose(),
  };
}

function createWindowScorer(
  model: ReasonManifest & (OnnxReasons | FeatureHeadReasons),
  mode: ReasonMode,
  options: EncoderOptions,
): WindowScorer {
  const { id } = model;
  if ("network" in model) {
    const { network, labels } = model;
    const { input_kind = network.input_kind } = mode;
    const encoder = createEncoder({ ...network, input_kind }, options);
    const probabilities = (logits: Float32Array) => softmaxInPlace(Float64Array.from(logits));
    return { encoder, load: () => Promise.resolve({ labels, probabilities }) };
  }
  const encoder = featureEncoder(frontEnd(model.front_end));
  const read = headFile(id, model.classifier, options.source, ({ featureCount }) => {
    if (featureCount === encoder.size) return;
    throw new ModelError(
      `Loading model ${id}: expected a classifier of the ${encoder.size} features of ` +
        `${encoder.id}, received one of ${featureCount}`,
      { modelId: id },
    );
  });
  return {
    encoder,
    async load() {
      const head = await read();
      return { labels: head.classes, probabilities: (vector) => head.probabilities(vector) };
    },
  };
}

function readingOf({ first_seconds, resampling }: ReasonMode): ResampleWaveformOptions {
  return { firstSeconds: first_seconds, resampling };
}

/** Encodes the windows of a recording, or the whole recording as one window. */
async function* vectorsOf(
  waveform: Waveform,
  encoder: Encoder,
  mode: ReasonMode,
  work: ProgressOptions,
): AsyncGenerator<Float32Array> {
  const reading = readingOf(mode);
  if (mode.windows) {
    const windows = { ...windowOptions(mode.windows), batchWindows: BATCH_WINDOWS };
    const options = { ...windows, ...reading, ...work };
    for await (const { vectors } of encodeWindows(waveform, [encoder], options)) yield vectors[0]!;
    return;
  }
  work.signal?.throwIfAborted();
  yield* await encoder.encode([resampleWaveform(waveform, encoder.sampleRateHz, reading)]);
  work.onProgress?.({ done: 1, total: 1 });
}
