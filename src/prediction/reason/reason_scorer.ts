import { encodeWindows } from "../../encoder/encode_windows.ts";
import {
  createEncoder,
  type Encoder,
  type EncoderOptions,
  featureEncoder,
} from "../../encoder/encoder.ts";
import { ModelError } from "../../errors.ts";
import { interpolateLinearly } from "../../features/front_ends/cry_resnet_lambda_image.ts";
import { frontEnd } from "../../features/front_ends/front_ends.ts";
import { softmaxInPlace } from "../../head/links.ts";
import { createMeanVector } from "../../pooling/mean_vector.ts";
import { resample } from "../../resample/mod.ts";
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
import type { AbstentionOptions, Scorer } from "../scorer.ts";

/** What goes through a network at once. */
const BATCH_WINDOWS = 8;
/** Heard beyond a cut, so that resampling does not end at it. */
const BEYOND_SECONDS = 0.1;
const TOP_K = 3;

/** What gives a vector for each window, and turns it into probabilities. */
interface Listener {
  readonly encoder: Encoder;
  /** What is loaded for it. */
  load(): Promise<{
    readonly labels: readonly string[];
    probabilities(vector: Float32Array): Float64Array;
  }>;
}

/**
 * Why an infant cries: probabilities of windows, or of the recording as a whole, and their mean.
 *
 * @param options.mode name of the mode; default the manifest's
 * @param options.topK reasons to list, default 3; 0 counts as 1, more than there are as all
 * @param options.windowSeconds,hopSeconds in place of the mode's, where it leaves them open
 * @throws {RangeError} when the model has no such mode, or windows are chosen that are not open
 * @throws {ModelError} when the manifest contradicts itself
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
    const known = Object.keys(model.modes).join(", ");
    throw new RangeError(`Loading model ${model.id}: expected mode of ${known}, received ${name}`);
  }
  const mode = withWindows(model, name, { windowSeconds, hopSeconds });
  const { answer, dispose } = "head" in model
    ? pooledReasons(model, mode, encoderOptions)
    : windowReasons(model, mode, encoderOptions);
  const { id, calibration, tips = {} } = model;
  const calibrate = createCalibration(id, calibration, prior);
  const certainty = createAbstention(model, coverage);
  return {
    async score(waveform, work, { cry }) {
      const { labels, alike, vector } = await answer(waveform, work);
      const cryProbability = cry ? { cryProbability: cry.probability } : {};
      const certain = (label: string) =>
        certainty({ waveform, labels, label, alike, vector, ...cryProbability });
      const options = { model: id, topK, tips };
      return { reason: reasonPrediction(labels, calibrate(labels, alike), certain, options) };
    },
    dispose,
  };
}

/** Windows that a caller chooses. */
interface ChosenWindows {
  readonly windowSeconds?: number | undefined;
  readonly hopSeconds?: number | undefined;
}

/** A mode with the windows that a caller chose, if it leaves them open. */
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

/** What answers for a recording as a whole. */
interface Answering {
  answer(waveform: Waveform, work: ProgressOptions): Promise<{
    readonly labels: readonly string[];
    /** Probabilities, before any calibration. */
    readonly alike: Float64Array;
    /** What the head reads, or the mean of that over windows. */
    readonly vector: Float64Array;
  }>;
  dispose(): Promise<void>;
}

/** A head on the recording's pooled vectors. */
function pooledReasons(
  model: ReasonManifest & PooledHeadReasons,
  { windows }: ReasonMode,
  options: EncoderOptions,
): Answering {
  const { id } = model;
  if (!windows) {
    throw new ModelError(`Loading model ${id}: its mode has no windows`, { modelId: id });
  }
  const pooled = createPooledHead(model, "head", model.head, options, () => {});
  return {
    async answer(waveform, work) {
      const head = await pooled.load();
      const vector = await pooled.vector(waveform, { ...windowOptions(windows), ...work });
      return { labels: head.classes, alike: head.probabilities(vector), vector };
    },
    dispose: () => pooled.dispose(),
  };
}

/** The mean of the windows' answers. */
function windowReasons(
  model: ReasonManifest & (OnnxReasons | FeatureHeadReasons),
  mode: ReasonMode,
  options: EncoderOptions,
): Answering {
  const { encoder, load } = createListener(model, mode, options);
  return {
    async answer(waveform, work) {
      const { labels, probabilities } = await load();
      const mean = createMeanVector(labels.length);
      const meanVector = createMeanVector(encoder.size);
      for await (const vector of vectorsOf(waveform, encoder, mode, work)) {
        mean.add(probabilities(vector));
        meanVector.add(vector);
      }
      return { labels, alike: mean.mean(), vector: meanVector.mean() };
    },
    dispose: () => encoder.dispose(),
  };
}

function createListener(
  model: ReasonManifest & (OnnxReasons | FeatureHeadReasons),
  mode: ReasonMode,
  options: EncoderOptions,
): Listener {
  const { id } = model;
  if ("network" in model) {
    const { network, labels } = model;
    const { input_kind = network.input_kind } = mode;
    const encoder = createEncoder({ ...network, input_kind }, options);
    if (encoder.size !== labels.length) {
      throw new ModelError(
        `Loading model ${id}: ${labels.length} labels came, wanted the ${encoder.size} of its network`,
        { modelId: id },
      );
    }
    const probabilities = (logits: Float32Array) => softmaxInPlace(Float64Array.from(logits));
    return { encoder, load: () => Promise.resolve({ labels, probabilities }) };
  }
  const encoder = featureEncoder(frontEnd(model.front_end));
  const read = headFile(id, model.classifier, options.source, ({ featureCount }) => {
    if (featureCount === encoder.size) return;
    throw new ModelError(
      `Loading model ${id}: its classifier reads ${featureCount} features, ` +
        `wanted the ${encoder.size} of ${encoder.id}`,
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

/** The vectors of a recording's windows, or the one of it as a whole. */
async function* vectorsOf(
  waveform: Waveform,
  encoder: Encoder,
  { windows, first_seconds, resampling }: ReasonMode,
  work: ProgressOptions,
): AsyncGenerator<Float32Array> {
  let { samples, sampleRateHz } = waveform;
  if (resampling === "linear") {
    samples = interpolateLinearly(samples, sampleRateHz, encoder.sampleRateHz);
    sampleRateHz = encoder.sampleRateHz;
  }
  if (first_seconds !== undefined) {
    samples = samples.subarray(0, Math.ceil((first_seconds + BEYOND_SECONDS) * sampleRateHz));
  }
  if (resampling === "soxr") {
    const rates = { fromHz: sampleRateHz, toHz: encoder.sampleRateHz, band: resampling } as const;
    samples = resample(samples, rates);
    sampleRateHz = encoder.sampleRateHz;
  }
  if (windows) {
    const options = { ...windowOptions(windows), ...work, batchWindows: BATCH_WINDOWS };
    for await (const { vectors } of encodeWindows({ samples, sampleRateHz }, [encoder], options)) {
      yield vectors[0]!;
    }
    return;
  }
  work.signal?.throwIfAborted();
  const all = resample(samples, { fromHz: sampleRateHz, toHz: encoder.sampleRateHz });
  yield* await encoder.encode([all]);
  work.onProgress?.({ done: 1, total: 1 });
}
