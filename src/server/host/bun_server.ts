import { loadPackage } from "../../listen/sinks/load_package.ts";
import type { UpgradeWebSocket } from "../options.ts";
import { type HostServer, MESSAGE_BYTES, within } from "./listener.ts";

/** Part of `Bun` that is used here. */
interface BunNamespace {
  serve(options: {
    hostname: string;
    port: number;
    maxRequestBodySize: number;
    idleTimeout: number;
    websocket: unknown;
    fetch(request: Request, server: unknown): Response | Promise<Response>;
  }): { readonly port: number; stop(closeActive?: boolean): Promise<void> };
}

/** Time after which Bun closes a silent connection, in seconds. */
const IDLE_SECONDS = 120;

/** Part of `hono/bun` that is used here; the whole imports modules of Node. */
interface HonoBun {
  readonly upgradeWebSocket: UpgradeWebSocket;
  readonly websocket: object;
}

/** Loads the server of Bun. */
export async function loadBunServer(): Promise<HostServer> {
  const { upgradeWebSocket, websocket } = await loadPackage<HonoBun>("hono", "/bun");
  return {
    upgradeWebSocket,
    // deno-lint-ignore require-await -- a port in use rejects, as on the other hosts
    async listen(fetch, { host, port, maxBodyBytes }) {
      const { serve } = (globalThis as unknown as { Bun: BunNamespace }).Bun;
      const server = serve({
        hostname: host,
        port,
        // Bun's own refusal has no body: ours comes first.
        maxRequestBodySize: 2 * maxBodyBytes + MESSAGE_BYTES,
        idleTimeout: IDLE_SECONDS,
        websocket: { ...websocket, maxPayloadLength: MESSAGE_BYTES },
        fetch: (request, server) => fetch(request, { server }),
      });
      return {
        port: server.port,
        async close(waitMs) {
          await within(server.stop(), waitMs);
          await within(server.stop(true), 1000);
        },
      };
    },
  };
}
