import type { WatchEvent, WatchItem } from "../watch_item.ts";

/** Receiver of items, such as a broker or a file. */
export interface Sink {
  /** Name in messages. */
  readonly name: string;
  /**
   * Keeps an event so that it survives the end of the process. No sink receives the event before
   * this has settled.
   */
  keep?(event: WatchEvent): Promise<void>;
  /** Delivers an item; the next one waits. */
  send(item: WatchItem): Promise<void> | void;
  /** Delivers what is left, as far as possible, and releases resources. */
  close?(): Promise<void> | void;
}
