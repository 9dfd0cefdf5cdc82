/**
 * Types of the browser's audio that the microphone uses; not every runtime declares them.
 *
 * @module
 */

/** Globals of a browser. */
export interface AudioHost {
  readonly navigator?: { readonly mediaDevices?: MediaDevicesLike };
  readonly AudioContext: new () => AudioContextLike;
  readonly AudioWorkletNode: new (
    context: AudioContextLike,
    name: string,
    options: { readonly numberOfOutputs: number },
  ) => WorkletNodeLike;
}

interface MediaDevicesLike {
  getUserMedia(constraints: { readonly audio: object }): Promise<MediaStreamLike>;
}

/** Stream of a microphone. */
export interface MediaStreamLike {
  getTracks(): readonly TrackLike[];
  getAudioTracks(): readonly TrackLike[];
}

interface TrackLike extends EventTarget {
  stop(): void;
}

/** Audio graph. */
export interface AudioContextLike {
  readonly state: string;
  readonly sampleRate: number;
  readonly audioWorklet: { addModule(url: string | URL): Promise<void> };
  resume(): Promise<void>;
  close(): Promise<void>;
  createMediaStreamSource(stream: MediaStreamLike): { connect(node: WorkletNodeLike): unknown };
}

/** Node of an audio worklet. */
export interface WorkletNodeLike {
  readonly port: { onmessage: ((event: MessageEvent<Float32Array>) => void) | null };
}
