/**
 * Live listening: watches a microphone, a camera or another source for crying.
 *
 * Research software: not for medical, safety or monitoring decisions.
 *
 * @module
 */
export type { BackoffOptions } from "./backoff.ts";
export type { Clock } from "./clock.ts";
export { watch } from "./watch.ts";
export {
  isEvent,
  type WatchEvent,
  type WatchEventType,
  type WatchItem,
  watchJson,
  type WatchNotice,
  type WatchUpdate,
} from "./watch_item.ts";
export type { OpenSource, Sensitivity, WatchOptions, WatchSource } from "./watch_options.ts";
export { createDispatcher, type Dispatcher } from "./sinks/dispatcher.ts";
export { type ExecOptions, execSink } from "./sinks/exec.ts";
export { type MetricsOptions, type MetricsSink, metricsSink } from "./sinks/metrics.ts";
export { type MqttOptions, mqttSink, removeMqttDevice } from "./sinks/mqtt.ts";
export { type SaveOptions, saveSink } from "./sinks/save.ts";
export type { Sink } from "./sinks/sink.ts";
export { type WebhookOptions, webhookSink } from "./sinks/webhook.ts";
