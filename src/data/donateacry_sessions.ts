import type { DonateACryName } from "./donateacry_name.ts";

/** Longest time between two recordings of one session. */
const GAP_MS = 10 * 60_000;

/**
 * Groups recordings into sessions: recordings of one installation, each at most ten minutes after
 * the previous one.
 *
 * @param names parsed names, in any order
 * @returns name of the session of each recording
 */
export function donateACrySessions(
  names: readonly Pick<DonateACryName, "instanceId" | "recordedAtMs">[],
): string[] {
  const order = [...names.keys()].sort((a, b) => names[a]!.recordedAtMs - names[b]!.recordedAtMs);
  const last = new Map<string, { at: number; session: number }>();
  const sessions: string[] = [];
  for (const i of order) {
    const { instanceId, recordedAtMs: at } = names[i]!;
    const before = last.get(instanceId);
    const session = before === undefined ? 0 : before.session + Number(at - before.at > GAP_MS);
    last.set(instanceId, { at, session });
    sessions[i] = `${instanceId}#${session}`;
  }
  return sessions;
}
