/** Server on this machine that behaves like a hub of models, or like its storage host. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Response of the server to a request for its file. */
export interface Behavior {
  content: Uint8Array;
  etag?: string | undefined;
  /** Status of a response without a file. */
  status?: number;
  type?: string;
  /** Number of bytes after which the server closes the connection. */
  breakAfter?: number;
  /** Number of bytes after which the server stops sending. */
  stallAfter?: number;
  ranges: boolean;
  /** Whether the server ignores If-Range and sends ranges of any version. */
  ignoresIfRange?: boolean;
  redirect?: string;
}

/** Request that the server received. */
export interface Seen {
  readonly path: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

/** Running server. */
export interface Hub {
  readonly url: string;
  readonly seen: Seen[];
  behavior: Behavior;
  close(): Promise<void>;
}

/** Starts a server. @param content content of the file that it has under every path */
export async function startHub(content: Uint8Array): Promise<Hub> {
  const seen: Seen[] = [];
  const hub = { behavior: { content, ranges: true, etag: `"${digest(content)}"` } as Behavior };
  const server = createServer((request, response) => {
    seen.push({
      path: request.url!,
      range: request.headers.range,
      authorization: request.headers.authorization,
    });
    answer(request, response, hub.behavior);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return Object.assign(hub, {
    seen,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  });
}

/** Computes the SHA-256 in hexadecimal. */
export function digest(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** Generates the same binary bytes for the same seed. */
export function someBytes(length: number, seed = 1): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 2654435761 * seed >>> 13) & 0xff);
}

function answer(request: IncomingMessage, response: ServerResponse, how: Behavior): void {
  if (how.redirect) {
    response.writeHead(302, { location: how.redirect + request.url! }).end();
    return;
  }
  if (how.status) {
    response.writeHead(how.status, { "content-type": "text/plain" }).end("no");
    return;
  }
  const { content, etag } = how;
  const headers: Record<string, string> = {
    "content-type": how.type ?? "application/octet-stream",
    ...(etag ? { etag } : {}),
  };
  const same = how.ignoresIfRange || request.headers["if-range"] === etag;
  const from = how.ranges && same
    ? Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0)
    : 0;
  if (from >= content.length && from > 0) {
    response.writeHead(416, { "content-range": `bytes */${content.length}` }).end();
    return;
  }
  if (from > 0) headers["content-range"] = `bytes ${from}-${content.length - 1}/${content.length}`;
  headers["content-length"] = String(content.length - from);
  response.writeHead(from > 0 ? 206 : 200, headers);
  const body = content.subarray(from);
  const cut = how.breakAfter ?? how.stallAfter;
  if (cut === undefined) {
    response.end(body);
    return;
  }
  response.write(body.subarray(0, cut), () => {
    // The bytes must be sent before the connection closes.
    if (how.breakAfter !== undefined) setTimeout(() => response.destroy(), 30);
  });
}
