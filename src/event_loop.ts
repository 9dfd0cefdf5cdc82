/** Computing time after which the event loop gets a turn. */
const TURN_MS = 40;

/**
 * Creates a function for loops of long computations: it gives the event loop a turn when the last
 * one was 40 ms ago or more, and throws the reason of an aborted signal.
 */
export function createTurns(signal?: AbortSignal): () => Promise<void> {
  let turnEnds = performance.now() + TURN_MS;
  return async () => {
    if (performance.now() >= turnEnds) {
      await new Promise<void>((resolve) => setTimeout(resolve));
      turnEnds = performance.now() + TURN_MS;
    }
    signal?.throwIfAborted();
  };
}
