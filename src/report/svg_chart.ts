/**
 * Charts as SVG text, without scripts and external files.
 *
 * @module
 */

import { fitWidth } from "../terminal/text_width.ts";

/** Line of a chart. */
export interface Series {
  readonly name: string;
  /** Points in the unit square. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Vertical interval at each point. */
  readonly bars?: readonly (readonly [low: number, high: number])[];
  /** Whether to draw a dot at each point. */
  readonly dots?: boolean;
}

/** Title, axes and reference line of a chart. */
export interface ChartOptions {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Whether to draw a dashed line from (0, 0) to (1, 1). */
  readonly diagonal?: boolean;
}

const SIZE = 260;
const MARGIN = { left: 46, top: 28, right: 12, bottom: 40 } as const;
const COLORS = ["#1b6ca8", "#d1495b", "#3c8d53", "#8d5a97", "#b8860b", "#4a4a4a"] as const;

/** Draws lines over the unit square. */
export function lineChart(series: readonly Series[], options: ChartOptions): string {
  const x = (value: number) => (MARGIN.left + value * SIZE).toFixed(1);
  const y = (value: number) => (MARGIN.top + (1 - value) * SIZE).toFixed(1);
  const ticks = [0, 0.25, 0.5, 0.75, 1].flatMap((tick) => [
    `<path d="M${x(tick)} ${y(0)}V${y(1)}M${x(0)} ${y(tick)}H${x(1)}" stroke="#ddd"/>`,
    text(x(tick), MARGIN.top + SIZE + 14, String(tick), "middle"),
    text(MARGIN.left - 6, Number(y(tick)) + 4, String(tick), "end"),
  ]);
  const lines = series.flatMap(({ points, bars, dots }, i) => {
    const color = COLORS[i % COLORS.length]!;
    const path = points.map(([px, py], k) => `${k === 0 ? "M" : "L"}${x(px)} ${y(py)}`).join("");
    return [
      `<path d="${path}" fill="none" stroke="${color}" stroke-width="1.8"/>`,
      ...(bars ?? []).map(([low, high], k) =>
        `<path d="M${x(points[k]![0])} ${y(low)}V${y(high)}" stroke="${color}"/>`
      ),
      ...(dots ? points : []).map(([px, py]) =>
        `<circle cx="${x(px)}" cy="${y(py)}" r="3.5" fill="${color}"/>`
      ),
      ...(series.length > 1
        ? [
          `<text x="${x(0.98)}" y="${
            Number(y(0.04)) - 13 * (series.length - 1 - i)
          }" text-anchor="end" fill="${color}">${
            escapeXml(fitWidth(series[i]!.name, LABEL_MAX))
          }</text>`,
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

/** Row of an interval chart: a metric with its interval and a reference value, all 0 to 1. */
export interface IntervalRow {
  readonly name: string;
  readonly estimate: number;
  readonly interval: readonly [low: number, high: number];
  /** Second estimate, drawn below the first. */
  readonly other?: { readonly estimate: number; readonly interval: readonly [number, number] };
  /** Reference value, drawn as a tick. */
  readonly mark: number;
}

const ROW = 36;
const ROW_NAMES = 150;
const ROW_WIDTH = 300;
const LEGEND_WIDTH = 130;

/** Draws estimates with their intervals and reference values, one row each. */
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
    color: string,
  ) => [
    `<path d="M${x(low)} ${at}H${x(high)}" stroke="${color}" stroke-width="3"/>`,
    `<circle cx="${x(estimate)}" cy="${at}" r="4" fill="${color}"/>`,
  ];
  const [first, mark, second] = COLORS;
  const parts = rows.filter(({ estimate }) => Number.isFinite(estimate)).flatMap((row, i) => {
    const middle = top + i * ROW + ROW / 2;
    const { other } = row;
    return [
      text(ROW_NAMES - 14, middle + 4, row.name, "end"),
      `<path d="M${x(row.mark)} ${middle - 12}V${
        middle + 12
      }" stroke="${mark}" stroke-width="2.5"/>`,
      ...bar(row, other ? middle - 5 : middle, first),
      ...(other ? bar(other, middle + 5, second) : []),
    ];
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].flatMap((tick) => [
    `<path d="M${x(tick)} ${top}V${foot}" stroke="#ddd"/>`,
    text(x(tick), foot + 15, String(tick), "middle"),
  ]);
  const legend = [
    [names.estimate, first],
    ...(rows.some(({ other }) => other) ? [[names.other, second]] : []),
    [names.mark, mark],
  ].map(([name, color], i) => {
    const left = 8 + LEGEND_WIDTH * i;
    return `<rect x="${left}" y="${top - 20}" width="10" height="10" rx="2" fill="${color}"/>` +
      text(left + 15, top - 11, name!, "start");
  });
  return svg(ROW_NAMES + ROW_WIDTH + 24, foot + 28, names.title, [...ticks, ...legend, ...parts]);
}

const CELL = 46;
const NAMES = 110;
/** Maximum length of a label, characters. */
const LABEL_MAX = 16;

/** Draws a confusion matrix, shaded by recall. @param counts `[true class][decided class]` */
export function confusionChart(
  labels: readonly string[],
  counts: readonly (readonly number[])[],
): string {
  const first = MARGIN.top + 28;
  const cells = counts.flatMap((row, r) => {
    const all = row.reduce((sum, count) => sum + count, 0) || 1;
    const top = first + r * CELL;
    return [
      text(NAMES - 6, top + CELL / 2 + 4, fitWidth(labels[r]!, LABEL_MAX), "end"),
      ...row.flatMap((count, c) => {
        const left = NAMES + c * CELL;
        const share = count / all;
        const ink = share > 0.6 ? "#fff" : "#111";
        return [
          `<rect x="${left}" y="${top}" width="${CELL - 1}" height="${CELL - 1}" fill="${
            COLORS[0]
          }" fill-opacity="${(0.05 + 0.95 * share).toFixed(3)}"/>`,
          `<text x="${left + CELL / 2}" y="${
            top + CELL / 2 + 4
          }" text-anchor="middle" fill="${ink}">${count}</text>`,
        ];
      }),
    ];
  });
  const foot = first + labels.length * CELL + 8;
  const names = labels.map((label, c) =>
    `<text transform="translate(${NAMES + c * CELL + CELL / 2} ${foot}) rotate(40)">${
      escapeXml(fitWidth(label, LABEL_MAX))
    }</text>`
  );
  const axes = text(8, 32, "rows: true class, columns: decision", "start");
  const width = NAMES + labels.length * CELL + 70;
  return svg(width, foot + 80, "Confusion matrix", [axes, ...cells, ...names]);
}

/** Escapes text for XML, and replaces control characters. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/[^\P{Cc}\n\t]/gu, "\ufffd");
}

function text(x: number | string, y: number, content: string, anchor: string): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}">${escapeXml(content)}</text>`;
}

/** Mean width of a character of the title, in pixels, with a margin. */
const TITLE_CHARACTER = 7.5;

function svg(width: number, height: number, title: string, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
    `viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<text x="8" y="16" font-size="13" font-weight="bold">${
      escapeXml(fitWidth(title, Math.floor(width / TITLE_CHARACTER)))
    }</text>`,
    ...parts,
    "</svg>",
  ].join("\n");
}
