/** Built-in classes by name. */
interface Classes {
  readonly AudioBuffer: {
    readonly numberOfChannels: number;
    readonly sampleRate: number;
    getChannelData(channel: number): Float32Array;
  };
  readonly ArrayBuffer: ArrayBuffer;
  readonly Blob: Blob;
  readonly File: Blob;
  readonly Float32Array: Float32Array;
  readonly ReadableStream: ReadableStream;
  readonly Request: Request;
  readonly Response: Response;
  readonly URL: URL;
  readonly Uint8Array: Uint8Array;
}

/**
 * Tells whether a value is an instance of a built-in class of any realm, such as an iframe,
 * `node:vm` or a Jest sandbox; `instanceof` tests for the current realm only.
 */
export function isInstance<Name extends keyof Classes>(
  value: unknown,
  name: Name,
): value is Classes[Name] {
  return Object.prototype.toString.call(value) === `[object ${name}]`;
}

/** Tells whether a buffer was transferred, such as by `postMessage`. */
export function isDetached(buffer: ArrayBufferLike): boolean {
  if (buffer.byteLength > 0) return false;
  try {
    // `ArrayBuffer.detached` is missing in older runtimes.
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}
