/**
 * Ops of both packs: front ends of published classifiers.
 *
 * @module
 */
import {
  acoustic193,
  acoustic193Names,
  CRY_RESNET_FRONT_END,
  cryMel224,
  cryMel224Lambda,
  type MelDecibelFrontEnd,
  melDecibels,
  vggishLogMel,
  vggishPatches,
  type WindowName,
} from "@babycry/babycry/features";
import type { Given } from "./given.ts";
import { type Compute, toRows, vector } from "./op.ts";

export const FRONT_END_OPS: Readonly<Record<string, Compute>> = {
  async acoustic193(given) {
    const frontEnd = {
      sampleRateHz: given.number("sample_rate_hz"),
      nFft: given.number("n_fft"),
      hopSamples: given.number("hop_samples"),
      windowSamples: given.number("win_samples"),
      window: given.text("window") as WindowName,
      nMfcc: given.number("n_mfcc"),
      nMels: given.number("n_mels"),
      nBands: given.number("n_bands"),
      fMinHz: given.number("fmin_hz"),
    };
    const data = acoustic193(await given.samples("x"), frontEnd);
    const names = acoustic193Names(frontEnd);
    const part = (name: string) => vector(data.filter((_, i) => names[i]!.startsWith(`${name}_`)));
    return {
      mfcc: part("mfcc"),
      chroma: part("chroma"),
      mel: part("mel"),
      contrast: part("contrast"),
      tonnetz: part("tonnetz"),
      vector: vector(data),
    };
  },
  async deepinfant_mel(given) {
    return { D: toRows(melDecibels(await given.samples("x"), melDecibelFrontEnd(given))) };
  },
  async cry_mel224(given) {
    const pixels = given.number("height");
    const frontEnd = { ...melDecibelFrontEnd(given), pixels };
    const data = cryMel224(await given.samples("x"), frontEnd);
    return { image: { data, shape: [1, 1, pixels, given.number("width")] } };
  },
  async cry_mel224_lambda(given) {
    const pixels = given.number("height");
    const data = cryMel224Lambda(await given.samples("x"), {
      sampleRateHz: given.number("sample_rate_hz"),
      frontEnd: {
        ...CRY_RESNET_FRONT_END,
        seconds: given.number("duration_s"),
        nMels: given.number("n_mels"),
        nFft: given.number("n_fft"),
        hopSamples: given.number("hop_samples"),
        pixels,
      },
    });
    return { image: { data, shape: [1, 1, pixels, given.number("width")] } };
  },
  async vggish_logmel(given) {
    const frontEnd = {
      sampleRateHz: given.number("sample_rate_hz"),
      windowSeconds: given.number("window_s"),
      hopSeconds: given.number("hop_s"),
      nMels: given.number("n_mels"),
      fMinHz: given.number("fmin_hz"),
      fMaxHz: given.number("fmax_hz"),
      logOffset: given.number("log_offset"),
      patchSeconds: given.number("patch_s"),
      patchHopSeconds: given.number("patch_hop_s"),
    };
    const logMel = vggishLogMel(await given.samples("x"), frontEnd);
    const patches = vggishPatches(logMel, frontEnd);
    const length = Math.round(frontEnd.patchSeconds / frontEnd.hopSeconds);
    return {
      log_mel: { data: logMel.data, shape: [logMel.frames, logMel.bins] },
      patches: {
        data: Float32Array.from(patches.flatMap(({ data }) => [...data])),
        shape: [patches.length, length, logMel.bins],
      },
    };
  },
};

function melDecibelFrontEnd(given: Given): MelDecibelFrontEnd {
  return {
    sampleRateHz: given.number("sample_rate_hz"),
    seconds: given.number("duration_s"),
    nFft: given.number("n_fft"),
    hopSamples: given.number("hop_samples"),
    nMels: given.number("n_mels"),
    fMinHz: given.number("fmin_hz"),
    fMaxHz: given.number("fmax_hz"),
  };
}
