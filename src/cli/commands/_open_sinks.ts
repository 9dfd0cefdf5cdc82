import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import type { MqttOptions } from "../../listen/sinks/mqtt.ts";
import type { Sink } from "../../listen/sinks/sink.ts";
import { hostCacheFolder } from "../../store/cache_folder.ts";
import type { Host } from "../host.ts";
import { checkWritable } from "../options/check_writable.ts";
import type { ListenValues } from "../options/listen_options.ts";
import { withoutUndefined } from "../options/without_undefined.ts";
import { eventLines, jsonLines, liveView, logFile } from "../output/live_report.ts";
import { redact } from "../sources/redact.ts";

/** Values that sinks need from outside. */
export interface SinkSettings {
  /** Names of the sources. */
  readonly sources: readonly string[];
  /** Number of updates that sinks were too slow for. */
  dropped(): ReadonlyMap<string, number>;
}

/**
 * Opens the sinks that the options name.
 *
 * @throws {SyntaxError} when an option is invalid
 * @throws {InputError} when another process uses the spool
 */
export async function openSinks(
  values: ListenValues,
  host: Host,
  { sources, dropped }: SinkSettings,
): Promise<Sink[]> {
  const { jsonl, log, webhook, exec, metrics, save } = values;
  const { out } = host;
  const sinks: Sink[] = [jsonl ? jsonLines(out) : out.isTerminal ? liveView(out) : eventLines(out)];
  if (log !== undefined) {
    await checkWritable(log);
    sinks.push(logFile(log));
  }
  if (values.mqtt !== undefined) {
    const { mqttSink } = await import("../../listen/sinks/mqtt.ts");
    sinks.push(await mqttSink(...await mqttSettings(values, host, sources)));
  }
  if (webhook !== undefined) sinks.push(await openWebhook(webhook, values, host));
  if (exec !== undefined) {
    const { execSink } = await import("../../listen/sinks/exec.ts");
    sinks.push(await execSink(exec, { args: values["exec-arg"] }));
  }
  if (metrics !== undefined) {
    const [, name = "127.0.0.1", port] = metrics.match(/^(?:(.*):)?(\d+)$/) ?? [];
    if (port === undefined) {
      throw new SyntaxError(`Invalid --metrics: expected HOST:PORT, received ${metrics}`);
    }
    const { metricsSink } = await import("../../listen/sinks/metrics.ts");
    const sink = await metricsSink({ host: name, port: Number(port), sources, dropped });
    host.err.write(`Serving metrics on http://${name}:${sink.port}/metrics\n`);
    sinks.push(sink);
  }
  if (save !== undefined) {
    const { saveSink } = await import("../../listen/sinks/save.ts");
    const maxBytes = values["save-mb"] * 1e6;
    sinks.push(await saveSink(save, { maxDays: values["save-days"], maxBytes }));
    host.err.write(`Recording to ${save}: tell everybody in the room\n`);
  }
  return sinks;
}

/** Reads the options of the broker. */
export async function mqttSettings(
  values: ListenValues,
  host: Host,
  sources: readonly string[],
): Promise<readonly [URL, MqttOptions]> {
  const { "mqtt-ca": ca, "mqtt-password-file": file } = values;
  return [urlOf("--mqtt", values.mqtt ?? "", /^(?:mqtts?|wss?):$/), {
    ...{ sources, device: values.device, discovery: !values["no-discovery"] },
    onProblem: (message) => host.err.write(`${redact(message)}\n`),
    ...withoutUndefined({
      username: values["mqtt-user"] ?? process.env["BABYCRY_MQTT_USER"],
      password: file === undefined
        ? process.env["BABYCRY_MQTT_PASSWORD"]
        : await secretOf("--mqtt-password-file", file),
      ca: ca === undefined ? undefined : await secretOf("--mqtt-ca", ca),
      frigatePrefix: values["frigate-topics"],
    }),
  }];
}

async function openWebhook(text: string, values: ListenValues, host: Host): Promise<Sink> {
  const { webhookSink } = await import("../../listen/sinks/webhook.ts");
  const url = urlOf("--webhook", text, /^https?:$/);
  const file = values["webhook-secret-file"];
  const folder = values.spool ?? join(await hostCacheFolder(), "spool", shortHash(url.href));
  return await webhookSink(url, {
    spool: folder,
    onProblem: (message) => host.err.write(`${redact(message)}\n`),
    ...withoutUndefined({
      secret: file === undefined
        ? process.env["BABYCRY_WEBHOOK_SECRET"]
        : await secretOf("--webhook-secret-file", file),
    }),
  });
}

function urlOf(flag: string, text: string, protocols: RegExp): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && protocols.test(url.protocol)) return url;
  throw new SyntaxError(`Invalid ${flag}: expected a URL, received ${redact(text)}`);
}

async function secretOf(flag: string, path: string): Promise<string> {
  try {
    return (await readFile(path, "utf8")).trim();
  } catch (cause) {
    throw new SyntaxError(`Invalid ${flag}: expected a readable file, received ${path}`, { cause });
  }
}

const shortHash = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 12);
