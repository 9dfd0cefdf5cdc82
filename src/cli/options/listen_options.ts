import { PCM_ENCODINGS, type PcmEncoding } from "../../decode/raw_pcm.ts";
import type { Sensitivity } from "../../listen/watch_options.ts";
import { checkOwner, type Given } from "./check_given.ts";
import { flag, group, option, type OptionTable, repeated } from "./option_table.ts";
import {
  choice,
  integer,
  nonNegative,
  positive,
  seconds,
  text,
  url,
  type ValueParser,
} from "./value_parsers.ts";

/** Values of {@link LISTEN_OPTIONS}. */
export interface ListenValues {
  readonly rate: number | undefined;
  readonly channels: number | undefined;
  readonly encoding: PcmEncoding | undefined;
  readonly realtime: boolean;
  readonly "list-devices": boolean;
  readonly config: string | undefined;
  readonly sensitivity: Sensitivity;
  readonly "min-seconds": number;
  readonly "hold-seconds": number;
  readonly "cooldown-seconds": number;
  readonly "continues-seconds": number;
  readonly "loud-dbfs": number | undefined;
  readonly "stall-seconds": number;
  readonly calibrate: number | undefined;
  readonly jsonl: boolean;
  readonly log: readonly string[];
  readonly mqtt: readonly URL[];
  readonly "mqtt-ca": string | undefined;
  readonly "mqtt-user": string | undefined;
  readonly "mqtt-password-file": string | undefined;
  readonly device: string;
  readonly "no-discovery": boolean;
  readonly remove: boolean;
  readonly "frigate-topics": string | undefined;
  readonly webhook: readonly URL[];
  readonly "webhook-secret-file": readonly string[];
  readonly spool: string | undefined;
  readonly exec: readonly string[];
  readonly "exec-arg": readonly string[];
  readonly metrics: { readonly host: string; readonly port: number } | undefined;
  readonly save: string | undefined;
  readonly "save-days": number;
  readonly "save-mb": number;
  readonly "pre-roll": number;
}

/** Parser of a level in dB re full scale. */
const dbfs: ValueParser<number> = {
  placeholder: "DBFS",
  expected: "a number up to 0",
  parse(text) {
    const value = Number(text);
    return text.trim() !== "" && value <= 0 && value > -Infinity ? value : undefined;
  },
};

/** Parser of the address of a server; the host is this computer by default. */
const hostPort: ValueParser<{ readonly host: string; readonly port: number }> = {
  placeholder: "HOST:PORT",
  expected: "HOST:PORT",
  parse(text) {
    const [, host = "127.0.0.1", port] = text.match(/^(?:(.+):)?(\d{1,5})$/) ?? [];
    return port !== undefined && Number(port) < 65_536 ? { host, port: Number(port) } : undefined;
  },
};

/** Parser of seconds from 0. */
const fromZero: ValueParser<number> = { ...nonNegative, placeholder: "SECONDS" };

/** Options of `listen`. */
export const LISTEN_OPTIONS: OptionTable<ListenValues> = {
  ...group("Sources", {
    rate: option(integer(4000), "Sample rate of raw PCM, and of recorders, in Hz", {
      defaultText: "16000",
    }),
    channels: option(integer(1), "Number of channels of raw PCM", { defaultText: "1" }),
    encoding: option(choice(...PCM_ENCODINGS), "Encoding of raw PCM", { defaultText: "s16le" }),
    realtime: flag("Read files as slowly as they were recorded"),
    "list-devices": flag("List microphones"),
    config: option(
      text("FILE"),
      "Read options and sources from FILE: JSON or TOML, with the names of these options",
    ),
  }),
  ...group("Events", {
    sensitivity: option(
      choice("low", "normal", "high"),
      "Shift the model's thresholds by a logit: fewer events (low) or more (high)",
      { default: "normal" },
    ),
    "min-seconds": option(fromZero, "Report crying that lasts this long", { default: "0" }),
    "hold-seconds": option(fromZero, "Join cries with shorter pauses", { default: "5" }),
    "cooldown-seconds": option(fromZero, "Report no start for this time after an end", {
      default: "0",
    }),
    "continues-seconds": option(fromZero, "Repeat that crying goes on; 0 for never", {
      default: "300",
    }),
    "loud-dbfs": option(dbfs, "Report any sound from this level", { defaultText: "never" }),
    "stall-seconds": option(seconds, "Report a live source without samples as lost", {
      default: "10",
    }),
    calibrate: option(
      seconds,
      "Measure the noise of the room for this time, suggest options, and exit",
    ),
  }),
  ...group("Output", {
    jsonl: flag("Write events and updates as JSON Lines"),
    log: repeated(text("FILE"), "Append events to FILE as JSON Lines"),
    mqtt: repeated(
      url("mqtt", "mqtts", "ws", "wss"),
      "Publish to this broker: mqtt://, mqtts://, ws:// or wss://",
    ),
    "mqtt-ca": option(text("FILE"), "Trust the certificates in FILE (PEM)"),
    "mqtt-user": option(text("NAME"), "User name at the broker", {
      defaultText: "BABYCRY_MQTT_USER",
    }),
    "mqtt-password-file": option(text("FILE"), "Read the password from FILE", {
      defaultText: "BABYCRY_MQTT_PASSWORD",
    }),
    device: option(text("NAME"), "Name of the device in topics and Home Assistant", {
      default: "babycry",
    }),
    "no-discovery": flag("Do not announce the device to Home Assistant"),
    remove: flag("With --mqtt, remove the device and its retained messages, and exit"),
    "frigate-topics": option(text("PREFIX"), "Also publish PREFIX/SOURCE/audio/crying, ON or OFF"),
    webhook: repeated(url("http", "https"), "Post each event as JSON, in order, at least once"),
    "webhook-secret-file": repeated(
      text("FILE"),
      "Sign posts with the key in FILE: one for all URLs, or one for each in their order",
      { defaultText: "BABYCRY_WEBHOOK_SECRET" },
    ),
    spool: option(text("DIR"), "Keep events here until they are posted, by URL", {
      defaultText: "spool in the cache directory",
    }),
    exec: repeated(text("PROGRAM"), "Run PROGRAM for each event, with its JSON on standard input"),
    "exec-arg": repeated(text("ARG"), "Argument of these programs"),
    metrics: option(hostPort, "Serve Prometheus metrics, and /healthz"),
    save: option(text("DIR"), "Save the audio of events as WAV: this records a home"),
    "save-days": option(positive, "Delete recordings after this many days", { default: "7" }),
    "save-mb": option(positive, "Delete the oldest recordings above this size, in MB", {
      default: "500",
    }),
    "pre-roll": option(fromZero, "Start recordings this long before the crying", { default: "5" }),
  }),
};

const OWNERS: Readonly<Record<string, readonly string[]>> = {
  mqtt: [
    ...["mqtt-ca", "mqtt-user", "mqtt-password-file", "device", "no-discovery", "remove"],
    "frigate-topics",
  ],
  webhook: ["webhook-secret-file", "spool"],
  exec: ["exec-arg"],
  save: ["save-days", "save-mb", "pre-roll"],
};

/** Options of sources: the sources that they apply to, and a pattern of these without names. */
const OF_SOURCES: readonly (readonly [option: string, sources: string, pattern: RegExp])[] = [
  ["rate", "-, mic or a URL", /^(?:-$|mic(?::|$)|\w+:\/\/)/],
  ["channels", "-", /^-$/],
  ["encoding", "-", /^-$/],
  ["realtime", "FILE", /^(?!-$|mic(?::|$)|\w+:\/\/)/],
];

/** Checks that each option has an effect. @throws {SyntaxError} when one has none */
export function checkListenOptions(given: Given, sources: readonly string[]): void {
  for (const [owner, names] of Object.entries(OWNERS)) checkOwner(given, owner, names);
  const unnamed = sources.map((source) => source.replace(/^[\w .-]+=/, ""));
  for (const [name, expected, pattern] of OF_SOURCES) {
    if (!given.has(name) || unnamed.some((source) => pattern.test(source))) continue;
    throw new SyntaxError(`Invalid --${name}: expected SOURCE ${expected} with it, received none`);
  }
  if (given.has("calibrate") && sources.length > 1) {
    throw new SyntaxError(`Invalid --calibrate: expected one SOURCE, received ${sources.length}`);
  }
}
