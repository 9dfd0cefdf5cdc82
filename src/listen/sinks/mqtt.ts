import type { MqttClient } from "npm:mqtt@5.16.0";
import { InputError } from "../../errors.ts";
import { isEvent, type WatchItem, watchJson } from "../watch_item.ts";
import { discoveryConfig, mqttTopics, slug } from "./home_assistant.ts";
import { loadPackage } from "./load_package.ts";
import type { Sink } from "./sink.ts";

/** Options of {@link mqttSink}. */
export interface MqttOptions {
  /** Name of the device; part of the topics. Default: `babycry`. */
  readonly device?: string;
  /** Names of the sources. */
  readonly sources: readonly string[];
  /** User name. */
  readonly username?: string;
  /** Password. */
  readonly password?: string;
  /** Certificates of the authorities that are trusted, in PEM. Default: those of the host. */
  readonly ca?: string;
  /** Whether to announce the device to Home Assistant; default true. */
  readonly discovery?: boolean;
  /** First level of Frigate's topics, to publish `PREFIX/SOURCE/audio/crying`. Default: none. */
  readonly frigatePrefix?: string;
  /** Function that receives a line when the connection is lost or restored. */
  readonly onProblem?: (message: string) => void;
}

const QOS = { qos: 1 } as const;
const RETAINED = { qos: 1, retain: true } as const;
/** Values that are sent each second need no answer, for which other messages would wait. */
const VALUE = { qos: 0, retain: true } as const;
/** Time for the last message, in milliseconds. */
const CLOSE_MS = 2000;
/** Topic on which Home Assistant announces that it started. */
const STATUS_TOPIC = "homeassistant/status";

/**
 * Creates a sink that publishes to a broker: the state, probability and level of each source,
 * events as JSON, and whether the program runs, by a last will. States are retained.
 *
 * The package `mqtt` is loaded when the sink is created.
 *
 * @param url `mqtt:`, `mqtts:`, `ws:` or `wss:` URL
 */
export async function mqttSink(url: URL, options: MqttOptions): Promise<Sink> {
  const { sources, discovery = true, frigatePrefix, onProblem = () => {} } = options;
  const device = slug(options.device ?? "babycry");
  const topics = mqttTopics(device, sources);
  const client = await openClient(url, options, topics.availability);
  const states = new Map<string, string>();
  const publish = async (topic: string, payload: string, retain = true): Promise<void> => {
    await client.publishAsync(topic, payload, retain ? RETAINED : QOS);
  };
  const setState = async (topic: string, payload: string) => {
    if (states.get(topic) === payload) return;
    states.set(topic, payload);
    await publish(topic, payload);
  };
  const report = (error: Error) => closing || onProblem(error.message);
  const announce = async () => {
    if (discovery) await publish(topics.config, JSON.stringify(discoveryConfig(device, sources)));
    await publish(topics.availability, "online");
  };
  let isLost = false;
  let closing = false;
  client.on("connect", () => {
    // Otherwise TCP holds an event until the broker has acknowledged the message before.
    (client.stream as { setNoDelay?(noDelay: boolean): void }).setNoDelay?.(true);
    if (isLost) onProblem(`MQTT broker ${url.host}: connected`);
    isLost = false;
    announce().catch(report);
    if (discovery) client.subscribe(STATUS_TOPIC, QOS);
    // A broker that restarted has lost what it retained.
    for (const [topic, payload] of states) publish(topic, payload).catch(() => {});
  });
  const lose = (reason: string) => {
    if (!isLost) onProblem(`MQTT broker ${url.host}: ${reason}; trying again, events are kept`);
    isLost = true;
  };
  client.on("error", (error) => lose(reasonOf(error)));
  client.on("close", () => closing || lose("not connected"));
  client.on("message", (topic, payload) => {
    if (topic !== STATUS_TOPIC || String(payload) !== "online") return;
    announce().catch(report);
  });

  const send = async (item: WatchItem): Promise<void> => {
    const source = topics.sources.get(item.source);
    if (!source) return;
    if (item.type === "update") {
      if (!client.connected) return;
      await Promise.all([
        setState(source.state, item.crying ? "ON" : "OFF"),
        client.publishAsync(source.probability, item.probability.toFixed(3), VALUE),
        client.publishAsync(source.level, item.levelDbfs.toFixed(1), VALUE),
      ]);
      return;
    }
    if (!isEvent(item)) return;
    const event = JSON.stringify({ event_type: item.type, ...watchJson(item) });
    // Messages are sent in this order, without waiting for the answer to the one before.
    const sent = publish(source.event, event, false);
    const change = (topic: string, state: string) => setState(topic, state).catch(report);
    if (item.type === "cry_started" || item.type === "cry_ended") {
      const state = item.type === "cry_started" ? "ON" : "OFF";
      change(source.state, state);
      if (frigatePrefix !== undefined) {
        change(`${frigatePrefix}/${item.source}/audio/crying`, state);
      }
    }
    if (item.type === "source_lost" || item.type === "source_silent") change(source.problem, "ON");
    if (item.type === "source_restored") change(source.problem, "OFF");
    await sent;
  };
  const initial = async () => {
    for (const { state, problem } of topics.sources.values()) {
      await setState(state, "OFF");
      await setState(problem, "OFF");
    }
  };
  initial().catch(report);
  return {
    name: `mqtt ${url.host}`,
    send,
    async close() {
      closing = true;
      const late = new Promise((resolve) => setTimeout(resolve, CLOSE_MS));
      if (client.connected) await Promise.race([publish(topics.availability, "offline"), late]);
      await client.endAsync(true);
    },
  };
}

/**
 * Removes a device from Home Assistant, and all its retained messages.
 *
 * @throws {InputError} when the broker cannot be reached or refuses
 */
export async function removeMqttDevice(url: URL, options: MqttOptions): Promise<void> {
  const { sources, frigatePrefix } = options;
  const topics = mqttTopics(slug(options.device ?? "babycry"), sources);
  const client = await openClient(url, options);
  const retained = Array.from(
    topics.sources.values(),
    ({ state, problem, probability, level }) => [state, problem, probability, level],
  ).flat();
  const frigate = frigatePrefix === undefined
    ? []
    : sources.map((source) => `${frigatePrefix}/${source}/audio/crying`);
  try {
    await new Promise<void>((resolve, reject) => {
      client.once("connect", () => resolve());
      client.once("error", (cause) => {
        const message = `MQTT broker ${url.host}: ${reasonOf(cause)}`;
        reject(new InputError(message, { code: "network", cause }));
      });
    });
    for (const topic of [topics.config, ...retained, ...frigate, topics.availability]) {
      await client.publishAsync(topic, "", RETAINED);
    }
  } finally {
    await client.endAsync(true);
  }
}

/** Opens a client. @param willTopic topic on which the broker announces its loss */
async function openClient(url: URL, options: MqttOptions, willTopic?: string): Promise<MqttClient> {
  const { connect } = await loadPackage<typeof import("npm:mqtt@5.16.0")>("mqtt");
  const { username, password, ca } = options;
  const payload = new TextEncoder().encode("offline") as never;
  return connect(url.href, {
    protocolVersion: 5,
    clientId: `babycry-${crypto.randomUUID().slice(0, 8)}`,
    reconnectPeriod: 2000,
    reconnectOnConnackError: true,
    connectTimeout: 10_000,
    ...(willTopic === undefined ? {} : { will: { topic: willTopic, payload, ...RETAINED } }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(ca === undefined ? {} : { ca }),
  });
}

/** Describes an error; those of sockets may have a code only. */
function reasonOf(error: Error): string {
  return error.message || String((error as { code?: string }).code);
}
