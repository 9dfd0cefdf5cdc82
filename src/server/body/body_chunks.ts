import { Problem } from "../problem.ts";

/** Limits of a body that is being received. */
export interface BodyLimits {
  /** Largest size in bytes. */
  readonly maxBytes: number;
  /** Time without regard to the speed, in seconds. */
  readonly graceSeconds: number;
  /** Lowest mean speed after that. */
  readonly minBytesPerSecond: number;
}

/**
 * Reads a body chunk by chunk. Time that the reader of the chunks takes does not count.
 *
 * @param stated size according to the sender; undefined when unknown
 * @throws {Problem} 413 for a body above the limit, 408 for one that arrives too slowly, 400 for one
 *   that breaks off
 */
export async function* bodyChunks(
  body: ReadableStream<Uint8Array> | null,
  stated: number | undefined,
  limits: BodyLimits,
): AsyncGenerator<Uint8Array> {
  const { maxBytes, graceSeconds, minBytesPerSecond } = limits;
  if ((stated ?? 0) > maxBytes) throw tooLarge(maxBytes);
  if (!body) return;
  const reader = body.getReader();
  let received = 0;
  let waitedMs = 0;
  let isDone = false;
  try {
    for (;;) {
      const started = performance.now();
      const allowedMs = (graceSeconds + received / minBytesPerSecond) * 1000 - waitedMs;
      const { done, value } = await within(reader.read(), allowedMs);
      if (done) break;
      waitedMs += performance.now() - started;
      received += value.length;
      if (received > maxBytes) throw tooLarge(maxBytes);
      if (value.length > 0) yield value;
    }
    isDone = true;
  } finally {
    // Not awaited: a source that stalls may not answer.
    if (!isDone) reader.cancel().catch(() => {});
  }
}

/** Finds the size that a request states. */
export function statedBytes(headers: Headers): number | undefined {
  const text = headers.get("content-length");
  return text !== null && /^\d+$/.test(text) ? Number(text) : undefined;
}

async function within<T>(read: Promise<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const detail = "Reading the body: expected data in time, received too little";
      reject(new Problem({ status: 408, code: "slow_body", detail }, { connection: "close" }));
    }, Math.max(0, milliseconds));
  });
  try {
    return await Promise.race([read, late]);
  } catch (error) {
    if (error instanceof Problem) throw error;
    const detail = "Reading the body: expected all of it, received a part";
    throw new Problem({ status: 400, code: "incomplete_body", detail }, {}, error);
  } finally {
    clearTimeout(timer);
    // Where the time is over, nobody waits for the read.
    read.catch(() => {});
  }
}

function tooLarge(maxBytes: number): Problem {
  const detail = `Reading the body: expected at most ${maxBytes} bytes, received more`;
  return new Problem({ status: 413, code: "too_large", detail }, { connection: "close" });
}
