/**
 * Microphone of a browser as a stream of samples.
 *
 * @module
 */
export {
  type ClassifierWorker,
  type ClassifierWorkerOptions,
  createClassifierWorker,
  type WorkerLike,
} from "./create_classifier_worker.ts";
export { InputError, type InputErrorCode, UnavailableError } from "../errors.ts";
export { type Microphone, type MicrophoneOptions, openMicrophone } from "./open_microphone.ts";
export { serveClassifier } from "./serve_classifier.ts";
export type { WorkerPort } from "./_worker_channel.ts";
export { MICROPHONE_WORKLET } from "./worklet.ts";
