import type { EventsManifest } from "../../models/manifest.ts";
import type { TimedProbability } from "../prediction.ts";

/** Update at the end of each window of a stream. */
export interface CryUpdate extends TimedProbability {
  /** Whether an infant is crying, as of the last event. */
  readonly crying: boolean;
  /** Start or end of crying: enough of the last windows agree, in `cry-detect` 3 of 4. */
  readonly event?: "cry_started" | "cry_ended";
}

/**
 * Generates an update with a possible event for each window of a stream.
 *
 * @param timeline probability of each window, in order
 * @param rule.threshold probability from which a window is a cry
 */
export async function* cryUpdates(
  timeline: AsyncIterable<TimedProbability>,
  { threshold, windows, agreeing }: EventsManifest & { readonly threshold: number },
): AsyncGenerator<CryUpdate> {
  const recent: boolean[] = [];
  let crying = false;
  for await (const window of timeline) {
    recent.push(window.probability >= threshold);
    if (recent.length > windows) recent.shift();
    const changes = recent.filter((cry) => cry !== crying).length >= agreeing;
    if (changes) crying = !crying;
    yield {
      ...window,
      crying,
      ...(changes ? { event: crying ? "cry_started" : "cry_ended" } as const : {}),
    };
  }
}
