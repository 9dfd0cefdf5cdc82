import { madeRecordings } from "./synthetic_recordings.ts";
import type { Recording } from "./recording.ts";
import { sharedRecordings } from "./shared_recordings.ts";

/** Everything that the embedded detector learns from. */
export async function trainingRecordings(shared: string, seed: number): Promise<Recording[]> {
  const real = await sharedRecordings(shared);
  return [...real, ...madeRecordings(real, seed)];
}
