/**
 * Params and inputs of a case, which are checked and read on access.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { decode, toMono } from "@babycry/babycry/decode";
import { resample } from "@babycry/babycry/resample";
import { type NdArray, readNpy } from "./npy.ts";
import { type Case, type Pack, pathOf } from "./pack.ts";

/** Params, inputs and references of a case. */
export class Given {
  readonly pack: Pack;
  readonly case: Case;

  constructor(pack: Pack, golden: Case) {
    this.pack = pack;
    this.case = golden;
  }

  /** Returns a param that is a number. */
  number(name: string): number {
    return this.#param(name, "number") as number;
  }

  /** Returns a param that is a string. */
  text(name: string): string {
    return this.#param(name, "string") as string;
  }

  /** Returns a param that is true or false. */
  flag(name: string): boolean {
    return this.#param(name, "boolean") as boolean;
  }

  /** Tells whether a param is null, which the packs use for "none". */
  isNull(name: string): boolean {
    return this.case.params[name] === null;
  }

  /** Reads an input array. */
  array(name: string): NdArray {
    const source = this.#source(name);
    if (typeof source !== "string") {
      throw new SyntaxError(`Reading input ${name}: expected an array, received a file`);
    }
    return this.#npy(source);
  }

  /** Reads the bytes of an input file or clip. */
  bytes(name: string): Uint8Array<ArrayBuffer> {
    return new Uint8Array(readFileSync(pathOf(this.pack, this.#source(name))));
  }

  /** Reads mono samples at the case's `sample_rate_hz`, from an array or a recording. */
  async samples(name: string): Promise<Float32Array> {
    const samples = typeof this.#source(name) === "string"
      ? Float32Array.from(this.array(name).data)
      : await this.#recording(name);
    const length = this.case.params["repeat_to_samples"];
    if (typeof length !== "number") return samples;
    return Float32Array.from({ length }, (_, i) => samples[i % samples.length]!);
  }

  /** Reads the reference of an output. */
  reference(name: string): NdArray {
    const path = this.case.outputs[name];
    if (path === undefined) {
      throw new SyntaxError(`Reading a case: expected an output ${name}, received none`);
    }
    return this.#npy(path);
  }

  async #recording(name: string): Promise<Float32Array> {
    const { samples, sampleRateHz } = toMono(await decode(this.bytes(name)));
    const toHz = this.number("sample_rate_hz");
    const clipRateHz = this.case.params["clip_rate_hz"] ?? toHz;
    if (sampleRateHz !== clipRateHz) {
      throw new RangeError(
        `Decoding ${name}: expected ${clipRateHz} Hz, received ${sampleRateHz} Hz`,
      );
    }
    return sampleRateHz === toHz ? samples : resample(samples, { fromHz: sampleRateHz, toHz });
  }

  #npy(path: string): NdArray {
    return readNpy(new Uint8Array(readFileSync(pathOf(this.pack, path))), path);
  }

  #source(name: string) {
    const source = this.case.inputs[name];
    if (source === undefined) {
      throw new SyntaxError(`Reading a case: expected an input ${name}, received none`);
    }
    return source;
  }

  #param(name: string, type: "number" | "string" | "boolean"): unknown {
    const value = this.case.params[name];
    const received: string = typeof value;
    if (received !== type) {
      throw new SyntaxError(
        `Reading param ${name}: expected a ${type}, received ${JSON.stringify(value)}`,
      );
    }
    return value;
  }
}
