import type { IncomingMessage } from "node:http";
import type { FetchUrl } from "../body/receive.ts";
import { Problem } from "../problem.ts";
import { isPublic } from "./address.ts";

/** Address of a host. */
export interface HostAddress {
  /** IPv4 or IPv6 address. */
  readonly address: string;
  /** 4 or 6. */
  readonly family: number;
}

/** Options of {@link guardedFetch}. */
export interface GuardOptions {
  /** Resolver of names. Default: that of the system. */
  readonly resolve?: (host: string) => Promise<readonly HostAddress[]>;
  /** Test of addresses. Default: whether they are public. */
  readonly isAllowed?: (address: string) => boolean | Promise<boolean>;
  /** Time for the connection and for each wait for data, in seconds; default 15. */
  readonly timeoutSeconds?: number;
  /** Largest number of redirects; default 5. */
  readonly maxRedirects?: number;
  /** Certificates of authorities in PEM. Default: those of the host. */
  readonly ca?: string;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Types of recordings; servers of files often state none, or a general one. */
const TYPES = /^(?:audio\/|video\/|application\/(?:octet-stream|ogg|mp4|x-[\w.-]+)|binary\/)/i;

/**
 * Creates a function that requests URLs of strangers: http and https only, public addresses only.
 * Each name is resolved once and the connection goes to the address that was checked, so that a
 * second answer of the name server has no effect. Redirects are checked in the same way.
 *
 * Needs a host with `node:http`, `node:https` and `node:dns`.
 */
export function guardedFetch(options: GuardOptions = {}): FetchUrl {
  const { resolve = systemResolve, isAllowed = isPublic, maxRedirects = 5 } = options;
  const { timeoutSeconds = 15, ca } = options;
  return async (start, signal) => {
    let url = start;
    for (let redirects = 0;; redirects++) {
      if (!/^https?:$/.test(url.protocol)) throw refused("http or https");
      if (url.username || url.password) throw refused("a URL without a user name");
      const address = await allowedAddress(url, resolve, isAllowed);
      const response = await requestPinned(url, address, {
        timeoutMs: timeoutSeconds * 1000,
        ...(signal && { signal }),
        ...(ca !== undefined && { ca }),
      });
      const { statusCode = 0, headers } = response;
      if (REDIRECTS.has(statusCode) && headers.location !== undefined) {
        response.destroy();
        if (redirects === maxRedirects) throw failed(`at most ${maxRedirects} redirects`);
        if (!URL.canParse(headers.location, url)) throw failed("a valid redirect");
        url = new URL(headers.location, url);
        continue;
      }
      const type = headers["content-type"] ?? "application/octet-stream";
      const fault = statusCode < 200 || statusCode > 299
        ? failed(`a status of success, received ${statusCode}`)
        : TYPES.test(type)
        ? undefined
        : new Problem({
          status: 415,
          code: "unsupported_type",
          detail: "Requesting the URL: expected a type of audio, received another",
        });
      if (fault) {
        response.destroy();
        throw fault;
      }
      const length = headers["content-length"];
      return new Response(bodyOf(response), {
        headers: length === undefined ? {} : { "content-length": length },
      });
    }
  };
}

/** Finds an address of the host of a URL. @throws {Problem} when one of its addresses is refused */
async function allowedAddress(
  { hostname }: URL,
  resolve: NonNullable<GuardOptions["resolve"]>,
  isAllowed: NonNullable<GuardOptions["isAllowed"]>,
): Promise<HostAddress> {
  // The parser of URLs has made numeric forms such as 0x7f.1 an IPv4 address.
  const host = hostname.replace(/^\[|\]$/g, "");
  const isLiteral = host.includes(":") || /^\d+\.\d+\.\d+\.\d+$/.test(host);
  const addresses = isLiteral
    ? [{ address: host, family: host.includes(":") ? 6 : 4 }]
    : await resolve(host).catch((error) => {
      throw failed("a known host", error);
    });
  for (const { address } of addresses) {
    if (!await isAllowed(address)) throw refused("a public address");
  }
  const [first] = addresses;
  if (!first) throw failed("a known host");
  return first;
}

/** Requests a URL from an address; the name is that of the certificate and of `Host`. */
async function requestPinned(
  url: URL,
  { address, family }: HostAddress,
  options: { readonly timeoutMs: number; readonly signal?: AbortSignal; readonly ca?: string },
): Promise<IncomingMessage> {
  const isSecure = url.protocol === "https:";
  const { request } = isSecure ? await import("node:https") : await import("node:http");
  const { timeoutMs, signal, ca } = options;
  const name = url.hostname.replace(/^\[|\]$/g, "");
  return await new Promise((resolve, reject) => {
    const sent = request({
      host: address,
      family,
      port: url.port || (isSecure ? 443 : 80),
      path: url.pathname + url.search,
      headers: { host: url.host, accept: "audio/*, */*;q=0.1", "accept-encoding": "identity" },
      timeout: timeoutMs,
      agent: false,
      ...(isSecure && name !== address ? { servername: name } : {}),
      ...(ca === undefined ? {} : { ca }),
      ...(signal && { signal }),
    }, resolve);
    sent.on("timeout", () => sent.destroy(new Error("timeout")));
    sent.on("error", (error) => reject(failed("an answer", error)));
    sent.end();
  });
}

/** Body as a stream that reads no more than is asked for. */
function bodyOf(response: IncomingMessage): ReadableStream<Uint8Array> {
  const chunks = response[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    cancel() {
      response.destroy();
    },
  }, { highWaterMark: 0 });
}

async function systemResolve(host: string): Promise<readonly HostAddress[]> {
  const { lookup } = await import("node:dns/promises");
  return await lookup(host, { all: true });
}

function refused(expected: string): Problem {
  const detail = `Requesting the URL: expected ${expected}, received another`;
  return new Problem({ status: 422, code: "refused_url", detail });
}

function failed(expected: string, cause?: unknown): Problem {
  const detail = `Requesting the URL: expected ${expected}` +
    (expected.includes("received") ? "" : ", received none");
  return new Problem({ status: 502, code: "url_failed", detail }, {}, cause);
}
