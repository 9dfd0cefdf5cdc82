/**
 * Speed chart as SVG.
 *
 * @module
 */
import { escapeXml } from "../src/report/svg_chart.ts";
import { MEYDA } from "./rivals/meyda.ts";
import { ONNX_RUNTIME } from "./rivals/onnx_network.ts";
import { PFFFT } from "./rivals/pffft.ts";
import { SPEEX } from "./rivals/speex.ts";
import { TRANSFORMERS } from "./rivals/transformers.ts";
import type { Results } from "./results.ts";
import { formatFactor, type Row, speedup } from "./row.ts";

/** Bars from top to bottom. */
const BARS: readonly { readonly label: string; readonly name: string; readonly rival: string }[] = [
  { label: "MFCC", name: "MFCC, 13 of 26 bands, FFT 512, hop 160, 60 s", rival: MEYDA },
  { label: "CLAP log-mel", name: "CLAP log-mel, 2 s window", rival: TRANSFORMERS },
  { label: "Resample 44.1 to 16 kHz", name: "resample 44.1 to 16 kHz, 60 s", rival: SPEEX },
  { label: "Resample 48 to 16 kHz", name: "resample 48 to 16 kHz, 60 s", rival: SPEEX },
  { label: "Small network", name: "network 8-16-32-48, 2 s window", rival: ONNX_RUNTIME },
  { label: "Real FFT, 1024 points", name: "rfft 1024, four frames at a time", rival: PFFFT },
];
const RUNTIME = "node";
const PREDICTION = {
  label: "a 7 s recording at 44.1 kHz",
  name: "predict 7 s at 44.1 kHz",
  seconds: 7,
};

const WIDTH = 760;
const TOP = 74;
const ROW = 40;
const LEFT = 306;
const RIGHT = 60;
/** Ends of the logarithmic axis. */
const AXIS = [0.5, 200] as const;
const TICKS = [0.5, 1, 2, 5, 10, 20, 50, 100, 200] as const;
/** The chart has a background of its own, so that it is readable on any page. */
const STYLE = `
text { fill: #1f2328 }
.card { fill: #fff; stroke: #d1d9e0 }
.muted { fill: #59636e }
.grid { stroke: #d1d9e0 }
.bar { fill: #0969da }
.value { paint-order: stroke; stroke: #fff; stroke-width: 4px }
@media (prefers-color-scheme: dark) {
  text { fill: #f0f6fc }
  .card { fill: #0d1117; stroke: #3d444d }
  .muted { fill: #9198a1 }
  .grid { stroke: #3d444d }
  .bar { fill: #4493f8 }
  .value { stroke: #0d1117 }
}
`;

/**
 * Bars of the speed against other JavaScript libraries on Node.
 *
 * @throws {RangeError} when the results have no row for a bar
 */
export function speedChart({ date, machine, versions, rows }: Results): string {
  const find = (name: string, rival: string | null): Row => {
    const row = rows.find((row) =>
      row.runtime === RUNTIME && row.name === name && row.rival === rival
    );
    if (row) return row;
    throw new RangeError(
      `Drawing the speed chart: expected a row of "${name}" on ${RUNTIME}, received none`,
    );
  };
  const bars = BARS.map((bar) => ({ ...bar, factor: speedup(find(bar.name, bar.rival))! }));
  const { ours_ms } = find(PREDICTION.name, null);
  const realTime = Number((1000 * PREDICTION.seconds / ours_ms).toPrecision(2));
  const foot = TOP + ROW * bars.length;
  const height = foot + 74;
  const heading = "Speed compared with other JavaScript libraries";
  const prediction = `A prediction for ${PREDICTION.label} takes ${ours_ms.toPrecision(2)} ms, ` +
    `${realTime.toLocaleString("en-US")} times as fast as real time.`;
  const description = bars.map(({ label, rival, factor }) =>
    `${label}: ${formatFactor(factor)} as fast as ${rival}.`
  ).join(" ");
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" ` +
    `height="${height}" font-family="system-ui, sans-serif" font-size="14" role="img">`,
    `<title>${heading}</title>`,
    `<desc>${escapeXml(`${description} ${prediction}`)}</desc>`,
    `<style>${STYLE}</style>`,
    `<rect class="card" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="6"/>`,
    text(20, 30, heading, 'font-size="17" font-weight="600"'),
    text(
      20,
      51,
      "Factor by which babycry is faster (logarithmic scale; 1× is equal speed)",
      'class="muted"',
    ),
    ...TICKS.flatMap((tick) => [
      `<path class="grid" d="M${x(tick)} ${TOP}V${foot}"/>`,
      text(x(tick), foot + 17, `${tick}×`, 'class="muted" font-size="12" text-anchor="middle"'),
    ]),
    ...bars.flatMap(({ label, rival, factor }, i) => {
      const middle = TOP + ROW * (i + 0.5);
      return [
        text(LEFT - 12, middle - 2, label, 'text-anchor="end"'),
        text(
          LEFT - 12,
          middle + 14,
          `vs ${rival}`,
          'class="muted" font-size="12" text-anchor="end"',
        ),
        `<path class="bar" d="M${x(1)} ${middle - 11}H${x(factor)}v22H${x(1)}z"/>`,
        text(
          Math.max(x(1), x(factor)) + 8,
          middle + 5,
          formatFactor(factor),
          'class="value" font-weight="600"',
        ),
      ];
    }),
    text(20, foot + 44, prediction),
    text(
      20,
      foot + 63,
      `Processor time on Node ${versions[RUNTIME]}, ${machine}, ${date}`,
      'class="muted" font-size="12"',
    ),
    "</svg>",
  ].join("\n");
}

function x(factor: number): number {
  const [low, high] = AXIS;
  const share = Math.log(factor / low) / Math.log(high / low);
  return Math.round(10 * (LEFT + share * (WIDTH - LEFT - RIGHT))) / 10;
}

function text(x: number, y: number, content: string, attributes = ""): string {
  return `<text x="${x}" y="${y}" ${attributes}>${escapeXml(content)}</text>`;
}
