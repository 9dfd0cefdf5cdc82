import type { AppOptions } from "../options.ts";

/** Server that listens. */
export interface Listener {
  /** Port. */
  readonly port: number;
  /**
   * Takes no more connections, and waits until the requests under way have their responses.
   *
   * @param waitMs time after which they are cut
   */
  close(waitMs: number): Promise<void>;
}

/** Address to listen at. */
export interface ListenAddress {
  /** Address of an interface. */
  readonly host: string;
  /** Port; 0 for any that is free. */
  readonly port: number;
  /** Largest body, which the runtime must not refuse by itself. */
  readonly maxBodyBytes: number;
}

/** Handler of requests, as the runtime calls it; `env.signal` aborts when the client is gone. */
// deno-lint-ignore no-explicit-any
export type Fetch = (request: Request, env?: any) => Response | Promise<Response>;

/** Server of a runtime. */
export interface HostServer {
  /** WebSocket of the runtime, for the application. */
  readonly upgradeWebSocket: NonNullable<AppOptions["upgradeWebSocket"]>;
  /** Starts to listen. @throws the error of the system, such as a port in use */
  listen(fetch: Fetch, address: ListenAddress): Promise<Listener>;
}

/** Largest message of a WebSocket, in bytes. */
export const MESSAGE_BYTES: number = 1 << 20;

/** Waits for work, but no longer than a time. @returns whether the work ended */
export async function within(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  return await Promise.race([work.then(() => true), late]).finally(() => clearTimeout(timer));
}
