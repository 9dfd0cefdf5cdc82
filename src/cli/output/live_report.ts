import { appendFile } from "node:fs/promises";
import type { Sink } from "../../listen/sinks/sink.ts";
import { isEvent, type WatchItem, watchJson } from "../../listen/watch_item.ts";
import { sparkline } from "../../terminal/sparkline.ts";
import { createStyle } from "../../terminal/style.ts";
import type { Output } from "../host.ts";

/** Creates a sink that writes all items as JSON Lines. */
export function jsonLines(out: Output): Sink {
  return { name: "jsonl", send: (item) => out.write(`${JSON.stringify(watchJson(item))}\n`) };
}

/** Creates a sink that appends events and notices to a file as JSON Lines. */
export function logFile(path: string): Sink {
  return {
    name: "log",
    async send(item) {
      if (item.type !== "update") await appendFile(path, `${JSON.stringify(watchJson(item))}\n`);
    },
  };
}

/** Creates a sink that writes a line for each event and notice. */
export function eventLines(out: Output): Sink {
  const { bold } = createStyle(out.color);
  return {
    name: "lines",
    send(item) {
      if (item.type !== "update") out.write(`${eventLine(item, bold)}\n`);
    },
  };
}

/** Level at the left end of the meter, in dB re full scale. */
const METER_MIN_DBFS = -60;
const METER_CELLS = 20;
/** Number of probabilities that are shown. */
const RECENT = 30;

/** Creates a sink that shows level, probability and state on a terminal, below the events. */
export function liveView(out: Output): Sink {
  const { bold } = createStyle(out.color);
  const lines = new Map<string, string>();
  const recent = new Map<string, number[]>();
  let shown = 0;
  const clear = () => {
    if (shown > 0) out.write(`\x1b[${shown}A\x1b[J`);
    shown = 0;
  };
  const draw = () => {
    for (const line of lines.values()) out.write(`${line}\n`);
    shown = lines.size;
  };
  return {
    name: "terminal",
    send(item) {
      clear();
      if (item.type !== "update") out.write(`${eventLine(item, bold)}\n`);
      else {
        const { source, probability, levelDbfs, crying } = item;
        const probabilities = [...recent.get(source) ?? [], probability].slice(-RECENT);
        recent.set(source, probabilities);
        const filled = Math.round(METER_CELLS * Math.max(0, 1 - levelDbfs / METER_MIN_DBFS));
        const meter = "#".repeat(filled).padEnd(METER_CELLS, ".");
        const line = `${source}  ${meter} ${levelDbfs.toFixed(0).padStart(4)} dBFS  ` +
          `${probability.toFixed(2)} ${sparkline(probabilities)}${crying ? "  crying" : ""}`;
        lines.set(source, line.slice(0, out.columns - 1));
      }
      draw();
    },
  };
}

function eventLine(item: Exclude<WatchItem, { type: "update" }>, bold: (text: string) => string) {
  if (!isEvent(item)) return `${item.time}  ${item.source}  ${item.type}  ${item.message}`;
  const fields = [
    item.type === "source_lost" ? item.detail : `${item.durationSeconds.toFixed(1)} s`,
    ...(item.peakProbability > 0 ? [`peak ${item.peakProbability.toFixed(2)}`] : []),
    ...(item.type === "source_lost" ? [] : [`${item.meanDbfs.toFixed(0)} dBFS`]),
    ...(item.valence ? [`valence ${item.valence.label}`] : []),
    ...(item.reason ? [`reason ${item.reason.label}`] : []),
  ];
  return `${item.endTime}  ${item.source}  ${bold(item.type)}  ${fields.join("  ")}`;
}
