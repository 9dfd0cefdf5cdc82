/**
 * Microphone of a browser as a stream of samples.
 *
 * @module
 */
export { InputError, type InputErrorCode, UnavailableError } from "../errors.ts";
export { type Microphone, type MicrophoneOptions, openMicrophone } from "./open_microphone.ts";
export { MICROPHONE_WORKLET } from "./worklet.ts";
