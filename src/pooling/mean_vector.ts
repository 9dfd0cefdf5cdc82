/** A mean of vectors that come one after the other; accumulates in float64. */
export interface MeanVector {
  /** Takes one in. @param vector `[size]` */
  add(vector: ArrayLike<number>): void;
  /** The mean so far, `[size]`; NaN before the first. */
  mean(): Float64Array;
}

/** The plain mean over windows: what a head reads of a recording. */
export function createMeanVector(size: number): MeanVector {
  const sums = new Float64Array(size);
  let count = 0;
  return {
    add(vector) {
      if (vector.length !== size) {
        throw new RangeError(`Averaging vectors: ${vector.length} values came, wanted ${size}`);
      }
      for (let i = 0; i < size; i++) sums[i]! += vector[i]!;
      count++;
    },
    mean: () => sums.map((sum) => sum / count),
  };
}
