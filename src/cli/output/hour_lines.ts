import type { Prediction } from "../../prediction/prediction.ts";
import { formatDuration } from "../../terminal/duration.ts";
import { hourlySummary, joinBouts, lengthOf } from "./bouts.ts";

/** Shortest recording with a summary. */
const SECONDS_MIN = 3600;

/** Formats a table of the crying in each hour of a long recording; no lines for a shorter one. */
export function hourLines({ audio, cry }: Prediction, joinSeconds: number): string[] {
  if (!cry || audio.durationSeconds < SECONDS_MIN) return [];
  const bouts = joinBouts(cry.segments, joinSeconds);
  const hours = hourlySummary(cry.segments, bouts, audio.durationSeconds);
  const rows = [
    ["hour", "crying", "bouts", "longest"],
    ...hours.map(({ crySeconds, bouts, longestSeconds }, hour) => [
      `${hour + 1}`,
      `${(crySeconds / 60).toFixed(1)} min`,
      `${bouts}`,
      bouts === 0 ? "" : formatDuration(longestSeconds),
    ]),
  ];
  const longest = Math.max(0, ...bouts.map(lengthOf));
  return [
    ...rows.map(([hour = "", crying = "", count = "", longest = ""]) =>
      `${hour.padStart(4)} ${crying.padStart(10)} ${count.padStart(6)} ${longest.padStart(9)}`
        .trimEnd()
    ),
    `${bouts.length} bouts${bouts.length > 0 ? `, the longest ${formatDuration(longest)}` : ""}`,
  ];
}
