import { checkOptions } from "../check_option.ts";
import { InputError, UnavailableError } from "../errors.ts";
import { toDbfs } from "../waveform/level.ts";
import type {
  AudioContextLike,
  AudioHost,
  MediaStreamLike,
  WorkletNodeLike,
} from "./_audio_host.ts";
import { microphoneError } from "./microphone_error.ts";
import { MICROPHONE_WORKLET } from "./worklet.ts";

/** Options of {@link openMicrophone}. */
export interface MicrophoneOptions {
  /** Identifier of the device, from `enumerateDevices`. Default: the browser's choice. */
  readonly deviceId?: string;
  /** Whether the browser removes echoes; default false. */
  readonly echoCancellation?: boolean;
  /** Whether the browser removes noise, and with it cries; default false. */
  readonly noiseSuppression?: boolean;
  /** Whether the browser changes the gain; default false. */
  readonly autoGainControl?: boolean;
  /** Address of a file with `MICROPHONE_WORKLET`. Default: a `blob:` address. */
  readonly workletUrl?: string | URL;
}

/** Open microphone; a source of `watch` and of `Classifier.stream`. */
export interface Microphone extends AsyncIterable<Float32Array> {
  /** Sample rate in Hz. */
  readonly sampleRateHz: number;
  /** Mono samples in chunks of 2,048; the microphone itself. Can be read once. */
  readonly samples: AsyncIterable<Float32Array>;
  /** RMS level of the last chunk, in dB re full scale; at least -120. */
  readonly levelDbfs: number;
  /** Number of samples that were dropped because they were not read for 30 s. */
  readonly droppedSamples: number;
  /** Ends the samples and releases the microphone. */
  stop(): Promise<void>;
}

const NAMES: Readonly<Record<keyof MicrophoneOptions, true>> = {
  deviceId: true,
  echoCancellation: true,
  noiseSuppression: true,
  autoGainControl: true,
  workletUrl: true,
};
/** Time in which the browser must start the audio, in milliseconds. */
const RESUME_MS = 2000;
const KEPT_SECONDS = 30;

/**
 * Opens the microphone of a browser, without the processing that browsers apply to voices. The page
 * must be loaded by HTTPS or from localhost, and the call should follow a click.
 *
 * @throws {InputError} when the microphone cannot be used, with code `permission`, `not_found`,
 *   `busy` or `suspended`; also from the samples, with code `lost`
 * @throws {UnavailableError} on a host without microphones, or a page that was not loaded by HTTPS
 * @throws {TypeError} when an option is unknown
 */
export async function openMicrophone(options: MicrophoneOptions = {}): Promise<Microphone> {
  checkOptions("Opening the microphone", options, NAMES);
  const { deviceId, workletUrl, ...processing } = options;
  const host = globalThis as unknown as AudioHost;
  const { mediaDevices } = host.navigator ?? {};
  if (!mediaDevices?.getUserMedia) {
    throw new UnavailableError(
      "Opening the microphone: expected a page loaded by HTTPS in a browser, received another host",
      { dependency: "getUserMedia" },
    );
  }
  const stream = await mediaDevices.getUserMedia({
    audio: {
      echoCancellation: false,
      noiseSuppression: false,
      autoGainControl: false,
      ...processing,
      ...(deviceId === undefined ? {} : { deviceId: { exact: deviceId } }),
    },
  }).catch((cause: unknown) => {
    throw microphoneError(cause);
  });
  const context = new host.AudioContext();
  const release = async () => {
    for (const track of stream.getTracks()) track.stop();
    if (context.state !== "closed") await context.close();
  };
  try {
    await start(context);
    await addWorklet(context, workletUrl);
  } catch (error) {
    await release();
    throw error;
  }
  const node = new host.AudioWorkletNode(context, "babycry-microphone", { numberOfOutputs: 0 });
  context.createMediaStreamSource(stream).connect(node);
  return createMicrophone(node, stream, context.sampleRate, release);
}

async function start(context: AudioContextLike): Promise<void> {
  const late = new Promise<void>((resolve) => setTimeout(resolve, RESUME_MS));
  await Promise.race([context.resume(), late]);
  if (context.state === "running") return;
  throw new InputError(
    `Opening the microphone: expected running audio, received ${context.state}; call it from a click`,
    { code: "suspended" },
  );
}

async function addWorklet(context: AudioContextLike, url: string | URL | undefined): Promise<void> {
  if (url !== undefined) return await context.audioWorklet.addModule(url);
  const blob = URL.createObjectURL(new Blob([MICROPHONE_WORKLET], { type: "text/javascript" }));
  try {
    await context.audioWorklet.addModule(blob);
  } finally {
    URL.revokeObjectURL(blob);
  }
}

function createMicrophone(
  node: WorkletNodeLike,
  stream: MediaStreamLike,
  sampleRateHz: number,
  release: () => Promise<void>,
): Microphone {
  const chunks: Float32Array[] = [];
  let [levelDbfs, droppedSamples] = [toDbfs(0), 0];
  let end: InputError | "stopped" | undefined;
  let wake = () => {};
  node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
    const power = data.reduce((sum, sample) => sum + sample * sample, 0) / data.length;
    levelDbfs = toDbfs(Math.sqrt(power));
    chunks.push(data);
    if (chunks.length * data.length > KEPT_SECONDS * sampleRateHz) {
      droppedSamples += chunks.shift()!.length;
    }
    wake();
  };
  stream.getAudioTracks()[0]!.addEventListener("ended", () => {
    end ??= new InputError("Reading the microphone: expected samples, received its end", {
      code: "lost",
    });
    wake();
  });
  const stop = async () => {
    end ??= "stopped";
    wake();
    await release();
  };
  async function* read(): AsyncGenerator<Float32Array> {
    try {
      for (;;) {
        const chunk = chunks.shift();
        if (chunk) yield chunk;
        else if (end instanceof InputError) throw end;
        else if (end) return;
        else await new Promise<void>((resolve) => wake = resolve);
      }
    } finally {
      await stop();
    }
  }
  const samples = read();
  return {
    sampleRateHz,
    samples,
    get levelDbfs() {
      return levelDbfs;
    },
    get droppedSamples() {
      return droppedSamples;
    },
    stop,
    [Symbol.asyncIterator]: () => samples,
  };
}
