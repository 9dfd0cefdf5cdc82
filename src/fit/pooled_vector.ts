import { createPool, type Pooling } from "../pooling/pooling.ts";
import type { EncodedClip } from "./training_set.ts";

/** Pools the vectors of each encoder over the windows of a clip and concatenates them. */
export function pooledVector(
  { encodings }: Pick<EncodedClip, "encodings">,
  pooling: Pooling,
): Float64Array {
  return Float64Array.from(encodings.flatMap(({ features }) => {
    const pool = createPool(pooling, features[0]!.length);
    for (const window of features) pool.add(window);
    return [...pool.pooled()];
  }));
}
