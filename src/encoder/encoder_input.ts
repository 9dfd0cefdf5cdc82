/**
 * From windows to what a network takes. The constants are the manifest's own; what they mean is what
 * the feature extractor of that name does.
 *
 * @module
 */
import { ModelError } from "../errors.ts";
import { AST_FRONT_END, astFeaturesInto } from "../features/front_ends/ast_features.ts";
import { clapFeaturesInto } from "../features/front_ends/clap_features.ts";
import { cryMel224 } from "../features/front_ends/cry_resnet_image.ts";
import { cryMel224Lambda } from "../features/front_ends/cry_resnet_lambda_image.ts";
import { type MelDecibelFrontEnd, melDecibels } from "../features/front_ends/mel_db.ts";
import { wav2vec2FeaturesInto } from "../features/front_ends/wav2vec2_features.ts";
import type { EncoderManifest } from "./manifest.ts";
import type { Tensor } from "./session.ts";

/** How one window is written into a batch. */
interface WindowInput {
  /** Of one window, without the batch. */
  readonly shape: readonly number[];
  into(out: Float32Array, window: Float32Array): void;
}

type InputKind = (manifest: EncoderManifest, windowSamples: number) => WindowInput;

const INPUT_KINDS: Readonly<Record<string, InputKind>> = {
  ast_fbank(manifest) {
    const frontEnd = {
      ...AST_FRONT_END,
      sampleRateHz: constant(manifest, "sampling_rate"),
      nMels: constant(manifest, "num_mel_bins"),
      maxFrames: constant(manifest, "max_length"),
      mean: constant(manifest, "mean"),
      std: constant(manifest, "std"),
    };
    return {
      shape: [frontEnd.maxFrames, frontEnd.nMels],
      into: (out, window) => astFeaturesInto(out, window, frontEnd),
    };
  },
  waveform(manifest, windowSamples) {
    expect(manifest, { do_normalize: false });
    return { shape: [windowSamples], into: (out, window) => out.set(window) };
  },
  waveform_zero_mean_unit_variance(manifest, windowSamples) {
    expect(manifest, { do_normalize: true });
    return { shape: [windowSamples], into: wav2vec2FeaturesInto };
  },
  clap_logmel(manifest) {
    expect(manifest, { truncation: "rand_trunc", padding: "repeatpad" });
    const sampleRateHz = constant(manifest, "sampling_rate");
    const frontEnd = {
      sampleRateHz,
      nMels: constant(manifest, "feature_size"),
      nFft: constant(manifest, "fft_window_size"),
      hopSamples: constant(manifest, "hop_length"),
      fMinHz: constant(manifest, "frequency_min"),
      fMaxHz: constant(manifest, "frequency_max"),
      maxSamples: constant(manifest, "max_length_s") * sampleRateHz,
    };
    return {
      shape: [1, 1 + Math.floor(frontEnd.maxSamples / frontEnd.hopSamples), frontEnd.nMels],
      into: (out, window) => clapFeaturesInto(out, window, frontEnd),
    };
  },
  mel_image(manifest) {
    const frontEnd = { ...melFrontEnd(manifest), pixels: constant(manifest, "image") };
    return {
      shape: [1, frontEnd.pixels, frontEnd.pixels],
      into: (out, window) => out.set(cryMel224(window, frontEnd)),
    };
  },
  mel_image_lambda(manifest) {
    const frontEnd = { ...melFrontEnd(manifest), pixels: constant(manifest, "image") };
    const { sampleRateHz, pixels } = frontEnd;
    return {
      shape: [1, pixels, pixels],
      into: (out, window) => out.set(cryMel224Lambda(window, { sampleRateHz, frontEnd })),
    };
  },
  mel_db(manifest, windowSamples) {
    // Windows may be shorter than what the whole recording is cut to: the network takes any length.
    const frontEnd = melFrontEnd(manifest);
    const seconds = windowSamples / frontEnd.sampleRateHz;
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

function melFrontEnd(manifest: EncoderManifest): MelDecibelFrontEnd {
  return {
    sampleRateHz: constant(manifest, "sample_rate_hz"),
    seconds: constant(manifest, "seconds"),
    nFft: constant(manifest, "n_fft"),
    hopSamples: constant(manifest, "hop_samples"),
    nMels: constant(manifest, "n_mels"),
    fMinHz: constant(manifest, "fmin_hz"),
    fMaxHz: constant(manifest, "fmax_hz"),
  };
}

/**
 * What an encoder's network takes for some windows.
 *
 * @param windows at least one, all of one length, at the encoder's rate
 * @returns `[windows, ...]`, the rest as the input's kind has it
 * @throws {ModelError} when the kind is not known or a constant is missing
 * @throws {RangeError} when windows are too short or too long for it, or of several lengths
 */
export function encoderInput(manifest: EncoderManifest, windows: readonly Float32Array[]): Tensor {
  const windowSamples = windows[0]?.length ?? 0;
  if (windows.some((window) => window.length !== windowSamples) || windowSamples === 0) {
    const lengths = windows.map((window) => window.length).join(", ");
    throw new RangeError(
      `Encoding with ${manifest.id}: windows of ${lengths || "no"} samples came, wanted one length`,
    );
  }
  const { shape, into } = windowInput(manifest, windowSamples);
  const size = shape.reduce((product, n) => product * n, 1);
  const data = new Float32Array(windows.length * size);
  windows.forEach((window, i) => into(data.subarray(i * size, (i + 1) * size), window));
  return { data, shape: [windows.length, ...shape] };
}

function windowInput(manifest: EncoderManifest, windowSamples: number): WindowInput {
  const { input_kind: kind, sample_rate_hz: rateHz } = manifest;
  if (!Object.hasOwn(INPUT_KINDS, kind)) {
    fail(manifest, `input_kind is ${kind}, known are ${Object.keys(INPUT_KINDS).join(", ")}`);
  }
  const input = INPUT_KINDS[kind]!(manifest, windowSamples);
  const { sampling_rate, sample_rate_hz = sampling_rate } = manifest.preprocessor;
  if (sample_rate_hz !== rateHz) {
    fail(manifest, `sample_rate_hz is ${rateHz}, its preprocessor has ${sample_rate_hz}`);
  }
  return input;
}

/** A number that the preprocessor must have. */
function constant(manifest: EncoderManifest, name: string): number {
  const value = manifest.preprocessor?.[name];
  if (typeof value !== "number" || !Number.isFinite(value)) {
    fail(manifest, `preprocessor has ${name} ${JSON.stringify(value)}, wanted a number`);
  }
  return value as number;
}

/** Refuses a preprocessor that asks for what is not done here. */
function expect(manifest: EncoderManifest, wanted: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(wanted)) {
    const came = manifest.preprocessor?.[name];
    if (came !== value) {
      fail(manifest, `preprocessor has ${name} ${JSON.stringify(came)}, wanted ${value}`);
    }
  }
}

function fail({ id }: EncoderManifest, message: string): never {
  throw new ModelError(`Reading the manifest of ${id}: ${message}`, { modelId: id });
}
