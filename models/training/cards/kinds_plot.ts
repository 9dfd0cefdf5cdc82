import { percent } from "./format.ts";
import { KIND_NAMES } from "./kinds.ts";
import { CONDITIONS } from "./conditions.ts";
import type { DetectionResults } from "./results.ts";

const COLORS = { native: "#3b6ea5", matched: "#a9c4e0" } as const;
const LEFT = 210;
const PER_UNIT = 400 / 0.6;
/** Longest bar, as a share. */
const SHARE_MAX = 0.62;
const ROW = 34;

/** Bar chart of false positives on held-out kinds, as unformatted SVG. */
export function kindsPlot({ held_out_kinds }: DetectionResults): string {
  const rows = Object.entries(KIND_NAMES);
  const height = 40 + rows.length * ROW;
  const grid = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6].map((share) => {
    const x = (LEFT + share * PER_UNIT).toFixed(0);
    return `<path d="M${x} 8V${height - 24}" stroke="#ddd" />` +
      text(x, height - 8, "middle", "#666", percent(share));
  });
  const bars = rows.flatMap(([kind, name], i) => {
    const top = 12 + i * ROW;
    return [
      text(LEFT - 8, top + 17, "end", "#222", name.replaceAll("*", "")),
      ...CONDITIONS.map((condition, j) => {
        const share = held_out_kinds[kind]![condition].false_positive_rate;
        const width = (Math.min(share, SHARE_MAX) * PER_UNIT).toFixed(1);
        return `<rect x="${LEFT}" y="${top + 12 * j}" width="${width}" height="11"` +
          ` fill="${COLORS[condition]}"><title>${condition}: ${percent(share)}</title></rect>`;
      }),
    ];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 ${height}"` +
    ` font-family="sans-serif" font-size="12">` +
    "<title>False positives on kinds of sound that training lacks, at 97% recall</title>" +
    [...grid, ...bars].join("") + "</svg>\n";
}

function text(
  x: number | string,
  y: number,
  anchor: string,
  fill: string,
  content: string,
): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${fill}">${content}</text>`;
}
