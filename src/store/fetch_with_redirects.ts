import { UnavailableError } from "../errors.ts";
import { DEFAULT_HUB } from "../models/model_file.ts";

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
const MOST_REDIRECTS = 10;

/** How files are fetched. */
export interface FetchOptions {
  /** Base URL that takes the place of {@linkcode DEFAULT_HUB}: `https:`, or `http:` on this machine. */
  readonly hub?: string;
  /** Goes to the hub alone, over https, and to nobody that the hub redirects to. */
  readonly token?: string;
  /** Takes the place of the host's `fetch`. */
  readonly fetch?: (url: URL, init: RequestInit) => Promise<Response>;
}

/**
 * Fetches a URL and follows redirects by hand, so that a token stays with the host it is meant for.
 * Plain http is for this machine alone.
 *
 * @param url one of {@linkcode DEFAULT_HUB} is fetched from the mirror, where there is one
 * @throws {TypeError} for a URL that is neither https nor on this machine
 * @throws {UnavailableError} when nobody answers, or with too many redirects
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
      throw new TypeError(`Fetching ${start}: ${at.protocol}//${at.host} came, wanted https`);
    }
    onHub &&= at.host === hub.host && at.protocol === "https:";
    const headers = new Headers(init.headers);
    if (options.token && onHub) headers.set("authorization", `Bearer ${options.token}`);
    const request: RequestInit = { headers, signal: init.signal, redirect: "manual" };
    const response = await doFetch(at, request).catch((cause) => {
      init.signal.throwIfAborted();
      // Node says why in the cause of its "fetch failed".
      const why = cause.cause?.message || cause.message;
      throw new UnavailableError(`Fetching ${start}: ${at.host} does not answer (${why})`, {
        dependency: at.host,
        cause,
      });
    });
    const location = response.headers.get("location");
    if (!REDIRECTS.includes(response.status) || location === null) return response;
    await response.body?.cancel();
    at = parse(location, at);
  }
  throw new UnavailableError(
    `Fetching ${start}: more than ${MOST_REDIRECTS} redirects came, wanted a file`,
    { dependency: start.host },
  );
}

function parse(url: string, base?: URL): URL {
  try {
    return new URL(url, base);
  } catch (cause) {
    throw new TypeError(`Fetching a model: ${url} is no URL`, { cause });
  }
}

function isLoopback({ hostname }: URL): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
