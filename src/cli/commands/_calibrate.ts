import type { Classifier } from "../../classifier.ts";
import { watch } from "../../listen/watch.ts";
import type { WatchUpdate } from "../../listen/watch_item.ts";
import type { WatchSource } from "../../listen/watch_options.ts";
import type { Host } from "../host.ts";

/** Distance of `--loud-dbfs` from the loudest usual second, in dB. */
const LOUD_DB = 10;

/**
 * Measures the noise of a room without a crying infant, and suggests options.
 *
 * @returns exit code
 */
export async function calibrate(
  source: WatchSource,
  classifier: Classifier,
  seconds: number,
  host: Host,
): Promise<number> {
  host.err.write(`Measuring ${seconds} s of the room; no infant may cry\n`);
  const updates: WatchUpdate[] = [];
  const ending = new AbortController();
  host.signal.addEventListener("abort", () => ending.abort(), { once: true });
  for await (const item of watch(source, classifier, { signal: ending.signal })) {
    if (item.type === "source_lost") throw new RangeError(`${item.source}: ${item.detail}`);
    if (item.type !== "update") continue;
    updates.push(item);
    if (item.endSeconds >= seconds) ending.abort();
  }
  if (updates.length === 0) throw new RangeError("Calibrating: expected sound, received none");
  host.out.write(suggestion(updates));
  return 0;
}

/** Formats the measured levels and the suggested options. */
export function suggestion(updates: readonly WatchUpdate[]): string {
  const levels = updates.map(({ levelDbfs }) => levelDbfs).sort((a, b) => a - b);
  const at = (share: number) => levels[Math.floor(share * (levels.length - 1))]!;
  const probability = Math.max(...updates.map(({ probability }) => probability));
  const sensitivity = probability >= 0.2 ? "low" : probability < 0.02 ? "high" : "normal";
  const loud = Math.min(0, Math.ceil(at(0.95) + LOUD_DB));
  const notes = [
    ...(at(0.5) <= -90 ? ["The source is silent: check that the microphone is not muted"] : []),
    ...(at(0.5) > -30 ? ["The room is loud: noise may hide cries; move the microphone"] : []),
  ];
  return [
    `Level: median ${at(0.5).toFixed(0)} dBFS, 95 % below ${at(0.95).toFixed(0)} dBFS`,
    `Highest cry probability: ${probability.toFixed(2)}`,
    ...notes,
    `Suggested options: --sensitivity ${sensitivity} --loud-dbfs ${loud}`,
  ].join("\n") + "\n";
}
