import { checkAccess } from "./access.ts";
import { docsPage, PAGE_HEADERS } from "./docs_page.ts";
import { type Context, OpenAPIHono } from "./hono.ts";
import { openApiDocument } from "./openapi.ts";
import { type AppOptions, appSettings, type LogEntry } from "./options.ts";
import { busy, Problem, problemOf, problemResponse } from "./problem.ts";
import { classify } from "./routes/classify.ts";
import { findJob, submitJob } from "./routes/jobs.ts";
import { listenEvents } from "./routes/listen.ts";
import { predictOriginal } from "./routes/original.ts";
import { createServices, type Services } from "./services.ts";

/** Application: a `fetch` handler for any runtime. */
export interface App {
  /**
   * Answers a request; never rejects.
   *
   * @param env bindings of the runtime, which a WebSocket needs
   */
  // deno-lint-ignore no-explicit-any
  fetch(request: Request, env?: any, context?: any): Response | Promise<Response>;
}

/** Handler of a route. */
type Handler = (context: Context) => Response | Promise<Response>;

const REQUEST_ID = /^[\w.-]{8,64}$/;

/**
 * Creates the application: the original service's routes, `/v1`, documentation and metrics. It uses
 * nothing of a process, so it runs in Workers, Deno, `hono/aws-lambda` and others.
 *
 * Research software: not for medical, safety or monitoring decisions.
 *
 * @throws {TypeError} when an option is unknown or has the wrong type
 * @throws {RangeError} when a number is out of range
 *
 * @example
 * ```ts
 * import { createApp } from "@babycry/babycry/server";
 * import assert from "node:assert/strict";
 *
 * const app = createApp();
 * const response = await app.fetch(new Request("http://localhost/health"));
 * assert.deepEqual(await response.json(), { status: "ok" });
 * ```
 */
export function createApp(options: AppOptions = {}): App {
  const settings = appSettings(options);
  const services = createServices(settings);
  const app = new OpenAPIHono();
  const routes = routesOf(services);
  const paths = Object.keys(routes);
  app.onError((error, { req }) => problemResponse(problemOf(error), idOf(req.raw)));
  app.use(async (context, next) => {
    await observe(context, services, paths, async () => {
      await checkAccess(context.req.raw, context.req.path, settings);
      await next();
    });
  });
  for (const [path, methods] of Object.entries(routes)) {
    for (const [method, handler] of Object.entries(methods)) app.on(method, path, handler);
    const allow = Object.keys(methods).flatMap((method) =>
      method === "GET" ? ["GET", "HEAD"] : [method]
    ).join(", ");
    app.all(path, () => {
      const detail = `Reading the request: expected the method ${allow}, received another`;
      throw new Problem({ status: 405, code: "method_not_allowed", detail }, { allow });
    });
  }
  app.notFound(() => {
    const detail = "Reading the request: expected a path of this server, received another";
    throw new Problem({ status: 404, code: "not_found", detail });
  });
  return { fetch: (request, env, context) => app.fetch(request, env, context) };
}

/** Lists the handlers by path and method. */
function routesOf(services: Services): Record<string, Record<string, Handler>> {
  const { settings, predictor, metrics } = services;
  const isAlive: Handler = () => Response.json({ status: "ok" });
  let document: Promise<Record<string, unknown>> | undefined;
  const openApi = () =>
    document ??= predictor.models().then((models) =>
      openApiDocument({
        urls: settings.fetchUrl !== undefined,
        jobs: settings.jobs !== undefined,
        models,
      })
    );
  const docs: Handler = async () =>
    new Response(docsPage(await openApi()), { headers: PAGE_HEADERS });
  return {
    "/health": { GET: isAlive },
    "/livez": { GET: isAlive },
    "/readyz": {
      GET() {
        if (settings.isReady?.() === false) throw busy(503, "not_ready", "The server is not ready");
        return Response.json({ status: "ok" });
      },
    },
    "/predict": {
      POST: (context) => predictOriginal(context.req.raw, services, signalOf(context)),
    },
    "/v1/classify": { POST: (context) => classify(context.req.raw, services, signalOf(context)) },
    "/v1/models": {
      GET: async () =>
        Response.json({
          models: (await predictor.models()).map(({ minSeconds, ...info }) => ({
            ...info,
            min_seconds: minSeconds,
          })),
        }),
    },
    "/v1/jobs": { POST: (context) => submitJob(context.req.raw, services, signalOf(context)) },
    "/v1/jobs/:id": { GET: ({ req }) => findJob(req.param("id") ?? "", services) },
    "/v1/listen": { GET: listenHandler(services) },
    "/openapi.json": { GET: async () => Response.json(await openApi()) },
    "/docs": { GET: docs },
    "/redoc": { GET: docs },
    "/metrics": {
      GET: () => new Response(metrics.text(), { headers: { "content-type": "text/plain" } }),
    },
  };
}

/** Creates the handler of live audio. */
function listenHandler(services: Services): Handler {
  const { upgradeWebSocket } = services.settings;
  const upgrade = upgradeWebSocket?.((context: Context) => listenEvents(context.req.raw, services));
  return async (context) => {
    if (!upgrade) {
      const detail = "Opening a stream: expected a server with WebSockets, received one without";
      throw new Problem({ status: 501, code: "no_streams", detail });
    }
    if (context.req.header("upgrade")?.toLowerCase() !== "websocket") {
      const detail = "Opening a stream: expected a WebSocket, received a plain request";
      throw new Problem({ status: 426, code: "upgrade_required", detail }, {
        upgrade: "websocket",
      });
    }
    return await upgrade(context, () => Promise.resolve());
  };
}

/** Runs a request: its id, its counters and its line of the log. */
async function observe(
  context: Context,
  { settings, metrics }: Services,
  paths: readonly string[],
  run: () => Promise<void>,
): Promise<void> {
  const started = performance.now();
  const requestId = idOf(context.req.raw);
  let error: unknown;
  try {
    await run();
    error = context.error;
  } catch (thrown) {
    error = thrown;
    context.res = problemResponse(problemOf(thrown), requestId);
  }
  const { status, headers } = context.res;
  try {
    headers.set("x-request-id", requestId);
  } catch { /* the response to an upgrade cannot be changed */ }
  const durationMs = Math.round(performance.now() - started);
  const route = patternOf(context.req.path, paths);
  metrics.count(context.req.method, route, status, (performance.now() - started) / 1000);
  settings.log?.(
    logEntry({ requestId, method: context.req.method, route, status, durationMs }, error),
  );
}

function logEntry(entry: Omit<LogEntry, "time">, error: unknown): LogEntry {
  const { code, status, cause } = error === undefined ? {} as Partial<Problem> : problemOf(error);
  const fault = cause instanceof Error && status === 500
    ? { error: `${cause.name}${callsOf(cause.stack ?? "")}` }
    : {};
  return {
    time: new Date().toISOString(),
    ...entry,
    ...(code !== undefined && { code }),
    ...fault,
  };
}

/** Lists the calls of a stack, with the names of files and without their folders. */
function callsOf(stack: string): string {
  const lines = stack.match(/\n\s+at .*/g) ?? [];
  return lines.map((line) => line.replace(/(\s+at (?:[^(/\\]*\()?).*[/\\]/, "$1")).join("");
}

/** Signal that aborts when the client is gone: of the host, or of the request. */
function signalOf({ env, req }: Context): AbortSignal {
  return (env as { readonly signal?: AbortSignal } | undefined)?.signal ?? req.raw.signal;
}

/** Pattern of a path; unknown paths share one, so that logs and metrics have no text of clients. */
function patternOf(path: string, known: readonly string[]): string {
  const pattern = path.replace(/^\/v1\/jobs\/[^/]+$/, "/v1/jobs/:id");
  return known.includes(pattern) ? pattern : "other";
}

const ids = new WeakMap<Request, string>();

/** Finds the id of a request: that of the header, or a new one. */
function idOf(request: Request): string {
  const given = request.headers.get("x-request-id") ?? "";
  const id = ids.get(request) ?? (REQUEST_ID.test(given) ? given : crypto.randomUUID());
  ids.set(request, id);
  return id;
}
