/** Computing time after which the event loop gets a turn. */
const TURN_MS = 40;

/** Computing time since the last turn, of all callers: many short operations block as a long one. */
let busyMs = 0;

/**
 * Creates a function for loops of a computation: it gives the event loop a turn after each 40 ms of
 * work, and throws the reason of an aborted signal.
 */
export function createTurns(signal?: AbortSignal): () => Promise<void> {
  let since = performance.now();
  return async () => {
    const now = performance.now();
    busyMs += now - since;
    since = now;
    if (busyMs >= TURN_MS) {
      await new Promise<void>((resolve) => setTimeout(resolve));
      busyMs = 0;
      since = performance.now();
    }
    signal?.throwIfAborted();
  };
}
