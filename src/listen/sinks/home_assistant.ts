import { VERSION } from "../../version.ts";
import { EVENT_TYPES } from "../watch_item.ts";

/** Topics of a source. */
export interface SourceTopics {
  readonly state: string;
  readonly probability: string;
  readonly level: string;
  readonly event: string;
  readonly problem: string;
}

/** Topics of a device. */
export interface DeviceTopics {
  readonly availability: string;
  /** Topic of Home Assistant's device discovery. */
  readonly config: string;
  readonly sources: ReadonlyMap<string, SourceTopics>;
}

/** Converts a name to a level of a topic: lower-case letters, digits and underscores. */
export function slug(name: string): string {
  return name.toLowerCase().replace(/[^a-z\d]+/g, "_").replace(/^_|_$/g, "") || "source";
}

/** Computes the topics of a device. */
export function mqttTopics(device: string, sources: readonly string[]): DeviceTopics {
  return {
    availability: `babycry/${device}/availability`,
    config: `homeassistant/device/babycry_${device}/config`,
    sources: new Map(sources.map((source) => {
      const base = `babycry/${device}/${slug(source)}`;
      return [source, {
        state: `${base}/state`,
        probability: `${base}/probability`,
        level: `${base}/level`,
        event: `${base}/event`,
        problem: `${base}/problem`,
      }];
    })),
  };
}

/**
 * Creates the message of Home Assistant's device discovery: per source the state, probability,
 * level, events and problems.
 *
 * @see https://www.home-assistant.io/integrations/mqtt/#device-discovery-payload
 */
export function discoveryConfig(device: string, sources: readonly string[]): object {
  const topics = mqttTopics(device, sources);
  const components = Array.from(topics.sources, ([name, source]) => {
    const id = `babycry_${device}_${slug(name)}`;
    const component = (key: string, fields: object) => [
      `${slug(name)}_${key}`,
      { unique_id: `${id}_${key}`, ...fields },
    ];
    return [
      component("crying", {
        p: "binary_sensor",
        name: `${name} crying`,
        device_class: "sound",
        state_topic: source.state,
      }),
      component("probability", {
        p: "sensor",
        name: `${name} cry probability`,
        state_class: "measurement",
        suggested_display_precision: 2,
        state_topic: source.probability,
      }),
      component("level", {
        p: "sensor",
        name: `${name} level`,
        unit_of_measurement: "dBFS",
        state_class: "measurement",
        suggested_display_precision: 0,
        state_topic: source.level,
      }),
      component("event", {
        p: "event",
        name: `${name} event`,
        event_types: EVENT_TYPES,
        state_topic: source.event,
      }),
      component("problem", {
        p: "binary_sensor",
        name: `${name} problem`,
        device_class: "problem",
        entity_category: "diagnostic",
        state_topic: source.problem,
      }),
    ];
  }).flat();
  return {
    dev: {
      ids: `babycry_${device}`,
      name: device,
      mf: "babycry",
      mdl: "Cry detector (research software)",
      sw: VERSION,
    },
    o: { name: "babycry", sw: VERSION },
    cmps: Object.fromEntries(components),
    availability: [{ topic: topics.availability }],
    qos: 1,
  };
}
