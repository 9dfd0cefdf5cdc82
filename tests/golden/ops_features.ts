/**
 * Ops of the pack `dsp` beyond transforms, mel and cepstra: front ends, shape, pitch classes,
 * pitch. Long because it is one table: each op has an entry that reads its params and calls one
 * function.
 *
 * @module
 */
import {
  AST_FRONT_END,
  astFeatures,
  chromaCqt,
  chromaFilterbank,
  chromaStft,
  CLAP_FRONT_END,
  clapFeatures,
  cqt,
  delta,
  estimateTuning,
  kaldiFbank,
  type PadMode,
  pyin,
  rms,
  spectralBandwidth,
  spectralCentroid,
  spectralContrast,
  spectralFlatness,
  spectralRolloff,
  stftPower,
  tonnetz,
  wav2vec2Features,
  yin,
  zeroCrossingRate,
} from "@babycry/babycry/features";
import type { Given } from "./given.ts";
import type { NdArray } from "./npy.ts";
import { type Compute, toFrames, toRows, vector } from "./op.ts";
import { framing } from "./ops_dsp.ts";

export const FEATURE_OPS: Readonly<Record<string, Compute>> = {
  delta(given) {
    const widthFrames = given.number("width_frames");
    const mode = given.text("mode") as "interp";
    const options = { widthFrames, order: given.number("order"), mode };
    return { y: toRows(delta(toFrames(given.array("x")), options)) };
  },
  async kaldi_fbank(given) {
    const { data, frames, bins } = kaldiFbank(await given.samples("x"), {
      ...kaldiFraming(given),
      preemphasis: given.number("preemphasis"),
      removeDcOffset: given.flag("remove_dc_offset"),
      fMinHz: given.number("fmin_hz"),
      fMaxHz: given.number("fmax_hz"),
      onWarning() {},
    });
    return { fbank: { data, shape: [frames, bins] } };
  },
  async ast_features(given) {
    const { data, frames, bins } = astFeatures(await given.samples("x"), {
      ...AST_FRONT_END,
      ...kaldiFraming(given),
      maxFrames: given.number("max_frames"),
      mean: given.number("mean"),
      std: given.number("std"),
    });
    return { input_values: { data, shape: [frames, bins] } };
  },
  async clap_features(given) {
    const { data, frames, bins } = clapFeatures(await given.samples("x"), {
      ...CLAP_FRONT_END,
      sampleRateHz: given.number("sample_rate_hz"),
      nMels: given.number("n_mels"),
      nFft: given.number("n_fft"),
      hopSamples: given.number("hop_samples"),
      fMinHz: given.number("fmin_hz"),
      fMaxHz: given.number("fmax_hz"),
      maxSamples: given.number("max_samples"),
    });
    return { input_features: { data, shape: [1, frames, bins] } };
  },
  async wav2vec2_features(given) {
    return { input_values: vector(wav2vec2Features(await given.samples("x"))) };
  },
  async spectral_centroid(given) {
    return { y: row(spectralCentroid(await given.samples("x"), spectrum(given))) };
  },
  async spectral_bandwidth(given) {
    const options = { ...spectrum(given), p: given.number("p") };
    return { y: row(spectralBandwidth(await given.samples("x"), options)) };
  },
  async spectral_rolloff(given) {
    const options = { ...spectrum(given), rollPercent: given.number("roll_percent") };
    return { y: row(spectralRolloff(await given.samples("x"), options)) };
  },
  async spectral_flatness(given) {
    const floor = { power: given.number("power"), amin: given.number("amin") };
    return { y: row(spectralFlatness(await given.samples("x"), { ...framing(given), ...floor })) };
  },
  async spectral_contrast(given) {
    const options = {
      ...spectrum(given),
      nBands: given.number("n_bands"),
      fMinHz: given.number("fmin_hz"),
      quantile: given.number("quantile"),
      linear: given.flag("linear"),
    };
    return { y: toRows(spectralContrast(await given.samples("x"), options)) };
  },
  async zero_crossing_rate(given) {
    const options = { ...cutting(given), threshold: given.number("threshold") };
    return { y: row(zeroCrossingRate(await given.samples("x"), options)) };
  },
  async rms(given) {
    const samples = await given.samples("x");
    if (given.case.params["from"] !== "spectrum") {
      const padMode = given.text("pad_mode") as PadMode;
      return { y: row(rms(samples, { ...cutting(given), padMode })) };
    }
    const S = stftPower(samples, { ...framing(given), power: 1 });
    return { y: row(rms(S, { frameSamples: given.number("frame_samples") })) };
  },
  async estimate_tuning(given) {
    const tuning = estimateTuning(await given.samples("x"), {
      ...spectrum(given),
      resolution: given.number("resolution"),
      binsPerOctave: given.number("bins_per_octave"),
      fMinHz: given.number("fmin_hz"),
      fMaxHz: given.number("fmax_hz"),
      threshold: given.number("threshold"),
    });
    return { tuning: vector([tuning]) };
  },
  chroma_filterbank(given) {
    const { data, frames, bins } = chromaFilterbank({
      sampleRateHz: given.number("sample_rate_hz"),
      nFft: given.number("n_fft"),
      nChroma: given.number("n_chroma"),
      tuning: given.number("tuning"),
      ctroct: given.number("ctroct"),
      octwidth: given.number("octwidth"),
      filterNorm: given.number("norm"),
      baseC: given.flag("base_c"),
    });
    return { W: { data, shape: [frames, bins] } };
  },
  async chroma_stft(given) {
    const options = {
      ...spectrum(given),
      nChroma: given.number("n_chroma"),
      tuning: orNull(given, "tuning"),
    };
    return { C: toRows(chromaStft(await given.samples("x"), options)) };
  },
  async cqt(given) {
    const options = {
      ...constantQ(given),
      nBins: given.number("n_bins"),
      tuning: given.number("tuning"),
    };
    return { C: toRows(cqt(await given.samples("x"), options)) };
  },
  async chroma_cqt(given) {
    const samples = await given.samples("x");
    const options = constantQ(given);
    const { sampleRateHz, binsPerOctave } = options;
    const tuning = orNull(given, "tuning") ??
      estimateTuning(samples, { sampleRateHz, binsPerOctave });
    const C = chromaCqt(samples, {
      ...options,
      nChroma: given.number("n_chroma"),
      nOctaves: given.number("n_octaves"),
      threshold: given.number("threshold"),
      tuning: orNull(given, "tuning"),
    });
    return { C: toRows(C), tuning: vector([tuning]) };
  },
  async tonnetz(given) {
    const options = {
      sampleRateHz: given.number("sample_rate_hz"),
      hopSamples: given.number("hop_samples"),
      fMinHz: given.number("fmin_hz"),
    };
    return { T: toRows(tonnetz(await given.samples("x"), options)) };
  },
  async yin(given) {
    const troughThreshold = given.number("trough_threshold");
    return { f0_hz: vector(yin(await given.samples("x"), { ...pitch(given), troughThreshold })) };
  },
  async pyin(given) {
    const { f0Hz, voiced, voicedProbability } = pyin(await given.samples("x"), {
      ...pitch(given),
      nThresholds: given.number("n_thresholds"),
      betaParameters: given.case.params["beta_parameters"] as [number, number],
      boltzmannParameter: given.number("boltzmann_parameter"),
      resolution: given.number("resolution"),
      maxTransitionRate: given.number("max_transition_rate"),
      switchProbability: given.number("switch_prob"),
      noTroughProbability: given.number("no_trough_prob"),
    });
    return {
      f0_hz: vector(f0Hz),
      voiced: vector(Int32Array.from(voiced)),
      voiced_prob: vector(voicedProbability),
    };
  },
};

/** Converts `[frames]` to the packs' `[1, frames]`. */
function row(data: Float32Array): NdArray {
  return { data, shape: [1, data.length] };
}

function orNull(given: Given, name: string): number | null {
  return given.isNull(name) ? null : given.number(name);
}

function spectrum(given: Given) {
  return { ...framing(given), sampleRateHz: given.number("sample_rate_hz") };
}

function cutting(given: Given) {
  return {
    frameSamples: given.number("frame_samples"),
    hopSamples: given.number("hop_samples"),
    center: given.flag("center"),
  };
}

function pitch(given: Given) {
  return {
    ...cutting(given),
    padMode: given.text("pad_mode") as PadMode,
    sampleRateHz: given.number("sample_rate_hz"),
    fMinHz: given.number("fmin_hz"),
    fMaxHz: given.number("fmax_hz"),
  };
}

function constantQ(given: Given) {
  return {
    sampleRateHz: given.number("sample_rate_hz"),
    hopSamples: given.number("hop_samples"),
    fMinHz: given.number("fmin_hz"),
    binsPerOctave: given.number("bins_per_octave"),
  };
}

/** Creates the symmetric Hann window, which Kaldi calls `hanning`. */
function kaldiFraming(given: Given) {
  if (given.text("window") !== "hanning") {
    throw new SyntaxError("Creating a window: expected hanning, received another");
  }
  return {
    sampleRateHz: given.number("sample_rate_hz"),
    nMels: given.number("n_mels"),
    frameLengthMs: given.number("frame_length_ms"),
    frameShiftMs: given.number("frame_shift_ms"),
    window: "hann" as const,
  };
}
