/**
 * What an op is given: the params and inputs of one case, checked and read when asked for.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { decode, toMono } from "@babycry/babycry/decode";
import { resample } from "@babycry/babycry/resample";
import { type NdArray, readNpy } from "./npy.ts";
import { type Case, type Pack, pathOf } from "./pack.ts";

/** One case's params, inputs and references. */
export class Given {
  readonly pack: Pack;
  readonly case: Case;

  constructor(pack: Pack, golden: Case) {
    this.pack = pack;
    this.case = golden;
  }

  /** A param that is a number. */
  number(name: string): number {
    return this.#param(name, "number") as number;
  }

  /** A param that is a string. */
  text(name: string): string {
    return this.#param(name, "string") as string;
  }

  /** A param that is true or false. */
  flag(name: string): boolean {
    return this.#param(name, "boolean") as boolean;
  }

  /** Whether a param is null, which the packs use for "none". */
  isNull(name: string): boolean {
    return this.case.params[name] === null;
  }

  /** An input array. */
  array(name: string): NdArray {
    const source = this.#source(name);
    if (typeof source !== "string") throw new SyntaxError(`Input ${name} is not an array`);
    return this.#npy(source);
  }

  /** The bytes of an input file or clip. */
  bytes(name: string): Uint8Array<ArrayBuffer> {
    return new Uint8Array(readFileSync(pathOf(this.pack, this.#source(name))));
  }

  /** Mono samples at the case's `sample_rate_hz`, from an array or a recording. */
  async samples(name: string): Promise<Float32Array> {
    const samples = typeof this.#source(name) === "string"
      ? Float32Array.from(this.array(name).data)
      : await this.#recording(name);
    const length = this.case.params["repeat_to_samples"];
    if (typeof length !== "number") return samples;
    return Float32Array.from({ length }, (_, i) => samples[i % samples.length]!);
  }

  /** The expected array of an output. */
  reference(name: string): NdArray {
    const path = this.case.outputs[name];
    if (path === undefined) throw new SyntaxError(`The case has no output ${name}`);
    return this.#npy(path);
  }

  async #recording(name: string): Promise<Float32Array> {
    const { samples, sampleRateHz } = toMono(await decode(this.bytes(name)));
    const toHz = this.number("sample_rate_hz");
    const clipRateHz = this.case.params["clip_rate_hz"] ?? toHz;
    if (sampleRateHz !== clipRateHz) {
      throw new RangeError(`Decoded ${name} at ${sampleRateHz} Hz, wanted ${clipRateHz} Hz`);
    }
    return sampleRateHz === toHz ? samples : resample(samples, { fromHz: sampleRateHz, toHz });
  }

  #npy(path: string): NdArray {
    return readNpy(new Uint8Array(readFileSync(pathOf(this.pack, path))), path);
  }

  #source(name: string) {
    const source = this.case.inputs[name];
    if (source === undefined) throw new SyntaxError(`The case has no input ${name}`);
    return source;
  }

  #param(name: string, type: "number" | "string" | "boolean"): unknown {
    const value = this.case.params[name];
    const came: string = typeof value;
    if (came !== type) {
      throw new SyntaxError(`Param ${name} is ${JSON.stringify(value)}, wanted a ${type}`);
    }
    return value;
  }
}
