/**
 * Acoustic features. Matrices are frame-major: row t is frame t.
 *
 * @module
 */
export type { ComplexFrameMatrix, FrameMatrix } from "../types.ts";

// Transforms
export { irfft } from "./irfft.ts";
export { istft, type IstftOptions } from "./istft.ts";
export { rfft, rfftInto, type RfftOptions } from "./rfft.ts";
export { dct, type DctOptions } from "./dct.ts";
export { windowFunction, type WindowName } from "./window_function.ts";
export { type FrameOptions, type PadMode, stftFrameCount } from "./_frames.ts";
export { FrameStream, type FrameStreamOptions } from "./frame_stream.ts";
export { stft, stftInto, stftPower, stftPowerInto, type StftPowerOptions } from "./stft.ts";

// Mel and cepstra
export { amplitudeToDb, type DecibelOptions, powerToDb } from "./decibels.ts";
export { melFilterbank, type MelOptions, type MelScale } from "./mel_filterbank.ts";
export { melSpectrogram, melSpectrogramInto } from "./mel_spectrogram.ts";
export type { MelSpectrogramOptions } from "./mel_spectrogram.ts";
export { mfcc, type MfccOptions } from "./mfcc.ts";
export { delta, type DeltaOptions } from "./delta.ts";

// Front ends of published encoders
export { kaldiFbank, type KaldiFbankOptions } from "./kaldi_fbank.ts";
export { AST_FRONT_END, astFeatures, astFeaturesInto, type AstFrontEnd } from "./ast_features.ts";
export {
  CLAP_FRONT_END,
  clapFeatures,
  clapFeaturesInto,
  type ClapFrontEnd,
} from "./clap_features.ts";
export { wav2vec2Features, wav2vec2FeaturesInto } from "./wav2vec2_features.ts";

// Front ends of published classifiers
export {
  acoustic193,
  ACOUSTIC193_FRONT_END,
  type Acoustic193FrontEnd,
  acoustic193Names,
} from "./acoustic193.ts";
export { CRY_RESNET_FRONT_END, cryMel224, type CryMelFrontEnd } from "./cry_mel224.ts";
export { cryMel224Lambda } from "./cry_mel224_lambda.ts";
export {
  DEEPINFANT_FRONT_END,
  DEEPINFANT_README_FRONT_END,
  type MelDecibelFrontEnd,
  melDecibels,
} from "./mel_decibels.ts";
export { resizeBilinear } from "./resize_bilinear.ts";
export {
  VGGISH_FRONT_END,
  type VggishFrontEnd,
  vggishLogMel,
  vggishPatches,
  YAMNET_FRONT_END,
} from "./vggish_log_mel.ts";

// Front ends of the embedded models
export { CRY_FEATURE_NAMES, CRY_FRONT_END, cryFeatures } from "./cry/cry_features.ts";
export type { CryFrontEnd, CryMelBands } from "./cry/cry_front_end.ts";
export { CRY_LOG_MEL, cryLogMel } from "./cry/cry_log_mel.ts";
export { type FrontEnd, frontEnd } from "./front_ends.ts";

// Shape of the spectrum and of the signal
export { spectralBandwidth } from "./spectral_bandwidth.ts";
export { spectralCentroid } from "./spectral_centroid.ts";
export { spectralContrast, type SpectralContrastOptions } from "./spectral_contrast.ts";
export { spectralFlatness } from "./spectral_flatness.ts";
export { spectralRolloff } from "./spectral_rolloff.ts";
export type { SpectrumOptions } from "./_spectrum.ts";
export { type CutOptions, rms } from "./rms.ts";
export { zeroCrossingRate } from "./zero_crossing_rate.ts";

// Pitch classes
export { chromaFilterbank, type ChromaOptions } from "./chroma_filterbank.ts";
export { chromaStft, type ChromaStftOptions } from "./chroma_stft.ts";
export { chromaCqt, type ChromaCqtOptions } from "./chroma_cqt.ts";
export { cqt, type CqtOptions } from "./cqt.ts";
export { tonnetz } from "./tonnetz.ts";
export { estimateTuning, type EstimateTuningOptions } from "./estimate_tuning.ts";

// Pitch
export { pyin, type PyinOptions, type PyinTrack } from "./pyin.ts";
export { yin, type YinOptions } from "./yin.ts";
export type { PitchOptions } from "./_yin_frames.ts";
