import { openUploadSpool } from "../body/spool.ts";
import { createApp } from "../create_app.ts";
import { guardedFetch } from "../guard/guarded_fetch.ts";
import { openFolderJobs } from "../jobs/folder_jobs.ts";
import type { AppOptions } from "../options.ts";
import { createPool, type PoolOptions } from "../predictor/pool.ts";
import type { HostServer } from "./listener.ts";

/** Options of {@link serve}. */
export interface ServeOptions extends
  Omit<
    AppOptions,
    "predictor" | "spool" | "jobs" | "fetchUrl" | "upgradeWebSocket" | "isReady" | "hosts"
  > {
  /** Address of an interface; default `127.0.0.1`. Others need `tokens`. */
  readonly host?: string;
  /** Port; default 8000, 0 for any that is free. */
  readonly port?: number;
  /** Models, workers and limits of decoding. */
  readonly pool?: PoolOptions;
  /** Folder for uploads that do not fit in memory. Default: they wait. */
  readonly spoolFolder?: string;
  /** Folder of jobs. Default: jobs are answered with 501. */
  readonly jobsFolder?: string;
  /** Time for which the result of a job is kept, in seconds; default 86,400. */
  readonly keepJobsSeconds?: number;
  /** Whether clients may send URLs in place of recordings; default false. */
  readonly allowUrls?: boolean;
  /** Time for requests under way when the server closes, in seconds; default 30. */
  readonly drainSeconds?: number;
}

/** Server that runs. */
export interface RunningServer {
  /** Address, such as `http://127.0.0.1:8000`. */
  readonly url: string;
  /** Takes no more requests, ends those under way, and closes. */
  close(): Promise<void>;
}

const LOOPBACK = ["127.0.0.1", "localhost"];

/**
 * Starts a server on Deno, Node or Bun, with a pool of workers.
 *
 * Research software: not for medical, safety or monitoring decisions.
 *
 * @throws {TypeError} when another address than the loopback has no tokens
 * @throws {RangeError} when the address is in use, or none of this machine
 */
export async function serve(options: ServeOptions = {}): Promise<RunningServer> {
  const { host = "127.0.0.1", port = 8000, pool = {}, drainSeconds = 30, ...rest } = options;
  const { spoolFolder, jobsFolder, keepJobsSeconds, allowUrls = false, ...appOptions } = rest;
  if (host !== "127.0.0.1" && !options.tokens?.length) {
    throw new TypeError(
      `Serving at ${host}: expected tokens, received none; only 127.0.0.1 needs none`,
    );
  }
  const server = await loadHostServer();
  const predictor = createPool(pool);
  let isOpen = true;
  const spool = spoolFolder === undefined ? {} : { spool: await openUploadSpool(spoolFolder) };
  const jobs = jobsFolder === undefined ? undefined : await openFolderJobs(jobsFolder, {
    predictor,
    ...(pool.workers && { concurrency: pool.workers }),
    ...(keepJobsSeconds && { keepSeconds: keepJobsSeconds }),
  });
  const app = createApp({
    ...appOptions,
    ...spool,
    ...(jobs && { jobs }),
    ...(allowUrls && { fetchUrl: guardedFetch() }),
    ...(options.tokens?.length ? {} : { hosts: LOOPBACK }),
    predictor,
    upgradeWebSocket: server.upgradeWebSocket,
    isReady: () => isOpen,
  });
  const name = host.includes(":") ? `[${host}]` : host;
  const listener = await server.listen((request, env) => app.fetch(request, env), {
    host,
    port,
    maxBodyBytes: options.maxBodyBytes ?? 25_000_000,
  }).catch(async (cause) => {
    await jobs?.close();
    await predictor.close();
    throw new RangeError(
      `Starting a server at ${name}:${port}: expected a free address of this machine, received ` +
        `${cause.code ?? cause.message}; pass another host or port`,
      { cause },
    );
  });
  return {
    url: `http://${name}:${listener.port}`,
    async close() {
      isOpen = false;
      await listener.close(drainSeconds * 1000);
      await jobs?.close();
      await predictor.close();
    },
  };
}

async function loadHostServer(): Promise<HostServer> {
  if ("Bun" in globalThis) {
    return await (await import("./bun_server.ts")).loadBunServer();
  }
  return await (await import("./node_server.ts")).loadNodeServer();
}
