/** Bytes of an encoded recording, read at offsets. */
export interface ByteSource {
  /** Size in bytes; undefined while a stream has not ended. */
  readonly size: number | undefined;
  /**
   * Reads bytes at an offset that was not released.
   *
   * @param lengthMin number of bytes that a live stream waits for; default `length`
   * @returns `length` bytes, or fewer at the end of the input, and at least `lengthMin` of a stream
   *   whose next bytes have not arrived; not to be modified, and valid until the next read
   * @throws {InputError} when the input cannot be read, or a stream would have to keep more than
   *   its maximum
   */
  read(offset: number, length: number, lengthMin?: number): Promise<Uint8Array>;
  /** Lets a stream drop the bytes before `offset`, which will not be read again. */
  release(offset: number): void;
  /** Closes the file or cancels the stream. */
  close(): Promise<void>;
}
