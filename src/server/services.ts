import { ByteBudget } from "./body/byte_budget.ts";
import type { Receiving } from "./body/receive.ts";
import { Metrics } from "./metrics.ts";
import type { AppSettings } from "./options.ts";
import { Problem } from "./problem.ts";
import { createPredictor, type Predictor } from "./predictor/predictor.ts";
import type { z } from "./hono.ts";

/** Objects that the routes of an application share. */
export interface Services {
  readonly settings: AppSettings;
  readonly predictor: Predictor;
  readonly receiving: Receiving;
  readonly metrics: Metrics;
  /** Number of live streams. */
  streams: number;
}

/** Creates the services of an application. */
export function createServices(settings: AppSettings): Services {
  const predictor = settings.predictor ?? createPredictor();
  const budget = new ByteBudget(settings.memoryBytes, settings.maxWaiting);
  const services: Services = {
    settings,
    predictor,
    receiving: {
      limits: {
        maxBytes: settings.maxBodyBytes,
        graceSeconds: settings.graceSeconds,
        minBytesPerSecond: settings.minBytesPerSecond,
      },
      budget,
      spool: settings.spool,
      maxFiles: settings.maxFiles,
      fetchUrl: settings.fetchUrl,
    },
    metrics: new Metrics([
      {
        name: "predictions_running",
        help: "Number of recordings that are being predicted",
        read: () => predictor.load.running,
      },
      {
        name: "predictions_waiting",
        help: "Number of recordings that wait for a worker",
        read: () => predictor.load.waiting,
      },
      {
        name: "workers_replaced",
        help: "Number of workers that were replaced",
        read: () => predictor.load.replaced,
      },
      {
        name: "upload_bytes",
        help: "Memory of uploads in bytes",
        read: () => budget.used,
      },
      {
        name: "uploads_waiting",
        help: "Number of uploads that wait for memory",
        read: () => budget.waiting,
      },
      { name: "streams", help: "Number of live streams", read: () => services.streams },
      {
        name: "jobs_pending",
        help: "Number of jobs that wait or run",
        read: () => settings.jobs?.pending ?? 0,
      },
    ]),
    streams: 0,
  };
  return services;
}

/** Reads the parameters of a request. @throws {Problem} 422 for an invalid or repeated one */
export function readQuery<T>(request: Request, schema: z.ZodType<T>): T {
  const { searchParams } = new URL(request.url);
  const refuse = (name: string): never => {
    const detail = `Reading the parameters: expected another value of ${name}`;
    throw new Problem({ status: 422, code: "invalid_parameter", detail });
  };
  const values: Record<string, string> = {};
  for (const [name, value] of searchParams) {
    if (Object.hasOwn(values, name)) refuse(name);
    values[name] = value;
  }
  const { success, data, error } = schema.safeParse(values);
  return success ? data : refuse(String(error.issues[0]?.path[0]));
}
