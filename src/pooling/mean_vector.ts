/** Mean of vectors that are added one after the other; accumulates in float64. */
export interface MeanVector {
  /** Adds a vector. @param vector `[size]` */
  add(vector: ArrayLike<number>): void;
  /** Computes the mean so far, `[size]`; NaN before the first vector. */
  mean(): Float64Array;
}

/** Creates the mean of vectors of `size` values, with none added yet. */
export function createMeanVector(size: number): MeanVector {
  const sums = new Float64Array(size);
  let count = 0;
  return {
    add(vector) {
      if (vector.length !== size) {
        throw new RangeError(
          `Averaging vectors: expected ${size} values, received ${vector.length}`,
        );
      }
      for (let i = 0; i < size; i++) sums[i]! += vector[i]!;
      count++;
    },
    mean: () => sums.map((sum) => sum / count),
  };
}
