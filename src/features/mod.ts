/**
 * Acoustic features. Matrices are frame-major: row t is frame t.
 *
 * @module
 */
export type { ComplexFrameMatrix, FrameMatrix } from "../types.ts";

// Transforms
export { irfft } from "./spectrum/irfft.ts";
export { istft, type IstftOptions } from "./spectrum/istft.ts";
export { rfft, rfftInto, type RfftOptions } from "./spectrum/rfft.ts";
export { dct, type DctOptions } from "./mel/dct.ts";
export { windowFunction, type WindowName } from "./spectrum/window_function.ts";
export { type FrameOptions, type PadMode, stftFrameCount } from "./_frames.ts";
export { FrameStream, type FrameStreamOptions } from "./spectrum/frame_stream.ts";
export {
  stft,
  stftInto,
  stftPower,
  stftPowerInto,
  type StftPowerOptions,
} from "./spectrum/stft.ts";

// Mel and cepstra
export { amplitudeToDb, type DecibelOptions, powerToDb } from "./spectrum/decibels.ts";
export { melFilterbank, type MelOptions, type MelScale } from "./mel/mel_filterbank.ts";
export { melSpectrogram, melSpectrogramInto } from "./mel/mel_spectrogram.ts";
export type { MelSpectrogramOptions } from "./mel/mel_spectrogram.ts";
export { mfcc, type MfccOptions } from "./mel/mfcc.ts";
export { delta, type DeltaOptions } from "./mel/delta.ts";

// Front ends of published encoders
export { kaldiFbank, type KaldiFbankOptions } from "./mel/kaldi_fbank.ts";
export {
  AST_FRONT_END,
  astFeatures,
  astFeaturesInto,
  type AstFrontEnd,
} from "./front_ends/ast_features.ts";
export {
  CLAP_FRONT_END,
  clapFeatures,
  clapFeaturesInto,
  type ClapFrontEnd,
} from "./front_ends/clap_features.ts";
export { wav2vec2Features, wav2vec2FeaturesInto } from "./front_ends/wav2vec2_features.ts";

// Front ends of published classifiers
export {
  acoustic193,
  ACOUSTIC193_FRONT_END,
  type Acoustic193FrontEnd,
  acoustic193Names,
} from "./front_ends/acoustic193.ts";
export {
  CRY_RESNET_FRONT_END,
  cryMel224,
  type CryMelFrontEnd,
} from "./front_ends/cry_resnet_image.ts";
export { cryMel224Lambda } from "./front_ends/cry_resnet_lambda_image.ts";
export {
  DEEPINFANT_FRONT_END,
  DEEPINFANT_README_FRONT_END,
  type MelDecibelFrontEnd,
  melDecibels,
} from "./front_ends/mel_db.ts";
export { resizeBilinear } from "./front_ends/resize_bilinear.ts";
export {
  VGGISH_FRONT_END,
  type VggishFrontEnd,
  vggishLogMel,
  vggishPatches,
} from "./mel/vggish_log_mel.ts";
export { YAMNET_FRONT_END, yamnetLogMel, YamnetPatchStream } from "./front_ends/yamnet_log_mel.ts";

// Front ends of the embedded models
export { CRY_FEATURE_NAMES, CRY_FRONT_END, cryFeatures } from "./front_ends/cry/cry_features.ts";
export type { CryFrontEnd, CryMelBands } from "./front_ends/cry/cry_front_end.ts";
export { CRY_LOG_MEL, cryLogMel } from "./front_ends/cry/cry_log_mel.ts";
export { type FrontEnd, frontEnd } from "./front_ends/front_ends.ts";

// Spectral shape and level
export { spectralBandwidth } from "./shape/spectral_bandwidth.ts";
export { spectralCentroid } from "./shape/spectral_centroid.ts";
export { spectralContrast, type SpectralContrastOptions } from "./shape/spectral_contrast.ts";
export { spectralFlatness } from "./shape/spectral_flatness.ts";
export { spectralRolloff } from "./shape/spectral_rolloff.ts";
export type { SpectrumOptions } from "./_spectrum.ts";
export { type CutOptions, rms } from "./shape/rms.ts";
export { zeroCrossingRate } from "./shape/zero_crossing_rate.ts";

// Pitch classes
export { chromaFilterbank, type ChromaOptions } from "./chroma/chroma_filterbank.ts";
export { chromaStft, type ChromaStftOptions } from "./chroma/chroma_stft.ts";
export { chromaCqt, type ChromaCqtOptions } from "./chroma/chroma_cqt.ts";
export { cqt, type CqtOptions } from "./chroma/cqt.ts";
export { tonnetz } from "./chroma/tonnetz.ts";
export { estimateTuning, type EstimateTuningOptions } from "./chroma/estimate_tuning.ts";

// Pitch
export { pyin, type PyinOptions, type PyinTrack } from "./pitch/pyin.ts";
export { yin, type YinOptions } from "./pitch/yin.ts";
export type { PitchOptions } from "./pitch/yin_frames.ts";
