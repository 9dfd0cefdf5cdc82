import { createMeanVector } from "./mean_vector.ts";
import { poolMeanStd } from "./mean_std.ts";

/** Statistics of the windows' vectors: their mean, or their mean and standard deviation. */
export type Pooling = "mean" | "mean_std";

/** Statistics of vectors that are added one after the other. */
export interface Pool {
  /** Adds a vector. @param vector `[size]` */
  add(vector: ArrayLike<number>): void;
  /** Computes the statistics of the vectors so far, at least one: `[pooledSize(pooling, size)]`. */
  pooled(): Float64Array;
}

/** Computes the length of the statistics of vectors of `size` values. */
export function pooledSize(pooling: Pooling, size: number): number {
  return pooling === "mean" ? size : 2 * size;
}

/** Creates an empty pool. With `mean_std` it keeps the vectors, with `mean` their sum. */
export function createPool(pooling: Pooling, size: number): Pool {
  if (pooling === "mean") {
    const mean = createMeanVector(size);
    return { add: mean.add, pooled: mean.mean };
  }
  const vectors: ArrayLike<number>[] = [];
  return { add: (vector) => void vectors.push(vector), pooled: () => poolMeanStd(vectors) };
}
