import { isEvent, type WatchItem, type WatchUpdate } from "../watch_item.ts";
import type { Sink } from "./sink.ts";

/** Distributor of items to sinks. A slow sink does not slow down the others. */
export interface Dispatcher {
  /** Number of updates that a sink was too slow for, by its name. */
  readonly dropped: ReadonlyMap<string, number>;
  /** Queues an item, after the sinks that keep events have kept it. */
  send(item: WatchItem): Promise<void>;
  /** Waits for the sinks to deliver and to close, at most for some time. */
  close(milliseconds: number): Promise<void>;
}

/**
 * Creates a distributor. Each sink has a queue: of updates it holds the latest of each source, also
 * that before each event, and counts those that it replaces; events and notices are never dropped.
 * The items of a source stay in order.
 *
 * @param onError receives a line for each failure of a sink
 */
export function createDispatcher(
  sinks: readonly Sink[],
  onError: (message: string) => void,
): Dispatcher {
  const dropped = new Map(sinks.map(({ name }) => [name, 0]));
  const report = (sink: Sink, error: unknown) =>
    onError(`${sink.name}: ${error instanceof Error ? error.message : error}`);
  const queues = sinks.map((sink) =>
    createQueue(
      async (item) => {
        try {
          await sink.send(item);
        } catch (error) {
          report(sink, error);
        }
      },
      () => dropped.set(sink.name, dropped.get(sink.name)! + 1),
    )
  );
  return {
    dropped,
    async send(item) {
      if (isEvent(item)) {
        await Promise.all(sinks.map(async (sink) => {
          try {
            await sink.keep?.(item);
          } catch (error) {
            report(sink, error);
          }
        }));
      }
      for (const queue of queues) queue.add(item);
    },
    async close(milliseconds) {
      const all = sinks.map(async (sink, i) => {
        await queues[i]!.idle();
        try {
          await sink.close?.();
        } catch (error) {
          report(sink, error);
        }
      });
      let timer: ReturnType<typeof setTimeout> | undefined;
      const late = new Promise<void>((resolve) => timer = setTimeout(resolve, milliseconds));
      await Promise.race([Promise.all(all), late]);
      clearTimeout(timer);
    },
  };
}

/** Creates the queue of a sink. */
function createQueue(send: (item: WatchItem) => Promise<void>, onDrop: () => void) {
  const inOrder: WatchItem[] = [];
  const updates = new Map<string, WatchUpdate>();
  let working: Promise<void> | undefined;
  const work = async () => {
    for (;;) {
      const [update] = updates.values();
      const item = inOrder.shift() ?? update;
      if (!item) break;
      if (item === update) updates.delete(update.source);
      await send(item);
    }
    working = undefined;
  };
  return {
    add(item: WatchItem): void {
      const waiting = updates.get(item.source);
      if (item.type === "update") {
        if (waiting) onDrop();
        updates.set(item.source, item);
      } else {
        // After the event, the update would bring back the state before it.
        if (waiting) inOrder.push(waiting);
        updates.delete(item.source);
        inOrder.push(item);
      }
      working ??= Promise.resolve().then(work);
    },
    idle: () => working ?? Promise.resolve(),
  };
}
