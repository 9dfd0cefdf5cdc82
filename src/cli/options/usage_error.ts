/**
 * Work on what the user asked for, before anything is heard: what is out of range then is wrong usage.
 *
 * @throws {SyntaxError} in place of a RangeError
 */
export async function asUsage<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof RangeError ? new SyntaxError(error.message, { cause: error }) : error;
  }
}
