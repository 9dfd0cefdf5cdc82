/**
 * Converts a `RangeError` to a `SyntaxError`, which is wrong usage, for work that checks options.
 *
 * @throws {SyntaxError} instead of a `RangeError`
 */
export async function asUsage<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof RangeError ? new SyntaxError(error.message, { cause: error }) : error;
  }
}
