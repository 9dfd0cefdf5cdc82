import type { Fetch } from "../../types.ts";
import { backoffMs, type BackoffOptions } from "../backoff.ts";
import { type Clock, systemClock } from "../clock.ts";
import { isEvent, type WatchEvent, watchJson } from "../watch_item.ts";
import type { Sink } from "./sink.ts";
import { openSpool } from "./spool.ts";

/** Options of {@link webhookSink}. */
export interface WebhookOptions {
  /** Folder of the events that were not delivered yet. */
  readonly spool: string;
  /** Key of the signature. Default: no signature. */
  readonly secret?: string;
  /** Further headers, such as `authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Time after which a request is given up, in milliseconds; default 10,000. */
  readonly timeoutMs?: number;
  /** Waits after failures. */
  readonly backoff?: BackoffOptions;
  /** Function that receives a line for the first of several failures, and for their end. */
  readonly onProblem?: (message: string) => void;
  /** Function that sends the request; default the host's `fetch`. */
  readonly fetch?: Fetch;
  /** Timers. Default: those of the host. */
  readonly clock?: Clock;
}

/**
 * Creates a sink that posts each event as JSON. Events are written to the spool first, so that none
 * is lost with the process, and are delivered in order, at least once: a request without a response
 * of success is repeated until it has one. The header `idempotency-key` has the event's id, and
 * `x-babycry-signature` the HMAC-SHA256 of the body as `sha256=HEX`.
 *
 * @throws {InputError} when another process uses the spool
 */
export async function webhookSink(url: URL, options: WebhookOptions): Promise<Sink> {
  const { clock = systemClock, onProblem = () => {} } = options;
  const spool = await openSpool(options.spool);
  const closing = new AbortController();
  /** Events that are not in the spool yet, in order. */
  const unkept: string[] = [];
  let writing = Promise.resolve();
  let working: Promise<void> | undefined;
  let failures = 0;

  const removeUnkept = (body: string): boolean => {
    const isFirst = unkept[0] === body;
    if (isFirst) unkept.shift();
    return isFirst;
  };
  const write = async (): Promise<void> => {
    for (let [body] = unkept; body !== undefined; [body] = unkept) {
      await spool.add(body);
      removeUnkept(body);
    }
  };
  const post = async (body: string, id: string): Promise<void> => {
    const signature = options.secret === undefined
      ? {}
      : { "x-babycry-signature": `sha256=${await hmac(options.secret, body)}` };
    const response = await (options.fetch ?? fetch)(url, {
      method: "POST",
      body,
      redirect: "error",
      headers: {
        "content-type": "application/json",
        "idempotency-key": id,
        ...signature,
        ...options.headers,
      },
      signal: AbortSignal.timeout(options.timeoutMs ?? 10_000),
    });
    await response.body?.cancel().catch(() => {});
    if (!response.ok) throw new RangeError(`status ${response.status}`);
  };
  const deliver = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      const kept = await spool.first();
      const body = kept ?? unkept[0];
      if (body === undefined) return;
      // An event posted from memory may be in the spool by now.
      const remove = async () => {
        await writing.catch(() => {});
        if (!removeUnkept(body)) await spool.drop();
      };
      const id = idOf(body);
      if (id === undefined) {
        onProblem(`Reading ${options.spool}: expected an event, received a damaged file; skipped`);
        await remove();
        continue;
      }
      try {
        await post(body, id);
        if (failures > 0) onProblem(`Posting to ${url.host}: works again`);
        failures = 0;
        await remove();
      } catch (error) {
        failures++;
        if (failures === 1) {
          onProblem(
            `Posting to ${url.host}: expected a status of success, received ${
              (error as Error).message
            }; trying again, events are kept`,
          );
        }
        await clock.sleep(backoffMs(failures, Math.random(), options.backoff), closing.signal);
      }
    }
  };
  const start = () => {
    working ??= deliver().catch((error) => onProblem((error as Error).message)).then(() => {
      working = undefined;
    });
  };
  start();
  return {
    name: `webhook ${url.host}`,
    async keep(event: WatchEvent) {
      unkept.push(JSON.stringify(watchJson(event)));
      writing = writing.catch(() => {}).then(write);
      await writing;
    },
    // Not awaited: the spool is the queue.
    send: (item) => isEvent(item) ? start() : undefined,
    async close() {
      while (working && failures === 0) {
        await Promise.race([working, clock.sleep(50, closing.signal)]);
      }
      closing.abort();
      await working;
      await spool.close();
    },
  };
}

/** Reads the id of an event; undefined when the text is damaged. */
function idOf(body: string): string | undefined {
  try {
    return (JSON.parse(body) as { readonly id?: string }).id;
  } catch {
    return undefined;
  }
}

/** Computes the HMAC-SHA256 of a text, in hexadecimal digits. */
async function hmac(secret: string, text: string): Promise<string> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", bytes(secret), algorithm, false, ["sign"]);
  const digest = new Uint8Array(await crypto.subtle.sign("HMAC", key, bytes(text)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
