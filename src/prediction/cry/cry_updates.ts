import type { CryPrediction, TimedProbability } from "../prediction.ts";
import { createEventState, type EventRule } from "./event_state.ts";

/** Update at the end of each window of a stream. */
export interface CryUpdate extends TimedProbability {
  /** RMS level of the window, as in `cry.timeline`, in dB re full scale; at least -120. */
  readonly levelDbfs: number;
  /** Whether an infant is crying, as of the last event. */
  readonly crying: boolean;
  /** Start or end of crying, by the model's event rule. */
  readonly event?: "cry_started" | "cry_ended";
}

/**
 * Generates an update with a possible event for each window of a stream.
 *
 * @param timeline probability and level of each window, in order
 */
export async function* cryUpdates(
  timeline: AsyncIterable<CryPrediction["timeline"][number]>,
  rule: EventRule,
): AsyncGenerator<CryUpdate> {
  const state = createEventState(rule);
  for await (const window of timeline) {
    const change = state.next(window.probability);
    yield {
      ...window,
      crying: state.active,
      ...(change ? { event: `cry_${change}` } as const : {}),
    };
  }
}
