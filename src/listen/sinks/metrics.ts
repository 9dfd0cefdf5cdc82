import { isEvent, type WatchItem } from "../watch_item.ts";
import { loadPackage } from "./load_package.ts";
import type { Sink } from "./sink.ts";

/** Options of {@link metricsSink}. */
export interface MetricsOptions {
  /** Host to listen on; default `127.0.0.1`. */
  readonly host?: string;
  /** Port to listen on; 0 for a free one. */
  readonly port: number;
  /** Names of the sources. */
  readonly sources: readonly string[];
  /** Number of updates that sinks were too slow for, by their name. */
  readonly dropped?: () => ReadonlyMap<string, number>;
}

/** Sink of Prometheus. */
export interface MetricsSink extends Sink {
  /** Port of the server. */
  readonly port: number;
}

type PromClient = { readonly default: typeof import("npm:prom-client@15.1.3") };

/** Time without an update after which a source is not healthy, in milliseconds. */
const STALE_MS = 30_000;

/**
 * Creates a server with metrics for Prometheus at `/metrics`, and at `/healthz` the status 200
 * while every source has updates, else 503. The package `prom-client` is loaded on use.
 */
export async function metricsSink(options: MetricsOptions): Promise<MetricsSink> {
  const { createServer } = await import("node:http");
  const { default: client } = await loadPackage<PromClient>("prom-client");
  const { host = "127.0.0.1", sources } = options;
  const register = new client.Registry();
  const registers = [register];
  const labelNames = ["source"];
  const gauge = (name: string, help: string) =>
    new client.Gauge({ name: `babycry_${name}`, help, labelNames, registers });
  const events = new client.Counter({
    name: "babycry_events_total",
    help: "Number of events",
    labelNames: ["source", "type"],
    registers,
  });
  const crying = gauge("crying", "Whether an infant is crying, 0 or 1");
  const probability = gauge("cry_probability", "Probability of the last window");
  const level = gauge("level_dbfs", "RMS level in dB re full scale");
  const updated = gauge("update_timestamp_seconds", "Time of the last update");
  new client.Gauge({
    name: "babycry_dropped_updates",
    help: "Number of updates that a sink was too slow for",
    labelNames: ["sink"],
    registers,
    collect() {
      for (const [sink, count] of options.dropped?.() ?? []) this.set({ sink }, count);
    },
  });
  const updates = new Map<string, number>();
  const isHealthy = () =>
    sources.every((source) => Date.now() - (updates.get(source) ?? 0) < STALE_MS);
  const server = createServer(async ({ url }, response) => {
    const answer = (status: number, type: string, body: string) =>
      response.writeHead(status, { "content-type": type }).end(body);
    if (url === "/metrics") {
      return answer(200, register.contentType, await register.metrics());
    }
    if (url !== "/healthz") return answer(404, "text/plain", "Not found\n");
    return isHealthy() ? answer(200, "text/plain", "ok\n") : answer(503, "text/plain", "stale\n");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, host, resolve);
  });
  return {
    name: "metrics",
    port: (server.address() as { port: number }).port,
    send(item: WatchItem) {
      const { source } = item;
      if (isEvent(item)) events.inc({ source, type: item.type });
      if (item.type !== "update") return;
      updates.set(source, Date.now());
      crying.set({ source }, Number(item.crying));
      probability.set({ source }, item.probability);
      level.set({ source }, item.levelDbfs);
      updated.set({ source }, Date.parse(item.time) / 1000);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
