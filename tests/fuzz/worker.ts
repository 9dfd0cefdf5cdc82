/**
 * Worker that decodes the files of a range, so that a decoder that does not return can be ended.
 *
 * @module
 */
import { findFault } from "./fault.ts";
import { fuzzFiles } from "./fuzz_file.ts";

/** Work of one worker. */
export interface Task {
  readonly name: string;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** Two counters: the index of the current file, and steps of progress. */
  readonly progress: Int32Array;
}

/** Message of a worker: a fault, or why it stopped. */
export type Report = { readonly index: number; readonly fault: string } | "done" | "ended";

const PROGRESS_INDEX = 0;
const PROGRESS_STEPS = 1;
/** Number of files between two looks at the memory. */
const BATCH_FILES = 64;
const MEMORY_BYTES_MAX = 64 * 2 ** 20;

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<Task>) => void;
  postMessage(report: Report): void;
  gc(): void;
};

scope.onmessage = async ({ data: { name, seed, from, to, progress } }) => {
  const file = fuzzFiles(name, seed);
  for (let start = from; start < to; start += BATCH_FILES) {
    const end = Math.min(to, start + BATCH_FILES);
    const before = usedBytes();
    for (let index = start; index < end; index++) {
      Atomics.store(progress, PROGRESS_INDEX, index);
      const fault = await findFault(file(index), () => Atomics.add(progress, PROGRESS_STEPS, 1));
      Atomics.add(progress, PROGRESS_STEPS, 1);
      if (fault !== undefined) scope.postMessage({ index, fault });
    }
    if (usedBytes() - before < MEMORY_BYTES_MAX) continue;
    for (let index = start; index < end; index++) {
      Atomics.store(progress, PROGRESS_INDEX, index);
      const fault = await memoryFault(file(index));
      Atomics.add(progress, PROGRESS_STEPS, 1);
      if (fault !== undefined) scope.postMessage({ index, fault });
    }
  }
  scope.postMessage("done");
};

/** Decodes one file, and measures what its blocks find in use. */
async function memoryFault(file: Uint8Array): Promise<string | undefined> {
  scope.gc();
  const before = usedBytes();
  let most = 0;
  const measure = () => {
    if (usedBytes() - before < MEMORY_BYTES_MAX) return;
    scope.gc();
    most = Math.max(most, usedBytes() - before);
  };
  await findFault(file, measure);
  measure();
  return most > MEMORY_BYTES_MAX + 8 * file.length
    ? `${file.length} bytes take ${Math.round(most / 2 ** 20)} MiB of memory`
    : undefined;
}

function usedBytes(): number {
  const { heapUsed, external } = Deno.memoryUsage();
  return heapUsed + external;
}
