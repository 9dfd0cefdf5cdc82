import { upgradeWebSocket } from "npm:hono@4.13.19/deno";
import type { HostServer } from "./listener.ts";
import { within } from "./listener.ts";

/** Part of `Deno` that is used here. */
interface DenoNamespace {
  serve(
    options: {
      hostname: string;
      port: number;
      signal: AbortSignal;
      onListen(address: { port: number }): void;
    },
    handler: (
      request: Request,
      info: { readonly completed: Promise<void> },
    ) => Response | Promise<Response>,
  ): { readonly finished: Promise<void>; shutdown(): Promise<void> };
}

/** Server of Deno. */
export const denoServer: HostServer = {
  upgradeWebSocket,
  async listen(fetch, { host, port }) {
    const { serve } = (globalThis as unknown as { Deno: DenoNamespace }).Deno;
    const ending = new AbortController();
    const listening = Promise.withResolvers<number>();
    const server = serve({
      hostname: host,
      port,
      signal: ending.signal,
      onListen: ({ port }) => listening.resolve(port),
    }, (request, { completed }) => {
      // Deno aborts the signal of a request after its response, too.
      const gone = new AbortController();
      completed.catch(() => gone.abort());
      return fetch(request, { signal: gone.signal });
    });
    return {
      port: await listening.promise,
      async close(waitMs) {
        if (await within(server.shutdown(), waitMs)) return;
        ending.abort();
        await within(server.finished.catch(() => {}), 1000);
      },
    };
  },
};
