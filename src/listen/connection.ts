import type { Classifier } from "../classifier.ts";
import { readSamples } from "../input/read_samples.ts";
import type { CryUpdate } from "../prediction/cry/cry_updates.ts";
import type { WatchItem } from "./watch_item.ts";
import type { OpenSource, WatchSettings, WatchSource } from "./watch_options.ts";
import type { Watcher } from "./watcher.ts";

/** Connection to a source, from its opening to its end. */
export class Connection {
  readonly #source: WatchSource;
  readonly #classifier: Classifier;
  readonly #watcher: Watcher;
  readonly #settings: WatchSettings;
  readonly #closing = new AbortController();
  readonly #ending: AbortSignal;
  #lastMs: number;
  /** Reason for the end, when no error is thrown. */
  end = "the source ended";
  /** Whether a window was received. */
  isProven = false;

  /** Creates a connection that is opened when its items are read. */
  constructor(
    source: WatchSource,
    classifier: Classifier,
    watcher: Watcher,
    settings: WatchSettings,
    ending: AbortSignal,
  ) {
    this.#source = source;
    this.#classifier = classifier;
    this.#watcher = watcher;
    this.#settings = settings;
    this.#ending = ending;
    this.#lastMs = settings.clock.monotonic();
    ending.addEventListener("abort", this.close, { once: true });
  }

  /** Releases the source. */
  readonly close = (): void => {
    this.#ending.removeEventListener("abort", this.close);
    this.#closing.abort();
  };

  /**
   * Yields the items until the source ends or the signal aborts; of a source that reopens, also
   * until it stalls.
   *
   * @throws errors of the source
   */
  async *items(isLive: boolean, reopens: boolean): AsyncGenerator<WatchItem> {
    const { signal } = this.#closing;
    const opening = Promise.resolve(this.#source.open(signal));
    const opened = yield* this.#unlessStalled(opening, isLive, reopens);
    if (!opened) return;
    const updates = this.#classifier.stream(this.#counted(opened), {
      sampleRateHz: opened.sampleRateHz,
      lowDelay: true,
      signal,
    });
    this.#watcher.connect(opened.sampleRateHz);
    try {
      for (;;) {
        const next = yield* this.#unlessStalled(updates.next(), isLive, reopens);
        if (!next || next.done) return;
        this.isProven = true;
        yield* this.#watcher.take(next.value as CryUpdate);
      }
    } finally {
      this.close();
      updates.return(undefined).catch(() => {});
    }
  }

  async *#counted({ samples }: OpenSource): AsyncGenerator<Float32Array> {
    for await (const piece of readSamples(samples, { signal: this.#closing.signal })) {
      this.#lastMs = this.#settings.clock.monotonic();
      this.#watcher.add(piece);
      yield piece;
    }
  }

  /**
   * Waits for a promise, and yields the loss of the source when no samples arrive.
   *
   * @returns undefined when the source is given up, or the signal aborts
   */
  async *#unlessStalled<T>(
    work: Promise<T>,
    isLive: boolean,
    reopens: boolean,
  ): AsyncGenerator<WatchItem, T | undefined> {
    const { clock, stallSeconds } = this.#settings;
    const { signal } = this.#closing;
    work.catch(() => {});
    const done = work.then((value) => ({ value }), (error) => ({ error }));
    let isStalled = false;
    for (;;) {
      const timer = new AbortController();
      const stop = () => timer.abort();
      signal.addEventListener("abort", stop, { once: true });
      const leftMs = this.#lastMs + stallSeconds * 1000 - clock.monotonic();
      const waits = isLive && !isStalled;
      const first = await Promise.race([
        done,
        clock.sleep(waits ? Math.max(1, leftMs) : 2 ** 30, timer.signal).then(() => undefined),
      ]);
      signal.removeEventListener("abort", stop);
      stop();
      if (signal.aborted) return undefined;
      if (first && "error" in first) throw first.error;
      if (first) return first.value;
      if (clock.monotonic() - this.#lastMs < stallSeconds * 1000) continue;
      this.end = `no samples for ${stallSeconds} s`;
      if (reopens) return undefined;
      isStalled = true;
      yield* this.#watcher.interrupt();
      yield* this.#watcher.lost(this.end);
    }
  }
}
