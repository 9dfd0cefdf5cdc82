import type { Recording } from "./recording.ts";
import { sharedRecordings } from "./shared_recordings.ts";
import { syntheticRecordings } from "./synthetic_recordings.ts";

/** Lists the real and synthetic recordings that the embedded detector is trained on. */
export async function trainingRecordings(shared: string, seed: number): Promise<Recording[]> {
  const real = await sharedRecordings(shared);
  return [...real, ...syntheticRecordings(real, seed)];
}
