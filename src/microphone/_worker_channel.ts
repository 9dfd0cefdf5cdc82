import { unlessAborted } from "../source/iterate.ts";
import { type ErrorData, errorFrom, errorToData } from "./_error_data.ts";

/** Worker as seen from the page, or its global scope as seen from inside. */
export interface WorkerPort {
  /** Sends a message. */
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  /** Listens to messages, and to errors of the worker. */
  addEventListener(type: string, listener: (event: Event) => void): void;
}

/** Operations that the other side calls by name; the signal aborts with the call. */
export type Operations = Readonly<
  Record<string, (signal: AbortSignal, ...args: never[]) => Promise<unknown>>
>;

type Message =
  | { readonly call: number; readonly name: string; readonly args: readonly unknown[] }
  | { readonly abort: number }
  | { readonly answer: number; readonly value?: unknown; readonly error?: ErrorData };

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Calls in both directions between a page and a worker. */
export class WorkerChannel {
  readonly #port: WorkerPort;
  readonly #operations: Operations;
  readonly #waiting = new Map<number, Waiting>();
  readonly #working = new Map<number, AbortController>();
  #calls = 0;
  #closed: { readonly error: Error } | undefined;

  /** Listens to the other side. */
  constructor(port: WorkerPort, operations: Operations) {
    this.#port = port;
    this.#operations = operations;
    port.addEventListener("message", (event) => this.#receive((event as MessageEvent).data));
  }

  /**
   * Calls an operation of the other side.
   *
   * @param transfer buffers of the arguments that move to the other side
   * @param signal signal that aborts the operation
   * @throws errors of the operation, the reason of the signal, and the reason of {@link close}
   */
  async call(
    name: string,
    args: readonly unknown[],
    { transfer = [], signal }: { transfer?: ArrayBuffer[]; signal?: AbortSignal | undefined } = {},
  ): Promise<unknown> {
    signal?.throwIfAborted();
    if (this.#closed) throw this.#closed.error;
    const call = this.#calls++;
    const answer = new Promise((resolve, reject) => this.#waiting.set(call, { resolve, reject }));
    try {
      this.#send({ call, name, args }, transfer);
      return await unlessAborted(answer, signal);
    } finally {
      this.#waiting.delete(call);
      if (signal?.aborted && !this.#closed) this.#send({ abort: call });
    }
  }

  /** Rejects all calls, and those that follow. */
  close(error: Error): void {
    this.#closed ??= { error };
    for (const { reject } of this.#waiting.values()) reject(error);
    for (const work of this.#working.values()) work.abort(error);
  }

  #receive(message: Message): void {
    if ("call" in message) void this.#work(message.call, message.name, message.args);
    else if ("abort" in message) this.#working.get(message.abort)?.abort();
    else if (message.error) this.#waiting.get(message.answer)?.reject(errorFrom(message.error));
    else this.#waiting.get(message.answer)?.resolve(message.value);
  }

  async #work(call: number, name: string, args: readonly unknown[]): Promise<void> {
    const aborting = new AbortController();
    this.#working.set(call, aborting);
    try {
      const value = await this.#operations[name]!(aborting.signal, ...args as never[]);
      const transfer = value instanceof Float32Array ? [value.buffer as ArrayBuffer] : [];
      if (!this.#closed) this.#send({ answer: call, value }, transfer);
    } catch (error) {
      if (!this.#closed) this.#send({ answer: call, error: errorToData(error) });
    } finally {
      this.#working.delete(call);
    }
  }

  #send(message: Message, transfer: ArrayBuffer[] = []): void {
    this.#port.postMessage(message, transfer);
  }
}
