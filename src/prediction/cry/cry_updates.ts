import type { TimedProbability } from "../prediction.ts";

/** What is known at the end of each window of a recording that is still going on. */
export interface CryUpdate extends TimedProbability {
  /** Whether an infant is crying, as of the last event. */
  readonly crying: boolean;
  /** What changed with this window: three of the last four windows agree on it. */
  readonly event?: "cry_started" | "cry_ended";
}

/** One window is little to go by: so many of the last ones have to agree. */
const AGREEING = 3;
const WINDOWS = 4;

/**
 * From windows to events.
 *
 * @param timeline one entry a window, in order
 * @param threshold where a window is a cry
 */
export async function* cryUpdates(
  timeline: AsyncIterable<TimedProbability>,
  threshold: number,
): AsyncGenerator<CryUpdate> {
  const recent: boolean[] = [];
  let crying = false;
  for await (const window of timeline) {
    recent.push(window.probability >= threshold);
    if (recent.length > WINDOWS) recent.shift();
    const changes = recent.filter((cry) => cry !== crying).length >= AGREEING;
    if (changes) crying = !crying;
    yield {
      ...window,
      crying,
      ...(changes ? { event: crying ? "cry_started" : "cry_ended" } as const : {}),
    };
  }
}
