/**
 * babycry: whether an infant is crying, from a recording or a live stream.
 *
 * @module
 */
export { provideDspModule, ready } from "./src/dsp/load.ts";
export { DecodeError, type DecodeErrorReason, ModelError, UnavailableError } from "./src/errors.ts";
export type {
  ComplexFrameMatrix,
  FrameMatrix,
  LongWorkOptions,
  Matrix,
  Progress,
  Waveform,
} from "./src/types.ts";
export {
  slidingWindows,
  type WindowFill,
  type WindowOptions,
  type WindowPosition,
} from "./src/windows/sliding_windows.ts";
