/** Built-in classes by name. */
interface Classes {
  readonly ArrayBuffer: ArrayBuffer;
  readonly Blob: Blob;
  readonly File: Blob;
  readonly Float32Array: Float32Array;
  readonly ReadableStream: ReadableStream;
  readonly URL: URL;
  readonly Uint8Array: Uint8Array;
}

/**
 * Whether a value is an object of a built-in class, of this realm or of another one, such as an iframe,
 * `node:vm` or a Jest sandbox; `instanceof` knows the own realm alone.
 */
export function isInstance<Name extends keyof Classes>(
  value: unknown,
  name: Name,
): value is Classes[Name] {
  return Object.prototype.toString.call(value) === `[object ${name}]`;
}
