import process from "node:process";
import type { MqttOptions } from "../../listen/sinks/mqtt.ts";
import type { Sink } from "../../listen/sinks/sink.ts";
import type { Host } from "../host.ts";
import { checkWritable } from "../options/check_writable.ts";
import type { ListenValues } from "../options/listen_options.ts";
import { withoutUndefined } from "../options/without_undefined.ts";
import { eventLines, jsonLines, liveView, logFile } from "../output/live_report.ts";
import { redact } from "../sources/redact.ts";
import { openWebhooks } from "./_open_webhooks.ts";
import { secretOf } from "./_secret_of.ts";

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
  const { jsonl, log, exec, metrics, save } = values;
  const { out } = host;
  const sinks: Sink[] = [jsonl ? jsonLines(out) : out.isTerminal ? liveView(out) : eventLines(out)];
  for (const path of log) {
    await checkWritable(path);
    sinks.push(logFile(path));
  }
  for (const [url, options] of await mqttSettings(values, host, sources)) {
    const { mqttSink } = await import("../../listen/sinks/mqtt.ts");
    sinks.push(await mqttSink(url, options));
  }
  sinks.push(...await openWebhooks(values, host));
  for (const program of exec) {
    const { execSink } = await import("../../listen/sinks/exec.ts");
    sinks.push(await execSink(program, { args: values["exec-arg"] }));
  }
  if (metrics !== undefined) {
    const { metricsSink } = await import("../../listen/sinks/metrics.ts");
    const sink = await metricsSink({ ...metrics, sources, dropped });
    host.err.write(`Serving metrics on http://${metrics.host}:${sink.port}/metrics\n`);
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

/** Reads the addresses of the brokers, and their options. */
export async function mqttSettings(
  values: ListenValues,
  host: Host,
  sources: readonly string[],
): Promise<readonly (readonly [URL, MqttOptions])[]> {
  const { "mqtt-ca": ca, "mqtt-password-file": file } = values;
  const options: MqttOptions = {
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
  };
  return values.mqtt.map((url) => [url, options]);
}
