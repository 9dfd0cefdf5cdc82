import type { StoredRecording } from "../predictor/predictor.ts";
import type { ByteBudget } from "./byte_budget.ts";
import type { SpooledFile, UploadSpool } from "./spool.ts";

/** Bytes that every upload may use without a share of the budget. */
const FREE_BYTES = 65_536;

/** Memory of one request: its share of the budget, or files. */
export interface UploadMemory {
  readonly budget: ByteBudget;
  readonly spool: UploadSpool | undefined;
  /** Bytes to take from the budget when a request needs more than a little. */
  readonly expectedBytes: number;
  readonly signal?: AbortSignal;
}

/** Recordings of one request, in memory or in files. */
export class Uploads {
  readonly #memory: UploadMemory;
  readonly #files: SpooledFile[] = [];
  #giveBack: (() => void) | undefined;
  #bytes = 0;

  constructor(memory: UploadMemory) {
    this.#memory = memory;
  }

  /** Reads a recording to its end. @throws {Problem} 503 when too many uploads wait for memory */
  async add(chunks: AsyncIterable<Uint8Array>): Promise<StoredRecording> {
    let buffer = new Uint8Array(FREE_BYTES);
    let length = 0;
    let file: SpooledFile | undefined;
    for await (const chunk of chunks) {
      this.#bytes += chunk.length;
      if (this.#bytes > FREE_BYTES && !file && !this.#giveBack) file = await this.#reserve();
      if (file) {
        if (length > 0) await file.write(buffer.subarray(0, length));
        length = 0;
        await file.write(chunk);
        continue;
      }
      if (length + chunk.length > buffer.length) {
        const left = this.#memory.expectedBytes - this.#bytes + chunk.length;
        const larger = new Uint8Array(Math.max(length + chunk.length, length + left));
        larger.set(buffer.subarray(0, length));
        buffer = larger;
      }
      buffer.set(chunk, length);
      length += chunk.length;
    }
    if (!file) return buffer.subarray(0, length);
    await file.close();
    return file.path;
  }

  /** Takes a share of the budget, or creates a file where there is a spool and none is left. */
  async #reserve(): Promise<SpooledFile | undefined> {
    const { budget, spool, expectedBytes, signal } = this.#memory;
    const isFull = budget.waiting > 0 || budget.used + expectedBytes > budget.total;
    if (spool && isFull) {
      const file = await spool.create();
      this.#files.push(file);
      return file;
    }
    this.#giveBack = await budget.take(expectedBytes, signal);
    return undefined;
  }

  /** Gives the memory back and removes the files. */
  async release(): Promise<void> {
    this.#giveBack?.();
    for (const file of this.#files) await file.remove();
  }
}
