import { busy, clientGone } from "../problem.ts";

/** Memory that uploads share. Who finds it used up waits in line. */
export class ByteBudget {
  /** Size in bytes. */
  readonly total: number;
  readonly #maxWaiting: number;
  #free: number;
  readonly #waiting = new Set<{ readonly bytes: number; start(): void }>();

  /**
   * Creates a budget.
   *
   * @param bytes size
   * @param maxWaiting number of uploads that may wait
   */
  constructor(bytes: number, maxWaiting: number) {
    this.total = bytes;
    this.#free = bytes;
    this.#maxWaiting = maxWaiting;
  }

  /** Number of bytes in use. */
  get used(): number {
    return this.total - this.#free;
  }

  /** Number of uploads that wait. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Takes bytes, when all uploads before have theirs. More than the whole budget counts as all.
   *
   * @returns function that gives them back
   * @throws {Problem} 503 when too many wait
   */
  async take(bytes: number, signal?: AbortSignal): Promise<() => void> {
    const taken = Math.min(bytes, this.total);
    if (this.#waiting.size > 0 || taken > this.#free) {
      if (this.#waiting.size >= this.#maxWaiting) {
        throw busy(503, "overloaded", "Too many uploads wait");
      }
      await new Promise<void>((resolve, reject) => {
        const turn = { bytes: taken, start: resolve };
        this.#waiting.add(turn);
        signal?.addEventListener(
          "abort",
          () => this.#waiting.delete(turn) && reject(clientGone()),
          {
            once: true,
          },
        );
      });
    } else this.#free -= taken;
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.#free += taken;
      this.#next();
    };
  }

  #next(): void {
    for (const turn of this.#waiting) {
      if (turn.bytes > this.#free) return;
      this.#waiting.delete(turn);
      this.#free -= turn.bytes;
      turn.start();
    }
  }
}
