import { formatPercent, progressBar } from "../../terminal/progress_bar.ts";
import { fitWidth, printable } from "../../terminal/text_width.ts";
import type { Output } from "../host.ts";

/** Delay before a bar appears, in milliseconds. */
const PATIENCE_MS = 1000;
const REDRAW_MS = 100;
const LINE_EVERY_MS = 10_000;
const BAR_COLUMNS = 24;

/** Progress of long work. */
export interface ProgressDisplay {
  /** Shows progress. @param fraction completed fraction of the work, 0 to 1 */
  update(label: string, fraction: number): void;
  /** Removes the bar, so that other text can be written. */
  clear(): void;
}

/**
 * Shows a bar on a terminal, and a plain line every 10 s elsewhere.
 *
 * @param now clock, in milliseconds
 */
export function createProgressDisplay(
  output: Output,
  now: () => number = () => performance.now(),
): ProgressDisplay {
  const bar = output.isTerminal;
  let due = now() + (bar ? PATIENCE_MS : LINE_EVERY_MS);
  let drawn = false;
  return {
    update(label, fraction) {
      if (now() < due) return;
      due = now() + (bar ? REDRAW_MS : LINE_EVERY_MS);
      if (bar) {
        const room = Math.max(1, output.columns - BAR_COLUMNS - 8);
        output.write(
          `\r\x1b[K${progressBar(fraction, BAR_COLUMNS)} ${fitWidth(printable(label), room)}`,
        );
        drawn = true;
      } else output.write(`${formatPercent(fraction)} ${printable(label)}\n`);
    },
    clear() {
      if (drawn) output.write("\r\x1b[K");
      drawn = false;
    },
  };
}
