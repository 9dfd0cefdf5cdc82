import { checkNumber, checkOptions } from "../check_option.ts";
import type { FetchUrl } from "./body/receive.ts";
import type { UploadSpool } from "./body/spool.ts";
import type { JobStore } from "./jobs/job_store.ts";
import type { Predictor } from "./predictor/predictor.ts";

/** Line of the log: no file names, no query strings, no samples. */
export interface LogEntry {
  /** Time, ISO 8601 in UTC. */
  readonly time: string;
  /** Identifier of the request. */
  readonly requestId: string;
  /** Method. */
  readonly method: string;
  /** Pattern of the path, such as `/v1/jobs/:id`. */
  readonly route: string;
  /** Status of the response. */
  readonly status: number;
  /** Time from the request to its response, in milliseconds. */
  readonly durationMs: number;
  /** Name of the fault; absent for a success. */
  readonly code?: string;
  /** Class and calls of an unexpected error, without its message and the folders of files. */
  readonly error?: string;
}

/** Function that makes a WebSocket handler, as `upgradeWebSocket` of `hono/deno` and others. */
// deno-lint-ignore no-explicit-any
export type UpgradeWebSocket = (createEvents: any) => any;

/** Options of {@link createApp}. */
export interface AppOptions {
  /** Models. Default: the embedded models, in this thread. */
  readonly predictor?: Predictor;
  /** Tokens of which each request needs one (`Authorization: Bearer`). Default: none needed. */
  readonly tokens?: readonly string[];
  /** Values of `Host` that are accepted, without ports. Default: any. */
  readonly hosts?: readonly string[];
  /** Largest body in bytes; default 25,000,000. */
  readonly maxBodyBytes?: number;
  /** Largest number of recordings in a form; default 32. */
  readonly maxFiles?: number;
  /** Memory that uploads share in bytes; default 67,108,864. Others wait, or are spooled. */
  readonly memoryBytes?: number;
  /** Number of uploads that may wait for memory; default 1000. */
  readonly maxWaiting?: number;
  /** Time in which a body may arrive slowly, in seconds; default 10. */
  readonly graceSeconds?: number;
  /** Lowest mean speed of a body after that; default 10,000. */
  readonly minBytesPerSecond?: number;
  /** Number of live streams at the same time; default 16. */
  readonly maxStreams?: number;
  /** Folder for uploads that do not fit in memory. Default: they wait. */
  readonly spool?: UploadSpool;
  /** Store of jobs. Default: jobs are answered with 501. */
  readonly jobs?: JobStore;
  /** Function that requests URLs of clients; see {@link guardedFetch}. Default: none accepted. */
  readonly fetchUrl?: FetchUrl;
  /** WebSocket of the runtime. Default: live audio is answered with 501. */
  readonly upgradeWebSocket?: UpgradeWebSocket;
  /** Whether the server takes new work, for `/readyz`. Default: always. */
  readonly isReady?: () => boolean;
  /** Function that receives a line for each request. */
  readonly log?: (entry: LogEntry) => void;
}

const NAMES: Readonly<Record<keyof AppOptions, true>> = {
  predictor: true,
  tokens: true,
  hosts: true,
  maxBodyBytes: true,
  maxFiles: true,
  memoryBytes: true,
  maxWaiting: true,
  graceSeconds: true,
  minBytesPerSecond: true,
  maxStreams: true,
  spool: true,
  jobs: true,
  fetchUrl: true,
  upgradeWebSocket: true,
  isReady: true,
  log: true,
};

/** Options with the defaults of numbers. */
export type AppSettings =
  & AppOptions
  & Required<
    Pick<
      AppOptions,
      | "maxBodyBytes"
      | "maxFiles"
      | "memoryBytes"
      | "maxWaiting"
      | "graceSeconds"
      | "minBytesPerSecond"
      | "maxStreams"
    >
  >;

/** Checks options and adds the defaults. */
export function appSettings(options: AppOptions): AppSettings {
  const action = "Creating a server";
  checkOptions(action, options, NAMES);
  const settings = {
    ...options,
    maxBodyBytes: options.maxBodyBytes ?? 25_000_000,
    maxFiles: options.maxFiles ?? 32,
    memoryBytes: options.memoryBytes ?? 1 << 26,
    maxWaiting: options.maxWaiting ?? 1000,
    graceSeconds: options.graceSeconds ?? 10,
    minBytesPerSecond: options.minBytesPerSecond ?? 10_000,
    maxStreams: options.maxStreams ?? 16,
  };
  const whole = ["maxBodyBytes", "maxFiles", "memoryBytes", "maxWaiting", "maxStreams"] as const;
  for (const name of whole) checkNumber(action, name, settings[name], { min: 0, integer: true });
  checkNumber(action, "graceSeconds", settings.graceSeconds, { above: 0 });
  checkNumber(action, "minBytesPerSecond", settings.minBytesPerSecond, { above: 0 });
  return settings;
}
