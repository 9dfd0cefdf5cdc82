/**
 * Microphone of a browser as a stream of samples.
 *
 * @module
 */
export { MicrophoneError, type MicrophoneErrorCode } from "./microphone_error.ts";
export { type Microphone, type MicrophoneOptions, openMicrophone } from "./open_microphone.ts";
export { MICROPHONE_WORKLET } from "./worklet.ts";
