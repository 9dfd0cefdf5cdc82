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
  /** A dot at each point. */
  readonly dots?: boolean;
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
  const lines = series.flatMap(({ points, bars, dots }, i) => {
    const colour = COLOURS[i % COLOURS.length]!;
    const path = points.map(([px, py], k) => `${k === 0 ? "M" : "L"}${x(px)} ${y(py)}`).join("");
    return [
      `<path d="${path}" fill="none" stroke="${colour}" stroke-width="1.8"/>`,
      ...(bars ?? []).map(([low, high], k) =>
        `<path d="M${x(points[k]![0])} ${y(low)}V${y(high)}" stroke="${colour}"/>`
      ),
      ...(dots ? points : []).map(([px, py]) =>
        `<circle cx="${x(px)}" cy="${y(py)}" r="3.5" fill="${colour}"/>`
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

/** A figure with its interval, and what it is to be held against. */
export interface IntervalRow {
  readonly name: string;
  /** 0 to 1, as all values. */
  readonly estimate: number;
  readonly interval: readonly [low: number, high: number];
  /** A second estimate, below the first. */
  readonly other?: { readonly estimate: number; readonly interval: readonly [number, number] };
  /** A tick across. */
  readonly mark: number;
}

const ROW = 44;
const ROW_NAMES = 190;
const ROW_WIDTH = 560;

/** Estimates from 0 to 1 with their intervals, a line each, and a tick that they have to pass. */
export function intervalChart(
  rows: readonly IntervalRow[],
  names: {
    readonly title: string;
    readonly estimate: string;
    readonly other: string;
    readonly mark: string;
  },
): string {
  const x = (value: number) => (ROW_NAMES + value * ROW_WIDTH).toFixed(1);
  const top = MARGIN.top + 26;
  const foot = top + rows.length * ROW;
  const bar = (
    { estimate, interval: [low, high] }: Pick<IntervalRow, "estimate" | "interval">,
    at: number,
    colour: string,
  ) => [
    `<path d="M${x(low)} ${at}H${x(high)}" stroke="${colour}" stroke-width="3"/>`,
    `<circle cx="${x(estimate)}" cy="${at}" r="5" fill="${colour}"/>`,
  ];
  const [mine, second] = [COLOURS[0]!, COLOURS[2]!];
  const parts = rows.filter(({ estimate }) => Number.isFinite(estimate)).flatMap((row, i) => {
    const middle = top + i * ROW + ROW / 2;
    const { other } = row;
    return [
      text(ROW_NAMES - 14, middle + 4, row.name, "end"),
      `<path d="M${x(row.mark)} ${middle - 14}V${middle + 14}" stroke="${
        COLOURS[1]
      }" stroke-width="2.5"/>`,
      ...bar(row, other ? middle - 6 : middle, mine),
      ...(other ? bar(other, middle + 6, second) : []),
    ];
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].flatMap((tick) => [
    `<path d="M${x(tick)} ${top}V${foot}" stroke="#ddd"/>`,
    text(x(tick), foot + 15, String(tick), "middle"),
  ]);
  const legend = [
    [names.estimate, mine],
    ...(rows.some(({ other }) => other) ? [[names.other, second]] : []),
    [names.mark, COLOURS[1]!],
  ].map(([name, colour], i) =>
    `<rect x="${ROW_NAMES + 160 * i}" y="${
      top - 20
    }" width="10" height="10" rx="2" fill="${colour}"/>` +
    text(ROW_NAMES + 160 * i + 15, top - 11, name!, "start")
  );
  return svg(ROW_NAMES + ROW_WIDTH + 24, foot + 28, names.title, [...ticks, ...legend, ...parts]);
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
        const ink = share > 0.6 ? "#fff" : "#111";
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
