import { createPool, type Pooling } from "../pool/pooling.ts";
import type { HeardWindows } from "./training_set.ts";

/** What a head reads of a clip: the encoders' vectors pooled over its windows, one behind the other. */
export function pooledVector(
  { heard }: Pick<HeardWindows, "heard">,
  pooling: Pooling,
): Float64Array {
  return Float64Array.from(heard.flatMap(({ features }) => {
    const pool = createPool(pooling, features[0]!.length);
    for (const window of features) pool.add(window);
    return [...pool.pooled()];
  }));
}
