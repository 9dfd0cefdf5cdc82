import type { Server } from "node:http";
import { loadPackage } from "../../listen/sinks/load_package.ts";
import type { UpgradeWebSocket } from "../options.ts";
import { type HostServer, MESSAGE_BYTES, within } from "./listener.ts";

/** Part of `@hono/node-server` that is used here. */
interface NodeServer {
  readonly upgradeWebSocket: UpgradeWebSocket;
  createAdaptorServer(options: {
    fetch: unknown;
    serverOptions: Record<string, unknown>;
    websocket: { server: unknown };
  }): Server;
}

/** Part of `ws` that is used here. */
interface Ws {
  readonly WebSocketServer: new (
    options: { noServer: true; maxPayload: number },
  ) => { readonly clients: Set<{ terminate(): void }> };
}

/** Time for the headers of a request, in milliseconds. */
const HEADERS_MS = 30_000;

/** Loads the server of Node. */
export async function loadNodeServer(): Promise<HostServer> {
  const { createAdaptorServer, upgradeWebSocket } = await loadPackage<NodeServer>(
    "@hono/node-server",
  );
  const { WebSocketServer } = await loadPackage<Ws>("ws");
  return {
    upgradeWebSocket,
    async listen(fetch, { host, port }) {
      const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES });
      const server = createAdaptorServer({
        fetch,
        websocket: { server: sockets },
        serverOptions: {
          headersTimeout: HEADERS_MS,
          connectionsCheckingInterval: HEADERS_MS / 6,
          // The application limits the time of a body: a wait for memory does not count.
          requestTimeout: 0,
        },
      });
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, resolve);
      });
      return {
        port: (server.address() as { port: number }).port,
        async close(waitMs) {
          const closed = new Promise((resolve) => server.close(resolve));
          server.closeIdleConnections();
          await within(closed, waitMs);
          for (const socket of sockets.clients) socket.terminate();
          server.closeAllConnections();
        },
      };
    },
  };
}
