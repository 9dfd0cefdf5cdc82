import { bytesOfBase64 } from "../dsp/base64.ts";
import { ModelError } from "../errors.ts";
import type { Matrix } from "../types.ts";

/** Bounds of a number. */
interface Range {
  readonly min?: number;
  readonly max?: number;
  readonly above?: number;
}

/** Reads the fields of a JSON object, each once, and refuses what is missing, wrong or left over. */
export class Fields {
  readonly #values: Map<string, unknown>;
  readonly #what: string;
  readonly #modelId: string;

  /** @param what names the object in errors, such as `step 2` */
  constructor(json: unknown, what: string, modelId: string) {
    this.#what = what;
    this.#modelId = modelId;
    this.#values = new Map();
    if (typeof json !== "object" || json === null || Array.isArray(json)) {
      this.fail(`it is ${nameOf(json)}, wanted an object`);
    }
    this.#values = new Map(Object.entries(json));
  }

  /** Refuses the model. */
  fail(message: string): never {
    const modelId = this.#modelId;
    throw new ModelError(`Reading the head of ${modelId}, ${this.#what}: ${message}`, { modelId });
  }

  /** The fields of an object in a list. */
  inside(json: unknown, what: string): Fields {
    return new Fields(json, `${this.#what}, ${what}`, this.#modelId);
  }

  /** One of some words. */
  choice<T extends string>(name: string, known: readonly T[]): T {
    const value = this.#take(name);
    const found = known.find((word) => word === value);
    return found ?? this.fail(`${name} is ${nameOf(value)}, wanted ${known.join(" or ")}`);
  }

  /** True or false. */
  boolean(name: string): boolean {
    const value = this.#take(name);
    return typeof value === "boolean"
      ? value
      : this.fail(`${name} is ${nameOf(value)}, wanted true or false`);
  }

  /** Bytes as base64, `length` of them. */
  base64(name: string, length: number): Uint8Array<ArrayBuffer> {
    const value = this.#take(name);
    if (typeof value !== "string") this.fail(`${name} is ${nameOf(value)}, wanted base64`);
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = bytesOfBase64(value);
    } catch {
      this.fail(`${name} is not base64`);
    }
    if (bytes.length !== length) {
      this.fail(`${name} has ${bytes.length} bytes, wanted ${length}`);
    }
    return bytes;
  }

  /** A finite number. */
  number(name: string, range: Range = {}): number {
    return this.#number(this.#take(name), name, range);
  }

  /** A whole number. */
  integer(name: string, min: number, max: number = Number.MAX_SAFE_INTEGER): number {
    const value = this.number(name, { min, max });
    return Number.isInteger(value)
      ? value
      : this.fail(`${name} is ${value}, wanted a whole number`);
  }

  /** Any value, for {@link inside} to read. */
  value(name: string): unknown {
    return this.#take(name);
  }

  /** A list, of `length` entries if given. */
  list(name: string, length?: number): readonly unknown[] {
    return this.#list(this.#take(name), name, length);
  }

  /** Finite numbers. */
  vector(name: string, length?: number, range: Range = {}): Float64Array {
    return this.#vector(this.#take(name), name, length, range);
  }

  /** Whole numbers. */
  integers(name: string, length: number | undefined, min: number, max: number): Int32Array {
    const values = this.vector(name, length, { min, max });
    const broken = values.find((value) => !Number.isInteger(value));
    if (broken !== undefined) this.fail(`${name} holds ${broken}, wanted whole numbers`);
    return Int32Array.from(values);
  }

  /** Rows of finite numbers; without `rows` or `columns` as many as there are, at least one. */
  matrix(name: string, rows?: number, columns?: number): Matrix {
    const list = this.#list(this.#take(name), name, rows);
    if (list.length === 0) this.fail(`${name} has no rows`);
    const vectors = list.map((row, i) => this.#vector(row, `${name} row ${i}`, columns, {}));
    const width = vectors[0]!.length;
    const data = new Float64Array(list.length * width);
    for (const [i, vector] of vectors.entries()) {
      if (vector.length !== width) {
        this.fail(`${name} row ${i} has ${vector.length} values, wanted ${width} as in row 0`);
      }
      data.set(vector, i * width);
    }
    return { data, rows: list.length, columns: width };
  }

  /** Whether the field is null, which then counts as read. */
  takeNull(name: string): boolean {
    return this.#values.get(name) === null && this.#values.delete(name);
  }

  /** Passes over fields that may be there and that nothing here needs. */
  ignore(...names: readonly string[]): void {
    for (const name of names) this.#values.delete(name);
  }

  /** Refuses fields that were not read: what they mean would be lost. */
  end(): void {
    const [extra] = this.#values.keys();
    if (extra !== undefined) this.fail(`it has a field ${extra}, which is not known`);
  }

  #take(name: string): unknown {
    if (!this.#values.has(name)) this.fail(`it has no field ${name}`);
    const value = this.#values.get(name);
    this.#values.delete(name);
    return value;
  }

  #number(value: unknown, name: string, { min, max, above }: Range): number {
    if (typeof value !== "number" || !Number.isFinite(value)) {
      this.fail(`${name} is ${nameOf(value)}, wanted a finite number`);
    }
    if (min !== undefined && value < min) this.fail(`${name} is ${value}, wanted ${min} or more`);
    if (max !== undefined && value > max) this.fail(`${name} is ${value}, wanted at most ${max}`);
    if (above !== undefined && value <= above) {
      this.fail(`${name} is ${value}, wanted more than ${above}`);
    }
    return value;
  }

  #list(value: unknown, name: string, length: number | undefined): readonly unknown[] {
    if (!Array.isArray(value)) this.fail(`${name} is ${nameOf(value)}, wanted a list`);
    if (length !== undefined && value.length !== length) {
      this.fail(`${name} has ${value.length} entries, wanted ${length}`);
    }
    return value;
  }

  #vector(value: unknown, name: string, length: number | undefined, range: Range): Float64Array {
    const list = this.#list(value, name, length);
    return Float64Array.from(list, (entry, i) => this.#number(entry, `${name}[${i}]`, range));
  }
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" && value !== null
    ? "an object"
    : JSON.stringify(value) ?? "absent";
}
