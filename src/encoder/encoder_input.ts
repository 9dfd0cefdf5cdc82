/**
 * Input tensors of encoders from windows of samples. Constants come from the manifest and have the
 * meaning that the published feature extractor gives them.
 *
 * @module
 */
import { AST_FRONT_END, astFeaturesInto } from "../features/front_ends/ast_features.ts";
import { clapFeaturesInto } from "../features/front_ends/clap_features.ts";
import { cryMel224 } from "../features/front_ends/cry_resnet_image.ts";
import { cryMel224Lambda } from "../features/front_ends/cry_resnet_lambda_image.ts";
import { type MelDecibelFrontEnd, melDecibels } from "../features/front_ends/mel_db.ts";
import { wav2vec2FeaturesInto } from "../features/front_ends/wav2vec2_features.ts";
import { describe, Fields } from "../fields.ts";
import type { EncoderManifest } from "./manifest.ts";
import type { Tensor } from "./session.ts";

/** Shape and writer of the input of one window. */
export interface WindowInput {
  /** Shape of one window, without the batch axis. */
  readonly shape: readonly number[];
  into(out: Float32Array, window: Float32Array): void;
}

/** Length and rate of windows. */
interface WindowShape {
  readonly windowSamples: number;
  readonly sampleRateHz: number;
}

/** Creates the input from the manifest. @param constants keys of `preprocessor` */
type InputKind = (constants: Fields, window: WindowShape) => WindowInput;

const INPUT_KINDS: Readonly<Record<string, InputKind>> = {
  ast_fbank(constants, { sampleRateHz }) {
    const frontEnd = {
      ...AST_FRONT_END,
      sampleRateHz,
      nMels: constants.integer("num_mel_bins", 1),
      maxFrames: constants.integer("max_length", 1),
      mean: constants.number("mean"),
      std: constants.number("std", POSITIVE),
    };
    return {
      shape: [frontEnd.maxFrames, frontEnd.nMels],
      into: (out, window) => astFeaturesInto(out, window, frontEnd),
    };
  },
  waveform(constants, { windowSamples }) {
    supportOnly(constants, "do_normalize", false);
    return { shape: [windowSamples], into: (out, window) => out.set(window) };
  },
  waveform_zero_mean_unit_variance(constants, { windowSamples }) {
    supportOnly(constants, "do_normalize", true);
    return { shape: [windowSamples], into: wav2vec2FeaturesInto };
  },
  clap_logmel(constants, { sampleRateHz }) {
    supportOnly(constants, "truncation", "rand_trunc");
    supportOnly(constants, "padding", "repeatpad");
    const frontEnd = {
      sampleRateHz,
      nMels: constants.integer("feature_size", 1),
      nFft: constants.integer("fft_window_size", 1),
      hopSamples: constants.integer("hop_length", 1),
      fMinHz: constants.number("frequency_min", { min: 0 }),
      fMaxHz: constants.number("frequency_max", POSITIVE),
      maxSamples: constants.number("max_length_s", POSITIVE) * sampleRateHz,
    };
    return {
      shape: [1, 1 + Math.floor(frontEnd.maxSamples / frontEnd.hopSamples), frontEnd.nMels],
      into: (out, window) => clapFeaturesInto(out, window, frontEnd),
    };
  },
  mel_image(constants, { sampleRateHz }) {
    const pixels = constants.integer("image", 1);
    const frontEnd = { ...melFrontEnd(constants, sampleRateHz), pixels };
    return {
      shape: [1, pixels, pixels],
      into: (out, window) => out.set(cryMel224(window, frontEnd)),
    };
  },
  mel_image_lambda(constants, { sampleRateHz }) {
    const pixels = constants.integer("image", 1);
    const frontEnd = { ...melFrontEnd(constants, sampleRateHz), pixels };
    return {
      shape: [1, pixels, pixels],
      into: (out, window) => out.set(cryMel224Lambda(window, { sampleRateHz, frontEnd })),
    };
  },
  mel_db(constants, { windowSamples, sampleRateHz }) {
    // Windows may be shorter than `seconds`: the network takes any length.
    const frontEnd = melFrontEnd(constants, sampleRateHz);
    const seconds = windowSamples / sampleRateHz;
    const frames = 1 + Math.floor(windowSamples / frontEnd.hopSamples);
    return {
      shape: [1, frontEnd.nMels, frames],
      into(out, window) {
        const { data, bins } = melDecibels(window, { ...frontEnd, seconds });
        for (let i = 0; i < data.length; i++) {
          out[(i % bins) * frames + Math.floor(i / bins)] = data[i]!;
        }
      },
    };
  },
};

/** Names of the kinds of input, as in manifests. */
export const INPUT_KIND_IDS: readonly string[] = Object.keys(INPUT_KINDS);

const POSITIVE = { above: 0 };

/** Rejects any value but the supported one. */
function supportOnly(constants: Fields, name: string, supported: string | boolean): void {
  const value = constants.value(name, String(supported));
  if (value !== supported) constants.fail(name, String(supported), describe(value));
}

function melFrontEnd(constants: Fields, sampleRateHz: number): MelDecibelFrontEnd {
  return {
    sampleRateHz,
    seconds: constants.number("seconds", POSITIVE),
    nFft: constants.integer("n_fft", 1),
    hopSamples: constants.integer("hop_samples", 1),
    nMels: constants.integer("n_mels", 1),
    fMinHz: constants.number("fmin_hz", { min: 0 }),
    fMaxHz: constants.number("fmax_hz", POSITIVE),
  };
}

/**
 * Computes the input tensor of an encoder's network from windows.
 *
 * @param windows mono samples at the encoder's sample rate, at least one window, all of one length
 * @returns `[windows, ...]`; the kind of input defines the other axes
 * @throws {ModelError} when the kind is unknown or a constant is missing
 * @throws {RangeError} when windows are too short, too long or differ in length
 */
export function encoderInput(manifest: EncoderManifest, windows: readonly Float32Array[]): Tensor {
  const { id } = manifest;
  const windowSamples = windows[0]?.length ?? 0;
  if (windows.some((window) => window.length !== windowSamples) || windowSamples === 0) {
    const lengths = windows.map((window) => window.length).join(", ");
    throw new RangeError(
      `Encoding with ${id}: expected one or more windows of one length, received ${
        lengths || "no"
      } samples`,
    );
  }
  const place = { action: `Reading the manifest of ${id}`, modelId: id };
  const { shape, into } = readInput(new Fields(manifest, place), windowSamples);
  const size = shape.reduce((product, n) => product * n, 1);
  const data = new Float32Array(windows.length * size);
  windows.forEach((window, i) => into(data.subarray(i * size, (i + 1) * size), window));
  return { data, shape: [windows.length, ...shape] };
}

/**
 * Reads the keys of an encoder's manifest that define its input: `input_kind`, `sample_rate_hz` and
 * `preprocessor`. Unknown constants are ignored.
 *
 * @throws {ModelError} when a key is missing, invalid or contradicts another
 */
export function readInput(fields: Fields, windowSamples: number): WindowInput {
  const kind = fields.choice("input_kind", INPUT_KIND_IDS);
  const sampleRateHz = fields.number("sample_rate_hz", POSITIVE);
  const constants = fields.object("preprocessor");
  const rate = ["sample_rate_hz", "sampling_rate"].find((name) => constants.has(name));
  if (!rate) return constants.fail("sample_rate_hz or sampling_rate", String(sampleRateHz));
  const constantHz = constants.number(rate);
  if (constantHz !== sampleRateHz) {
    constants.fail(rate, `sample_rate_hz ${sampleRateHz}`, String(constantHz));
  }
  return INPUT_KINDS[kind]!(constants, { windowSamples, sampleRateHz });
}
