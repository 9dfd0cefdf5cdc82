/**
 * Typed handle on the WebAssembly core: its kernels and its memory.
 *
 * Memory is one arena. Plans (twiddles, filters, filterbanks) are at the bottom, once per key;
 * scratch memory is above them, for the duration of one synchronous call. Create views again after
 * every allocation, because growing the memory detaches them. An operation first gets all its
 * plans, then works inside one {@link DspCore.scratch}, and keeps no address afterwards.
 *
 * @module
 */
import { loadDspModule } from "./load.ts";
import type { DspExports } from "./exports.ts";

const PAGE_BYTES = 65_536;
/**
 * Size in bytes above which all plans are dropped after an operation; they are recreated on demand.
 */
const PLAN_BYTES_MAX = 32 * 1024 * 1024;

/** Instance of the core with its memory. */
export class DspCore {
  readonly kernels: DspExports;
  readonly #base: number;
  #planTop: number;
  #top: number;
  #depth = 0;
  #planning = 0;
  #heap: Float32Array<ArrayBuffer>;
  readonly #plans = new Map<string | number, unknown>();

  constructor(module: WebAssembly.Module) {
    this.kernels = new WebAssembly.Instance(module).exports as unknown as DspExports;
    this.#base = align(this.kernels.heapBase.value);
    this.#planTop = this.#base;
    this.#top = this.#base;
    this.#heap = new Float32Array(this.kernels.memory.buffer as ArrayBuffer);
  }

  /** Whole memory as float32 values, valid until the next allocation. */
  get heap(): Float32Array<ArrayBuffer> {
    return this.#heap;
  }

  /** Returns a plan by key; undefined when it does not exist. */
  planned<T>(key: string | number): T | undefined {
    return this.#plans.get(key) as T | undefined;
  }

  /**
   * Returns a plan by key and creates it on first use. `create` may call {@link alloc}; its
   * allocations are kept. A number is a faster key: the length of a real FFT.
   *
   * @throws {TypeError} when a new plan is requested inside {@link scratch}
   */
  plan<T>(key: string | number, create: () => T): T {
    const known = this.#plans.get(key);
    if (known !== undefined) return known as T;
    if (this.#depth > 0) {
      throw new TypeError(
        `Creating plan ${key}: expected a call outside of scratch work, received one inside`,
      );
    }
    const mark = this.#top;
    this.#planning++;
    try {
      const plan = create();
      this.#planTop = this.#top;
      this.#plans.set(key, plan);
      return plan;
    } catch (error) {
      if (this.#planTop <= mark) this.#top = mark;
      throw error;
    } finally {
      this.#planning--;
    }
  }

  /** Runs synchronous work, then frees all that it allocated. */
  scratch<T>(work: () => T): T {
    const mark = this.#top;
    this.#depth++;
    try {
      return work();
    } finally {
      this.#depth--;
      this.#top = mark;
      this.trim();
    }
  }

  /** Ends an operation without scratch work: drops the plans if they take more than 32 MiB. */
  trim(): void {
    if (this.#depth + this.#planning > 0 || this.#planTop - this.#base <= PLAN_BYTES_MAX) return;
    this.#plans.clear();
    this.#planTop = this.#top = this.#base;
  }

  /** Allocates `bytes`, aligned to 16, without clearing them. @returns the address */
  alloc(bytes: number): number {
    const address = this.#top;
    const top = align(address + bytes);
    const memory = this.kernels.memory;
    const missing = top - memory.buffer.byteLength;
    if (missing > 0) {
      memory.grow(Math.ceil(missing / PAGE_BYTES));
      this.#heap = new Float32Array(memory.buffer as ArrayBuffer);
    }
    this.#top = top;
    return address;
  }

  /** Allocates float32 values and copies them. @returns the address */
  allocF32(values: ArrayLike<number>): number {
    const address = this.alloc(values.length * 4);
    this.f32(address, values.length).set(values);
    return address;
  }

  /** Creates a view of float32 values, valid until the next allocation. */
  f32(address: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.kernels.memory.buffer as ArrayBuffer, address, length);
  }

  /** Creates a view of float64 values, valid until the next allocation. */
  f64(address: number, length: number): Float64Array<ArrayBuffer> {
    return new Float64Array(this.kernels.memory.buffer as ArrayBuffer, address, length);
  }

  /** Creates a view of bytes, valid until the next allocation. */
  u8(address: number, length: number): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.kernels.memory.buffer as ArrayBuffer, address, length);
  }

  /** Creates a view of int32 values, valid until the next allocation. */
  i32(address: number, length: number): Int32Array<ArrayBuffer> {
    return new Int32Array(this.kernels.memory.buffer as ArrayBuffer, address, length);
  }
}

function align(bytes: number): number {
  return Math.ceil(bytes / 16) * 16;
}

let instance: DspCore | undefined;

/** Returns the core of this program, instantiated on first use. */
export function dspCore(): DspCore {
  return instance ??= new DspCore(loadDspModule());
}
