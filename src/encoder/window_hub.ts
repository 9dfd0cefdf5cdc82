import { createTurns } from "../event_loop.ts";
import { resampleLength } from "../resample/resample_length.ts";
import type { ProgressOptions } from "../types.ts";
import { slidingWindows, type WindowFill, type WindowOptions } from "../windows/sliding_windows.ts";
import type { EncodedWindow } from "./encoded_window.ts";
import type { Encoder } from "./encoder.ts";
import { WindowStream } from "./window_stream.ts";

/** Length of a recording above which its header is not trusted. */
const SECONDS_MAX = 48 * 3600;

/** Length, spacing and fill of windows. */
export interface WindowLayout extends WindowOptions {
  /** Fill of a window that extends past the end of the recording. */
  readonly fill: WindowFill;
}

/** User of the blocks of a recording; the event loop may get a turn after each step of its work. */
export interface BlockListener {
  /** Processes a block, step by step. @param block mono, `[n]` */
  process(block: Float32Array): Iterable<unknown>;
  /** Processes the end of the recording. */
  flush(): Iterable<unknown>;
}

/** Windows of one layout, which models share. */
interface Group {
  readonly key: string;
  readonly layout: WindowLayout;
  readonly encoders: Encoder[];
  readonly users: {
    readonly encoders: readonly Encoder[];
    readonly onWindow: (window: EncodedWindow) => void;
  }[];
}

/**
 * Encoder of the windows that several models read, in one pass over a recording. Each window is
 * encoded once, and memory does not grow with the recording.
 */
export class WindowHub {
  readonly #groups: Group[] = [];
  readonly #listeners: BlockListener[] = [];
  readonly #recording: {
    readonly sampleRateHz: number;
    readonly lengthSamples?: number | undefined;
  };
  readonly #onProgress: ProgressOptions["onProgress"];
  readonly #turn: () => Promise<void>;
  #streams: WindowStream[] | undefined;
  #received = 0;
  #done = 0;
  #total: number | undefined;

  /** Prepares a recording; its length is needed for the progress only. */
  constructor(
    recording: { readonly sampleRateHz: number; readonly lengthSamples: number | undefined },
    { signal, onProgress }: ProgressOptions,
  ) {
    this.#recording = recording;
    this.#onProgress = onProgress;
    this.#turn = createTurns(signal);
  }

  /**
   * Adds a user of windows, before the first block.
   *
   * @param encoders at least one; the windows are those of the rate of the first
   * @param onWindow function called for each window, with the vectors of `encoders`
   */
  add(
    encoders: readonly Encoder[],
    layout: WindowLayout,
    onWindow: (window: EncodedWindow) => void,
  ): void {
    const { windowSeconds, hopSeconds, minPartialSeconds, fill } = layout;
    const { sampleRateHz } = encoders[0]!;
    const key = [sampleRateHz, windowSeconds, hopSeconds, minPartialSeconds, fill].join();
    let group = this.#groups.find((group) => group.key === key);
    if (!group) {
      group = { key, layout, encoders: [], users: [] };
      this.#groups.push(group);
    }
    group.encoders.push(...encoders.filter((encoder) => !group.encoders.includes(encoder)));
    group.users.push({ encoders, onWindow });
  }

  /** Sample rate of the blocks, in Hz. */
  get sampleRateHz(): number {
    return this.#recording.sampleRateHz;
  }

  /** Adds a user of the blocks themselves, before the first one. */
  addListener(listener: BlockListener): void {
    this.#listeners.push(listener);
  }

  /** Encodes the windows that a block of samples completes. */
  async process(block: Float32Array): Promise<void> {
    this.#streams ??= this.#groups.map(({ encoders, layout }) =>
      new WindowStream(encoders, { ...layout, sampleRateHz: this.#recording.sampleRateHz })
    );
    for (const [i, group] of this.#groups.entries()) {
      for await (const window of this.#streams[i]!.process(block)) {
        await this.#report(group, window);
      }
    }
    for (const listener of this.#listeners) {
      for (const _ of listener.process(block)) await this.#turn();
    }
    this.#received += block.length;
    if (this.#groups.length === 0 && this.#listeners.length > 0) {
      const { lengthSamples: total = Infinity } = this.#recording;
      this.#onProgress?.({ done: this.#received, total: Math.max(this.#received, total) });
    }
    await this.#turn();
  }

  /** Encodes the windows that extend past the end. */
  async flush(): Promise<void> {
    for (const [i, group] of this.#groups.entries()) {
      for await (const window of this.#streams![i]!.flush()) await this.#report(group, window);
    }
    for (const listener of this.#listeners) {
      for (const _ of listener.flush()) await this.#turn();
    }
  }

  async #report(group: Group, window: EncodedWindow): Promise<void> {
    for (const { encoders, onWindow } of group.users) {
      const vectors = encoders.map((encoder) => window.vectors[group.encoders.indexOf(encoder)]!);
      onWindow({ ...window, vectors });
    }
    if (group === this.#groups[0]) this.#progress();
    await this.#turn();
  }

  #progress(): void {
    this.#total ??= this.#windowCount();
    this.#done++;
    this.#onProgress?.({ done: this.#done, total: Math.max(this.#done, this.#total) });
  }

  /** Number of windows of the first layout; infinite when the length is unknown or implausible. */
  #windowCount(): number {
    const { sampleRateHz: fromHz, lengthSamples } = this.#recording;
    if (!(lengthSamples! <= SECONDS_MAX * fromHz)) return Infinity;
    const { layout, encoders } = this.#groups[0]!;
    const { sampleRateHz } = encoders[0]!;
    const length = resampleLength(lengthSamples!, { fromHz, toHz: sampleRateHz });
    return slidingWindows({ ...layout, lengthSamples: length, sampleRateHz }).length;
  }
}
