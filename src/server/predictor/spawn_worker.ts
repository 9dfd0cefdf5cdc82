import type { FromWorker, ToWorker } from "./pool_messages.ts";

/** Thread of a pool, the same on every runtime. */
export interface Thread {
  /** Sends a message; the buffers are moved. */
  post(message: ToWorker, transfer?: readonly ArrayBufferLike[]): void;
  /** Ends the thread, also while it computes. */
  end(): void;
}

/**
 * Starts a worker of the pool: a web `Worker` on Deno and Bun, a thread on Node.
 *
 * @param onMessage receives its messages
 * @param onFailure called once, when it fails
 */
export async function spawnWorker(
  onMessage: (message: FromWorker) => void,
  onFailure: (error: Error) => void,
): Promise<Thread> {
  const url = workerUrl();
  if (typeof Worker === "undefined") {
    const { Worker: NodeWorker } = await import("node:worker_threads");
    const worker = new NodeWorker(url);
    worker.on("message", onMessage);
    worker.on("error", onFailure);
    worker.on("messageerror", onFailure);
    worker.on("exit", () => onFailure(new Error("The worker ended")));
    return {
      post: (message, transfer = []) => worker.postMessage(message, transfer as ArrayBuffer[]),
      end: () => void worker.terminate(),
    };
  }
  const worker = new Worker(url, { type: "module" });
  worker.onmessage = ({ data }) => onMessage(data);
  worker.onmessageerror = () => onFailure(new Error("The worker sent an unreadable message"));
  worker.onerror = (event) => {
    // Deno would end the process otherwise.
    event.preventDefault?.();
    onFailure(new Error(event.message));
  };
  return {
    post: (message, transfer = []) => worker.postMessage(message, transfer as ArrayBuffer[]),
    end: () => worker.terminate(),
  };
}

/** Address of `pool_worker.ts`; the npm package has it as `server_worker.js` beside its entries. */
function workerUrl(): URL {
  if (import.meta.url.endsWith(".ts")) return new URL("./pool_worker.ts", import.meta.url);
  return new URL("./server_worker.js", import.meta.resolve("@babycry/babycry/server"));
}
