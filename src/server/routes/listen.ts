import { PCM_ENCODINGS, type PcmEncoding, RawPcmDecoder } from "../../decode/raw_pcm.ts";
import { watch } from "../../listen/watch.ts";
import { watchJson } from "../../listen/watch_item.ts";
import { busy, Problem, problemJson, problemOf } from "../problem.ts";
import type { Services } from "../services.ts";

/** Part of a WebSocket of any runtime that is used here. */
export interface Socket {
  readonly readyState: number;
  /** Socket of the runtime, which knows how much has not been sent. */
  readonly raw?: { readonly bufferedAmount?: number; getBufferedAmount?(): number } | undefined;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

/** Audio that a client may send ahead of the updates, in seconds. */
const AHEAD_SECONDS = 30;
/** Unsent bytes from which no update is computed. */
const UNSENT_BYTES = 65_536;
const OPEN = 1;
const [POLICY, FAILED, LATER] = [1008, 1011, 1013];

/** Parameters of a live stream. */
interface ListenParameters {
  readonly sampleRateHz: number;
  readonly encoding: PcmEncoding;
  readonly channels: number;
}

/**
 * Creates the handlers of a live stream: PCM in binary messages, updates and events as JSON.
 *
 * @throws {Problem} for invalid parameters, a page of another origin, or too many streams
 */
export function listenEvents(request: Request, services: Services): Record<string, unknown> {
  const parameters = readParameters(request);
  const origin = request.headers.get("origin");
  if (origin !== null && new URL(origin).host !== request.headers.get("host")) {
    // Pages of other origins may open sockets, and would get the answers.
    const detail = "Opening a stream: expected a page of this server, received another origin";
    throw new Problem({ status: 403, code: "wrong_origin", detail });
  }
  if (services.streams >= services.settings.maxStreams) {
    throw busy(429, "too_many_streams", "Too many live streams");
  }
  const queue = new PcmQueue(parameters);
  const ending = new AbortController();
  const run = async (socket: Socket) => {
    services.streams++;
    try {
      const classifier = await services.predictor.classifier();
      const source = { sampleRateHz: parameters.sampleRateHz, samples: queue.chunks() };
      const open = { name: "stream", open: () => source };
      for await (const item of watch(open, classifier, { signal: ending.signal })) {
        if (item.type === "update") queue.answeredSeconds = item.endSeconds;
        socket.send(JSON.stringify(watchJson(item)));
        await drained(socket, ending.signal);
      }
      socket.close(1000);
    } catch (error) {
      if (socket.readyState !== OPEN) return;
      socket.send(JSON.stringify({ type: "problem", ...problemJson(problemOf(error)) }));
      socket.close(FAILED);
    } finally {
      services.streams--;
      queue.end();
    }
  };
  return {
    onOpen: (_: unknown, socket: Socket) => void run(socket),
    onMessage({ data }: { data: unknown }, socket: Socket) {
      if (typeof data === "string") return void queue.end();
      const bytes = data instanceof ArrayBuffer
        ? new Uint8Array(data)
        : ArrayBuffer.isView(data)
        ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
        : undefined;
      if (!bytes) return socket.close(POLICY, "Expected binary messages");
      if (queue.push(bytes)) return;
      socket.close(LATER, `More than ${AHEAD_SECONDS} s ahead of the updates`);
      ending.abort();
    },
    onClose() {
      queue.end();
      ending.abort();
    },
    onError() {
      queue.end();
      ending.abort();
    },
  };
}

/** PCM that was received and not yet read. */
class PcmQueue {
  /** End of the audio that was answered, in seconds. */
  answeredSeconds = 0;
  readonly #decoder: RawPcmDecoder;
  readonly #sampleRateHz: number;
  readonly #chunks: Float32Array[] = [];
  #receivedSamples = 0;
  #isEnded = false;
  #wake = () => {};

  constructor({ encoding, channels, sampleRateHz }: ListenParameters) {
    this.#decoder = new RawPcmDecoder(encoding, channels);
    this.#sampleRateHz = sampleRateHz;
  }

  /** Adds bytes. @returns false when the client is too far ahead */
  push(bytes: Uint8Array): boolean {
    if (this.#isEnded) return true;
    const samples = this.#decoder.decode(bytes);
    this.#receivedSamples += samples.length;
    if (this.#receivedSamples / this.#sampleRateHz > this.answeredSeconds + AHEAD_SECONDS) {
      return false;
    }
    this.#chunks.push(samples);
    this.#wake();
    return true;
  }

  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  async *chunks(): AsyncGenerator<Float32Array> {
    for (;;) {
      const next = this.#chunks.shift();
      if (next) yield next;
      else if (this.#isEnded) return;
      else await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }
}

/** Waits until a slow client has received most of what was sent. */
async function drained({ raw }: Socket, signal: AbortSignal): Promise<void> {
  const unsent = () => raw?.getBufferedAmount?.() ?? raw?.bufferedAmount ?? 0;
  while (unsent() > UNSENT_BYTES && !signal.aborted) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function readParameters(request: Request): ListenParameters {
  const { searchParams } = new URL(request.url);
  const rate = Number(searchParams.get("rate") ?? 16_000);
  const channels = Number(searchParams.get("channels") ?? 1);
  const encoding = searchParams.get("encoding") ?? "s16le";
  const refuse = (name: string, expected: string): never => {
    const detail = `Opening a stream: expected ${name} to be ${expected}, received another value`;
    throw new Problem({ status: 422, code: "invalid_parameter", detail });
  };
  if (!(rate >= 4000 && rate <= 768_000)) refuse("rate", "4000 to 768000 Hz");
  if (!(Number.isInteger(channels) && channels >= 1 && channels <= 8)) refuse("channels", "1 to 8");
  const known = PCM_ENCODINGS.find((one) => one === encoding);
  return {
    sampleRateHz: rate,
    channels,
    encoding: known ?? refuse("encoding", PCM_ENCODINGS.join(", ")),
  };
}
