import { createMeanVector } from "./mean_vector.ts";
import { poolMeanStd } from "./mean_std.ts";

/** What is kept of a recording's windows: their mean, or their mean and then their deviation. */
export type Pooling = "mean" | "mean_std";

/** Takes vectors in one after the other. */
export interface Pool {
  /** @param vector `[size]` */
  add(vector: ArrayLike<number>): void;
  /** `[pooledSize(pooling, size)]`, of at least one vector. */
  pooled(): Float64Array;
}

/** Length of what is pooled from vectors of `size`. */
export function pooledSize(pooling: Pooling, size: number): number {
  return pooling === "mean" ? size : 2 * size;
}

/** The moments keep the vectors until they are asked for, the mean does not. */
export function createPool(pooling: Pooling, size: number): Pool {
  if (pooling === "mean") {
    const mean = createMeanVector(size);
    return { add: mean.add, pooled: mean.mean };
  }
  const vectors: ArrayLike<number>[] = [];
  return { add: (vector) => void vectors.push(vector), pooled: () => poolMeanStd(vectors) };
}
