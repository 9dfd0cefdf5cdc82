/**
 * Turns a `RangeError` into wrong usage, for work that only checks what the user asked for.
 *
 * @throws {SyntaxError} in place of a `RangeError`
 */
export async function asUsage<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof RangeError ? new SyntaxError(error.message, { cause: error }) : error;
  }
}
