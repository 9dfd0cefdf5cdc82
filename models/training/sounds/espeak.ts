import { readFile } from "node:fs/promises";
import { decode, toMono } from "../../../src/decode/mod.ts";
import { UnavailableError } from "../../../src/errors.ts";
import { resample } from "../../../src/resample/mod.ts";
import { SAMPLE_RATE_HZ } from "./recording.ts";

/** GPL-3.0: for training only, never imported by the package. Pinned by npm/deno.lock. */
const ESPEAK: string = "npm:espeak-ng@1.0.2";

type Espeak = (options: {
  readonly arguments: readonly string[];
  locateFile(file: string, folder: string): string;
  instantiateWasm(
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance) => void,
  ): object;
  print(line: string): void;
  printErr(line: string): void;
}) => Promise<{ readonly FS: { readFile(path: string): Uint8Array } }>;

/** Text and voice of an utterance. */
export interface Utterance {
  readonly text: string;
  /** Language and voice, such as `en+f3`. */
  readonly voice: string;
  /** Pitch, 0 to 99. */
  readonly pitch: number;
  /** Words per minute. */
  readonly speed: number;
}

/**
 * Synthesizes an utterance with eSpeak NG.
 *
 * @returns samples at 8 kHz
 * @throws {UnavailableError} when eSpeak NG cannot be loaded
 */
export async function speak(utterance: Utterance): Promise<Float32Array> {
  const { text, voice, pitch, speed } = utterance;
  const espeak = await load();
  const messages: string[] = [];
  // The clock seeds its breath noise.
  const clock = Date.now;
  Date.now = () => 1e12;
  try {
    const { FS } = await espeak({
      arguments: ["-v", voice, "-p", `${pitch}`, "-s", `${speed}`, "-w", "out.wav", text],
      ...compiledOnce,
      print: () => {},
      printErr: (line) => messages.push(line),
    });
    const { samples, sampleRateHz } = toMono(await decode(FS.readFile("out.wav")));
    return resample(samples, { fromHz: sampleRateHz, toHz: SAMPLE_RATE_HZ });
  } catch (cause) {
    const message = `Synthesizing "${text}" with the voice ${voice} failed: ${messages.join("; ")}`;
    throw new Error(message, { cause });
  } finally {
    Date.now = clock;
  }
}

let path = "";
let compiled: Promise<WebAssembly.Module> | undefined;

/** Options that instantiate one compiled module for every utterance. */
const compiledOnce = {
  locateFile: (file: string, folder: string) => path = folder + file,
  instantiateWasm(
    imports: WebAssembly.Imports,
    receive: (instance: WebAssembly.Instance) => void,
  ): object {
    compiled ??= readFile(path).then((bytes) => WebAssembly.compile(new Uint8Array(bytes)));
    compiled.then((module) => WebAssembly.instantiate(module, imports)).then(receive);
    return {};
  },
};

async function load(): Promise<Espeak> {
  try {
    return (await import(ESPEAK)).default;
  } catch (cause) {
    throw new UnavailableError(
      `Loading eSpeak NG failed: expected ${ESPEAK} in the cache or a connection to fetch it`,
      { dependency: "espeak-ng", cause },
    );
  }
}
