/** HE-AAC with a decoder of the host; `tests/runtime/browser_test.ts` has that of Chromium. */
import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { decode, decodeStream } from "@babycry/babycry/decode";
import { AAC_ADTS, AAC_M4A } from "./_encoded.ts";
import { withConfig, withSbrFrames } from "./_aac_files.ts";

const CORE_FRAMES = 1024;
const RATE_HZ = 32_000;

interface Config {
  readonly codec: string;
  readonly sampleRate: number;
  readonly numberOfChannels: number;
  readonly description: Uint8Array;
}

interface Callbacks {
  output(data: unknown): void;
  error(error: Error): void;
}

/** Host whose decoder returns two frames for one of the core, each the number of its packet. */
class FakeDecoder {
  static last: FakeDecoder;
  static isSupported = true;
  /** Packet at which the decoder fails. */
  static failsAt = Infinity;
  static isConfigSupported(): Promise<{ supported: boolean }> {
    return Promise.resolve({ supported: FakeDecoder.isSupported });
  }
  state = "unconfigured";
  decodeQueueSize = 0;
  ondequeue: (() => void) | null = null;
  config: Config | undefined;
  packets = 0;
  readonly #callbacks: Callbacks;
  #work = Promise.resolve();

  constructor(callbacks: Callbacks) {
    this.#callbacks = callbacks;
    FakeDecoder.last = this;
  }

  configure(config: Config): void {
    this.config = config;
    this.state = "configured";
  }

  decode(chunk: { readonly data: Uint8Array }): void {
    assert.equal(this.state, "configured");
    assert.ok(chunk.data.length > 0);
    const packet = this.packets++;
    this.decodeQueueSize++;
    this.#work = this.#work.then(() => this.#finish(packet));
  }

  async #finish(packet: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve));
    if (this.state === "closed") return;
    this.decodeQueueSize--;
    this.ondequeue?.();
    if (packet === FakeDecoder.failsAt) {
      this.state = "closed";
      return this.#callbacks.error(new Error("Bad packet"));
    }
    this.#callbacks.output({
      ...{ sampleRate: RATE_HZ, numberOfChannels: 2, numberOfFrames: 2 * CORE_FRAMES },
      copyTo: (samples: Float32Array) => samples.fill(packet),
      close: () => {},
    });
  }

  async flush(): Promise<void> {
    await this.#work;
    if (this.state === "closed") throw new Error("Closed");
  }

  close(): void {
    this.state = "closed";
  }
}

function useFake(settings: { readonly isSupported?: boolean; readonly failsAt?: number } = {}) {
  const { isSupported = true, failsAt = Infinity } = settings;
  Object.assign(FakeDecoder, { isSupported, failsAt });
  Object.assign(globalThis, {
    AudioDecoder: FakeDecoder,
    EncodedAudioChunk: function (chunk: unknown) {
      return chunk;
    },
  });
}

afterEach(() => {
  for (const name of ["AudioDecoder", "EncodedAudioChunk"]) {
    Reflect.deleteProperty(globalThis, name);
  }
});

const announced = withConfig([0x2c, 0x0a, 0x88, 0, 0]);
const refused = { name: "DecodeError", reason: "unsupported", message: /received HE-AAC/ };

test("announced HE-AAC has the rate of the host's decoder, and the edit at that rate", async () => {
  useFake();
  const core = await decode(AAC_M4A);
  assert.equal(core.format, "m4a/aac");
  for (const file of [announced, withConfig([0x14, 0x08, 0x56, 0xe5, 0xa8])]) {
    const { format, sampleRateHz, channels, damage } = await decode(file);
    assert.deepEqual([format, sampleRateHz, channels.length], ["m4a/he_aac", RATE_HZ, 2]);
    assert.equal(damage, undefined);
    assert.equal(channels[0]!.length, 2 * core.channels[0]!.length);
    // The first packet is before the edit.
    assert.equal(channels[0]![0], 1);
    const { codec, sampleRate, numberOfChannels } = FakeDecoder.last.config!;
    assert.deepEqual([codec, sampleRate, numberOfChannels], ["mp4a.40.5", RATE_HZ, 1]);
    assert.equal(FakeDecoder.last.state, "closed");
  }
});

test("HE-AAC v2 has two channels", async () => {
  useFake();
  await decode(withConfig([0xec, 0x0a, 0x88, 0, 0]));
  const { codec, numberOfChannels } = FakeDecoder.last.config!;
  assert.deepEqual([codec, numberOfChannels], ["mp4a.40.29", 2]);
});

test("HE-AAC that only the packets tell is found in the first one", async () => {
  useFake();
  const { format, sampleRateHz, channels } = await decode(withSbrFrames(AAC_ADTS));
  assert.deepEqual([format, sampleRateHz], ["he_aac", RATE_HZ]);
  assert.equal(channels[0]!.length, FakeDecoder.last.packets * 2 * CORE_FRAMES);
  assert.equal((await decode(AAC_ADTS)).format, "aac");
});

test("a host whose decoder does not have HE-AAC refuses it", async () => {
  useFake({ isSupported: false });
  await assert.rejects(decode(announced), refused);
  await assert.rejects(decode(withSbrFrames(AAC_ADTS)), refused);
});

test("a failure of the decoder is damage, or an error at the first packet", async () => {
  useFake({ failsAt: 3 });
  const { channels, damage } = await decode(announced);
  assert.equal(channels[0]!.length, 2 * 2 * CORE_FRAMES);
  assert.match(damage!.message, /expected valid packets, received an error of the decoder/);
  useFake({ failsAt: 0 });
  await assert.rejects(decode(announced), { name: "DecodeError", reason: "damaged" });
});

test("a decoder whose blocks are not read to the end is closed", async () => {
  useFake();
  const { blocks } = await decodeStream(announced);
  for await (const _ of blocks) break;
  assert.equal(FakeDecoder.last.state, "closed");
});
