/**
 * Charts as SVG text, for a page that needs nothing else.
 *
 * @module
 */

/** One line of a chart. */
export interface Series {
  readonly name: string;
  /** Both 0 to 1. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Ends of a vertical bar at each point. */
  readonly bars?: readonly (readonly [low: number, high: number])[];
}

/** What stands around the lines. */
export interface ChartOptions {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** A dashed line from (0, 0) to (1, 1). */
  readonly diagonal?: boolean;
}

const SIZE = 260;
const MARGIN = { left: 46, top: 28, right: 12, bottom: 40 } as const;
const COLOURS = ["#1b6ca8", "#d1495b", "#3c8d53", "#8d5a97", "#b8860b", "#4a4a4a"] as const;

/** Lines over the unit square. */
export function lineChart(series: readonly Series[], options: ChartOptions): string {
  const x = (value: number) => (MARGIN.left + value * SIZE).toFixed(1);
  const y = (value: number) => (MARGIN.top + (1 - value) * SIZE).toFixed(1);
  const ticks = [0, 0.25, 0.5, 0.75, 1].flatMap((tick) => [
    `<path d="M${x(tick)} ${y(0)}V${y(1)}M${x(0)} ${y(tick)}H${x(1)}" stroke="#ddd"/>`,
    text(x(tick), MARGIN.top + SIZE + 14, String(tick), "middle"),
    text(MARGIN.left - 6, Number(y(tick)) + 4, String(tick), "end"),
  ]);
  const lines = series.flatMap(({ points, bars }, i) => {
    const colour = COLOURS[i % COLOURS.length]!;
    const path = points.map(([px, py], k) => `${k === 0 ? "M" : "L"}${x(px)} ${y(py)}`).join("");
    return [
      `<path d="${path}" fill="none" stroke="${colour}" stroke-width="1.8"/>`,
      ...(bars ?? []).map(([low, high], k) =>
        `<path d="M${x(points[k]![0])} ${y(low)}V${y(high)}" stroke="${colour}"/>`
      ),
      ...(series.length > 1
        ? [
          `<text x="${x(0.98)}" y="${
            Number(y(0.04)) - 13 * (series.length - 1 - i)
          }" text-anchor="end" fill="${colour}">${escapeXml(series[i]!.name)}</text>`,
        ]
        : []),
    ];
  });
  return svg(MARGIN.left + SIZE + MARGIN.right, MARGIN.top + SIZE + MARGIN.bottom, options.title, [
    ...ticks,
    ...(options.diagonal
      ? [`<path d="M${x(0)} ${y(0)}L${x(1)} ${y(1)}" stroke="#999" stroke-dasharray="4 4"/>`]
      : []),
    ...lines,
    text(MARGIN.left + SIZE / 2, MARGIN.top + SIZE + 32, options.xLabel, "middle"),
    `<text transform="translate(13 ${MARGIN.top + SIZE / 2}) rotate(-90)" text-anchor="middle">${
      escapeXml(options.yLabel)
    }</text>`,
  ]);
}

const CELL = 46;
const NAMES = 110;

/** A confusion matrix, shaded by the share of the true class. @param counts rows are true classes */
export function confusionChart(
  labels: readonly string[],
  counts: readonly (readonly number[])[],
): string {
  const cells = counts.flatMap((row, r) => {
    const all = row.reduce((sum, count) => sum + count, 0) || 1;
    const top = MARGIN.top + 16 + r * CELL;
    return [
      text(NAMES - 6, top + CELL / 2 + 4, labels[r]!, "end"),
      ...row.flatMap((count, c) => {
        const left = NAMES + c * CELL;
        const share = count / all;
        const ink = share > 0.5 ? "#fff" : "#111";
        return [
          `<rect x="${left}" y="${top}" width="${CELL - 1}" height="${CELL - 1}" fill="${
            COLOURS[0]
          }" fill-opacity="${(0.05 + 0.95 * share).toFixed(3)}"/>`,
          `<text x="${left + CELL / 2}" y="${
            top + CELL / 2 + 4
          }" text-anchor="middle" fill="${ink}">${count}</text>`,
        ];
      }),
    ];
  });
  const foot = MARGIN.top + 16 + labels.length * CELL + 8;
  const names = labels.map((label, c) =>
    `<text transform="translate(${NAMES + c * CELL + CELL / 2} ${foot}) rotate(40)">${
      escapeXml(label)
    }</text>`
  );
  return svg(
    NAMES + labels.length * CELL + 70,
    foot + 80,
    "Confusion (rows: true, columns: said)",
    [...cells, ...names],
  );
}

/** Text that markup does not read as its own. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[^\P{Cc}\n\t]/gu, "\ufffd");
}

function text(x: number | string, y: number, content: string, anchor: string): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${escapeXml(content)}</text>`;
}

function svg(width: number, height: number, title: string, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<text x="8" y="16" font-size="13" font-weight="bold">${escapeXml(title)}</text>`,
    ...parts,
    "</svg>",
  ].join("\n");
}
