/**
 * Audio encoders: frozen networks in ONNX that turn windows of sound into vectors. Whatever network
 * has a manifest runs; what runs it is handed in, or `onnxruntime-web`, loaded when it is first needed.
 *
 * @module
 */
export { createEncoder, type Encoder, type EncoderOptions } from "./encoder.ts";
export { encoderInput } from "./encoder_input.ts";
export { type EncodeOptions, encodeWindows } from "./encode_windows.ts";
export type { EncodedWindow } from "./encoded_window.ts";
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
export { createYamnet, type Yamnet, type YamnetPatch } from "./yamnet/yamnet.ts";
export { createYamnetEncoder } from "./yamnet/yamnet_encoder.ts";
export type { ModelSource, Progress, ProgressOptions, Waveform } from "../types.ts";
export type { WindowFill, WindowOptions } from "../windows/sliding_windows.ts";
