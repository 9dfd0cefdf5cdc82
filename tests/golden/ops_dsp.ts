/**
 * Ops of the pack `dsp`, one adapter each from a case to the public API.
 *
 * @module
 */
import {
  amplitudeToDb,
  dct,
  type FrameOptions,
  melFilterbank,
  type MelScale,
  melSpectrogram,
  mfcc,
  type PadMode,
  powerToDb,
  rfft,
  stft,
  stftPower,
  windowFunction,
  type WindowName,
} from "@babycry/babycry/features";
import { resample, resampleLength } from "@babycry/babycry/resample";
import type { Given } from "./given.ts";
import { type Compute, toComplexRows, toFrames, toRows, vector } from "./op.ts";

export const DSP_OPS: Readonly<Record<string, Compute>> = {
  async rfft(given) {
    const nFft = given.number("n_fft");
    const data = rfft(await given.samples("x"), { nFft });
    return { X: { data, shape: [data.length / 2, 2] } };
  },
  window(given) {
    const periodic = given.flag("periodic");
    const name = given.text("window") as WindowName;
    return { w: vector(windowFunction(name, given.number("n_samples"), { periodic })) };
  },
  async stft(given) {
    return { X: toComplexRows(stft(await given.samples("x"), framing(given))) };
  },
  async stft_power(given) {
    const power = given.number("power");
    return { S: toRows(stftPower(await given.samples("x"), { ...framing(given), power })) };
  },
  mel_filterbank(given) {
    const nFft = given.number("n_fft");
    const { data, frames, bins } = melFilterbank({ nFft, ...melBands(given) });
    return { W: { data, shape: [frames, bins] } };
  },
  async melspectrogram(given) {
    const options = { ...framing(given), ...melBands(given), power: given.number("power") };
    return { S: toRows(melSpectrogram(await given.samples("x"), options)) };
  },
  power_to_db(given) {
    return { D: toRows(powerToDb(toFrames(given.array("S")), decibels(given))) };
  },
  amplitude_to_db(given) {
    return { D: toRows(amplitudeToDb(toFrames(given.array("S")), decibels(given))) };
  },
  dct(given) {
    const coefficients = given.number("n_coefficients");
    const norm = given.isNull("norm") ? null : "ortho";
    return { y: toRows(dct(toFrames(given.array("x")), { coefficients, norm })) };
  },
  async mfcc(given) {
    const options = {
      ...framing(given),
      ...melBands(given),
      nMfcc: given.number("n_mfcc"),
      lifter: given.number("lifter"),
      dctNorm: "ortho" as const,
      topDb: given.number("top_db"),
    };
    return { M: toRows(mfcc(await given.samples("x"), options)) };
  },
  async resample(given) {
    return { y: vector(resample(await given.samples("x"), rates(given))) };
  },
  async resample_alias(given) {
    return { y: vector(resample(await given.samples("x"), rates(given))) };
  },
  async resample_length(given) {
    const samples = await given.samples("x");
    const length = resampleLength(samples.length, rates(given));
    const made = resample(samples, rates(given)).length;
    if (made !== length) {
      throw new RangeError(
        `Resampling: expected ${length} samples as resampleLength returns, received ${made}`,
      );
    }
    return { n_samples: vector([length]) };
  },
};

export function framing(given: Given): FrameOptions {
  return {
    nFft: given.number("n_fft"),
    hopSamples: given.number("hop_samples"),
    windowSamples: given.number("win_samples"),
    window: given.text("window") as WindowName,
    center: given.flag("center"),
    padMode: given.text("pad_mode") as PadMode,
  };
}

function melBands(given: Given) {
  return {
    sampleRateHz: given.number("sample_rate_hz"),
    nMels: given.number("n_mels"),
    fMinHz: given.number("fmin_hz"),
    fMaxHz: given.number("fmax_hz"),
    melScale: given.text("mel_scale") as MelScale,
    norm: given.isNull("norm") ? null : given.text("norm") as "slaney",
  };
}

function decibels(given: Given) {
  return {
    ref: given.case.params["ref"] === "max" ? "max" as const : given.number("ref"),
    topDb: given.isNull("top_db") ? null : given.number("top_db"),
    amin: given.number("amin"),
  };
}

function rates(given: Given) {
  return { fromHz: given.number("from_hz"), toHz: given.number("to_hz") };
}
