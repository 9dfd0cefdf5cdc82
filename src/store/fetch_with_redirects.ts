import { StoreError } from "../errors.ts";
import { DEFAULT_HUB } from "../models/model_file.ts";
import type { Fetch } from "../types.ts";

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
const MOST_REDIRECTS = 10;

/** Options of requests to the hub. */
export interface FetchOptions {
  /** Base URL of a mirror of the hub: `https:`, or `http:` on this machine. Default: the hub. */
  readonly hub?: string;
  /** Access token. Sent only to the hub or its mirror, over https, and not to redirect targets. */
  readonly token?: string;
  /** Replacement of the host's `fetch`. */
  readonly fetch?: Fetch;
}

/**
 * Fetches a URL and follows redirects itself, so that no other host receives the token. Plain http
 * is accepted on this machine only.
 *
 * @param url URL; one of {@linkcode DEFAULT_HUB} is fetched from the mirror, if there is one
 * @throws {TypeError} for a URL that is neither https nor on this machine
 * @throws {StoreError} with code `offline` when the server does not answer, `http_status` after too
 *   many redirects
 */
export async function fetchWithRedirects(
  url: string,
  init: { readonly headers: Readonly<Record<string, string>>; readonly signal: AbortSignal },
  options: FetchOptions = {},
): Promise<Response> {
  const hub = parse(options.hub ?? DEFAULT_HUB);
  const base = hub.href.replace(/\/$/, "");
  const start = parse(
    url.startsWith(`${DEFAULT_HUB}/`) ? base + url.slice(DEFAULT_HUB.length) : url,
  );
  const ownMachine = isLoopback(start);
  const doFetch = options.fetch ?? fetch;
  let at = start;
  let onHub = true;
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    if (at.protocol !== "https:" && !(at.protocol === "http:" && ownMachine && isLoopback(at))) {
      throw new TypeError(`Fetching ${start}: expected https, received ${at.protocol}//${at.host}`);
    }
    onHub &&= at.host === hub.host && at.protocol === "https:";
    const headers = new Headers(init.headers);
    if (options.token && onHub) headers.set("authorization", `Bearer ${options.token}`);
    const request: RequestInit = { headers, signal: init.signal, redirect: "manual" };
    const response = await doFetch(at, request).catch((cause) => {
      init.signal.throwIfAborted();
      // Node gives the reason in the cause of its "fetch failed".
      const why = cause.cause?.message || cause.message;
      throw new StoreError(
        `Fetching ${start}: expected an answer of ${at.host}, received none (${why})`,
        { code: "offline", cause },
      );
    });
    const location = response.headers.get("location");
    if (!REDIRECTS.includes(response.status) || location === null) return response;
    await response.body?.cancel();
    at = parse(location, at);
  }
  throw new StoreError(
    `Fetching ${start}: expected a file, received more than ${MOST_REDIRECTS} redirects`,
    { code: "http_status" },
  );
}

function parse(url: string, base?: URL): URL {
  try {
    return new URL(url, base);
  } catch (cause) {
    throw new TypeError(`Fetching a model: expected a URL, received ${url}`, { cause });
  }
}

function isLoopback({ hostname }: URL): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
