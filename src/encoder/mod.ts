/**
 * Audio encoders: frozen ONNX networks that turn windows of audio into vectors. Any network with a
 * manifest can be used. A session factory runs it; the default is `onnxruntime-web`, loaded on
 * first use.
 *
 * @module
 */
export { createEncoder, type Encoder, type EncoderOptions } from "./encoder.ts";
export { checkEncoder } from "./check_encoder.ts";
export { encoderInput } from "./encoder_input.ts";
export { type EncodeOptions, encodeWindows } from "./encode_windows.ts";
export type { EncodedWindow } from "./encoded_window.ts";
export { createWindowCache, type WindowCache, type WindowCut } from "./window_cache.ts";
export type { EncoderManifest, TensorInfo } from "./manifest.ts";
export { webSessions } from "./ort_load.ts";
export {
  type Ort,
  type OrtMetadata,
  type OrtSession,
  ortSessions,
  type OrtTensor,
} from "./ort_sessions.ts";
export { type OrtWeb, workerdSessions } from "./ort_workerd.ts";
export type { ExternalData, Session, SessionFactory, Tensor } from "./session.ts";
export {
  createYamnet,
  type Yamnet,
  type YamnetPatch,
  type YamnetRecording,
} from "./yamnet/yamnet.ts";
export { createYamnetEncoder, type YamnetEncoderOptions } from "./yamnet/yamnet_encoder.ts";
export type { ResampleWaveformOptions } from "../resample/resample_waveform.ts";
export type { ModelSource, Progress, ProgressOptions, Waveform } from "../types.ts";
export {
  slidingWindows,
  type WindowFill,
  type WindowOptions,
  type WindowPosition,
} from "../windows/sliding_windows.ts";
