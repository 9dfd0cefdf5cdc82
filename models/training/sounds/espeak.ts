import { readFile } from "node:fs/promises";
import { decode, toMono } from "../../../src/decode/mod.ts";
import { UnavailableError } from "../../../src/errors.ts";
import { resample } from "../../../src/resample/mod.ts";

/** GPL-3.0: a tool of this training alone, which nothing that ships imports. Pinned by npm/deno.lock. */
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

/** What is said, and how. */
export interface Utterance {
  readonly text: string;
  /** Language and voice, such as `en+f3`. */
  readonly voice: string;
  /** 0 to 99. */
  readonly pitch: number;
  /** Words a minute. */
  readonly speed: number;
}

/**
 * Speaks with eSpeak NG.
 *
 * @returns at 8 kHz
 * @throws {UnavailableError} when eSpeak NG cannot be had
 */
export async function speak(utterance: Utterance): Promise<Float32Array> {
  const { text, voice, pitch, speed } = utterance;
  const espeak = await load();
  const said: string[] = [];
  // Its breath noise is seeded by the clock.
  const clock = Date.now;
  Date.now = () => 1e12;
  try {
    const { FS } = await espeak({
      arguments: ["-v", voice, "-p", `${pitch}`, "-s", `${speed}`, "-w", "out.wav", text],
      ...compiledOnce,
      print: () => {},
      printErr: (line) => said.push(line),
    });
    const { samples, sampleRateHz } = toMono(await decode(FS.readFile("out.wav")));
    return resample(samples, { fromHz: sampleRateHz, toHz: 8000 });
  } catch (cause) {
    throw new Error(`eSpeak NG did not say "${text}" as ${voice}: ${said.join("; ")}`, { cause });
  } finally {
    Date.now = clock;
  }
}

let path = "";
let compiled: Promise<WebAssembly.Module> | undefined;

/** Each utterance has an instance of its own, all of one module. */
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
      `Loading eSpeak NG failed: training speaks with ${ESPEAK}, which has to be fetched once`,
      { dependency: "espeak-ng", cause },
    );
  }
}
