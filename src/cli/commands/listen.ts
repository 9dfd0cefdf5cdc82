/**
 * `listen`: watches live sources.
 *
 * @module
 */
import process from "node:process";
import { systemClock } from "../../listen/clock.ts";
import { createDispatcher, type Dispatcher } from "../../listen/sinks/dispatcher.ts";
import { slug } from "../../listen/sinks/home_assistant.ts";
import { watch } from "../../listen/watch.ts";
import type { WatchOptions, WatchSource } from "../../listen/watch_options.ts";
import { type Command, defineCommand } from "../command.ts";
import type { Host } from "../host.ts";
import { withConfigFile } from "../options/config_file.ts";
import {
  checkListenOptions,
  LISTEN_OPTIONS,
  type ListenValues,
} from "../options/listen_options.ts";
import { MODEL_OPTIONS, type ModelValues, toFlatOptions } from "../options/model_options.ts";
import { withoutUndefined } from "../options/without_undefined.ts";
import { limitMemory, thisMachine } from "../sources/machine.ts";
import { parseSources } from "../sources/parse_source.ts";
import { redact } from "../sources/redact.ts";
import { calibrate } from "./_calibrate.ts";
import { listDevices } from "./_list_devices.ts";
import { mqttSettings, openSinks } from "./_open_sinks.ts";

/** Longest audio of an event that is saved, in seconds. */
const SAVED_SECONDS = 600;
/** Time for the delivery of the last events, in milliseconds. */
const CLOSE_MS = 5000;
const OPTIONS = { ...LISTEN_OPTIONS, ...MODEL_OPTIONS };

const command = defineCommand<ListenValues & ModelValues>({
  name: "listen",
  operands: "[SOURCE...]",
  description:
    `Watch live sources for crying and report events. Not for medical, safety or monitoring decisions.

SOURCE is - for standard input (a recording, or raw PCM with --rate, --channels or --encoding), mic or
mic:NAME, an rtsp or http URL (needs ffmpeg), or a file. NAME=SOURCE names it.`,
  options: OPTIONS,
  notes: "Exit codes: 0 the sources ended, 1 a source failed, 2 wrong usage, 130 interrupted.",
  example: "listen nursery=rtsp://camera/stream --mqtt mqtt://homeassistant.local",
  async run(values, operands, host, given) {
    const machine = thisMachine();
    if (values["list-devices"]) return listDevices(machine, host);
    if (operands.length === 0) throw new SyntaxError("Missing SOURCE");
    checkListenOptions(given, operands);
    const settings = { ...values, clock: systemClock, machine };
    const sources = await parseSources(operands, host, settings);
    const names = sources.map(({ name }) => name);
    if (new Set(names.map(slug)).size < names.length) {
      throw new SyntaxError("Two sources have the same name; name them, as in NAME=SOURCE");
    }
    if (values.remove) return await removeDevice(values, host, names);
    limitMemory();
    const classifier = await host.loadClassifier(await toFlatOptions(values, host.err));
    if (values.calibrate !== undefined) {
      return await calibrate(sources[0]!, classifier, values.calibrate, host);
    }
    const dropped = () => dispatcher.dropped;
    const sinks = await openSinks(values, host, { sources: names, dropped });
    const dispatcher: Dispatcher = createDispatcher(
      sinks,
      (line) => host.err.write(`${redact(line)}\n`),
    );
    const ending = endingSignal(host.signal);
    const run = async (source: WatchSource): Promise<boolean> => {
      try {
        const options = { ...watchOptions(values), signal: ending };
        for await (const item of watch(source, classifier, options)) await dispatcher.send(item);
        return true;
      } catch (error) {
        host.err.write(`babycry: ${source.name}: ${redact((error as Error).message)}\n`);
        return false;
      }
    };
    const done = await Promise.all(sources.map(run));
    await dispatcher.close(CLOSE_MS);
    return ending.aborted ? 130 : done.every(Boolean) ? 0 : 1;
  },
});

/** Watches live sources for crying and reports events. */
export const listen: Command = {
  ...command,
  run: async (args, host) => await command.run(await withConfigFile(args, OPTIONS), host),
};

function watchOptions(values: ListenValues): WatchOptions {
  const isSaved = values.save !== undefined;
  return {
    sensitivity: values.sensitivity,
    minSeconds: values["min-seconds"],
    holdSeconds: values["hold-seconds"],
    cooldownSeconds: values["cooldown-seconds"],
    continuesSeconds: values["continues-seconds"],
    stallSeconds: values["stall-seconds"],
    audioSeconds: isSaved ? SAVED_SECONDS : 0,
    ...(isSaved ? { preRollSeconds: values["pre-roll"] } : {}),
    ...withoutUndefined({ loudDbfs: values["loud-dbfs"] }),
  };
}

/** Signal that SIGINT or SIGTERM aborts, so that events under way end. */
function endingSignal(interrupted: AbortSignal): AbortSignal {
  const terminated = new AbortController();
  process.once("SIGTERM", () => terminated.abort());
  return AbortSignal.any([interrupted, terminated.signal]);
}

async function removeDevice(values: ListenValues, host: Host, names: readonly string[]) {
  const { removeMqttDevice } = await import("../../listen/sinks/mqtt.ts");
  for (const broker of await mqttSettings(values, host, names)) await removeMqttDevice(...broker);
  return 0;
}
