/**
 * `serve`: answers HTTP requests.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import process from "node:process";
import type { LogEntry, RunningServer, ServeOptions } from "../../server/mod.ts";
import { toJson } from "../../prediction/to_json.ts";
import { type Command, defineCommand } from "../command.ts";
import { assignOptions } from "../options/assign_options.ts";
import { MODEL_OPTIONS, type ModelValues, toFlatOptions } from "../options/model_options.ts";
import { SERVE_OPTIONS, type ServeValues } from "../options/serve_options.ts";
import { withoutUndefined } from "../options/without_undefined.ts";

const MB = 1e6;
const DAY_SECONDS = 86_400;

/** Answers HTTP requests. */
export const serve: Command = defineCommand<ServeValues & ModelValues>({
  name: "serve",
  description:
    `Answer HTTP requests: POST /v1/classify, live audio, jobs, and the routes of the original service
(POST /predict). Not for medical, safety or monitoring decisions.

GET /docs has the documentation. The log is one JSON object per request on standard error.`,
  options: { ...SERVE_OPTIONS, ...MODEL_OPTIONS },
  notes: "Exit codes: 0 ended by SIGTERM, 1 failed, 2 wrong usage, 130 interrupted.",
  example: "serve --port 8000 --jobs jobs/",
  async run(values, _, host) {
    const tokens = await readTokens(values["token-file"]);
    if (values.host !== "127.0.0.1" && tokens.length === 0) {
      throw new SyntaxError("Missing --token-file or BABYCRY_TOKEN, needed by --host");
    }
    const { cache, ...models } = values;
    const { source: _source, ...specs } = await assignOptions(
      await toFlatOptions({ ...models, cache: undefined }, host.err),
    );
    const { serve } = await loadServer();
    const log = (entry: LogEntry) => host.err.write(`${JSON.stringify(toJson(entry))}\n`);
    const server: RunningServer = await serve({
      ...serveOptions(values),
      ...(tokens.length > 0 && { tokens }),
      ...(values.quiet ? {} : { log }),
      pool: {
        models: specs.models,
        timeLimitSeconds: values["time-limit"],
        maxSeconds: values["max-seconds"],
        maxWaiting: values["max-waiting"],
        ...withoutUndefined({ workers: values.workers, cacheFolder: cache }),
      },
    });
    host.err.write(`Serving at ${server.url}\n`);
    const isInterrupted = await ended(host.signal);
    await server.close();
    return isInterrupted ? 130 : 0;
  },
});

function serveOptions(values: ServeValues): ServeOptions {
  return {
    host: values.host,
    port: values.port,
    allowUrls: values["allow-urls"],
    drainSeconds: values.drain,
    maxBodyBytes: Math.round(values["max-mb"] * MB),
    memoryBytes: Math.round(values["memory-mb"] * MB),
    maxFiles: values["max-files"],
    maxWaiting: values["max-waiting"],
    maxStreams: values["max-streams"],
    keepJobsSeconds: values["jobs-days"] * DAY_SECONDS,
    ...withoutUndefined({ spoolFolder: values.spool, jobsFolder: values.jobs }),
  };
}

/** Reads the tokens of a file, or the one of the environment. */
async function readTokens(path: string | undefined): Promise<string[]> {
  const text = path === undefined
    ? process.env["BABYCRY_TOKEN"] ?? ""
    : await readFile(path, "utf8");
  const tokens = text.split("\n").map((line) => line.trim()).filter(Boolean);
  if (path !== undefined && tokens.length === 0) {
    throw new SyntaxError(`Reading ${path}: expected a token, received an empty file`);
  }
  return tokens;
}

/** Waits for SIGTERM or an interrupt. @returns whether it was an interrupt */
function ended(interrupted: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    process.once("SIGTERM", () => resolve(false));
    interrupted.addEventListener("abort", () => resolve(true), { once: true });
  });
}

/** Loads the server. Not with a literal: Deno would download its packages with the program. */
async function loadServer(): Promise<typeof import("../../server/mod.ts")> {
  const specifier = import.meta.url.endsWith(".ts")
    ? new URL("../../server/mod.ts", import.meta.url).href
    : "@babycry/babycry/server";
  return await import(/* @vite-ignore */ specifier);
}
