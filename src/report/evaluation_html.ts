import type { EvaluationReport } from "../fit/evaluation_report.ts";
import {
  baselineTable,
  bestBaseline,
  classTable,
  conditions,
  metricTable,
  NOTICE,
  remarks,
  setTable,
  sliceTable,
  summary,
  verdict,
} from "./evaluation_text.ts";
import { confusionChart, escapeXml, intervalChart, lineChart } from "./svg_chart.ts";
import type { Table } from "./text_table.ts";

const STYLE = `
:root{color-scheme:light;--ink:#1c2530;--soft:#5b6773;--line:#dfe4ea;--paper:#fff;--wash:#f5f7fa}
*{box-sizing:border-box}
body{margin:0;background:var(--wash);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:72rem;margin:0 auto;padding:2.5rem 1.5rem 3rem}
h1,p,li,td:first-child{overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .35rem}
h2{font-size:1.05rem;margin:2.25rem 0 .6rem}
p,ul{margin:.35rem 0}
.lead{color:var(--soft)}
.verdict{font-size:1.05rem;margin:1rem 0}
.warn{border-left:3px solid #c77700;background:#fff8ec;padding:.6rem .9rem;margin:1rem 0}
.warn li,.notes li{margin:.15rem 0}
ul{padding-left:1.1rem}
.card{background:var(--paper);border:1px solid var(--line);border-radius:.6rem;padding:1rem 1.1rem;overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th{font-weight:600;color:var(--soft);font-size:.85rem;text-align:left;vertical-align:bottom}
th,td{padding:.32rem .9rem .32rem 0;border-bottom:1px solid var(--line)}
td{white-space:nowrap}
td:first-child{white-space:normal}
tr:last-child td{border-bottom:0}
.grid,.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(26rem,100%),1fr));gap:1rem}
.grid>*,.two>*{min-width:0}
.notes{margin-top:.8rem}
.grid .card{display:flex;align-items:center}
svg{display:block;width:100%;max-width:38rem;height:auto;margin:0 auto}
.grid svg{max-width:27rem}
footer{margin-top:2.5rem;color:var(--soft);font-size:.9rem}
@media (max-width:52rem){
main{padding:1.25rem .75rem 2rem}
body{font-size:14px}
.card{padding:.7rem .75rem}
tr:first-child{display:none}
tr{display:block;border-bottom:1px solid var(--line);padding:.35rem 0}
tr:last-child{border-bottom:0}
td{display:flex;gap:1rem;justify-content:space-between;border:0;padding:.1rem 0;white-space:normal}
td:first-child{font-weight:600}
td:not(:first-child)::before{content:attr(data-name);color:var(--soft)}
td:not(:first-child):empty{display:none}
}
@media print{body{background:#fff}.card{break-inside:avoid}}
`;

/** Label of the positive class of a binary task; if it is absent, the second label. */
const POSITIVE = "cry";

/** Formats an evaluation as an HTML page with tables and charts, without external files. */
export function evaluationHtml(report: EvaluationReport): string {
  const title = `Evaluation of ${report.model}`;
  const problems = conditions(report);
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeXml(title)}</title>
<style>${STYLE}</style>
<main>
<h1>${escapeXml(title)}</h1>
<p class="lead">${escapeXml(summary(report))}</p>
<p class="verdict">${escapeXml(sentence(verdict(report)))}</p>
${problems.length > 0 ? `<div class="warn">${list(problems)}</div>` : ""}
<h2>Metrics and audio-free baselines</h2>
<div class="card">${metricsChart(report)}</div>
<div class="card" style="margin-top:1rem">${table(metricTable(report))}</div>
<div class="notes">${list(remarks(report))}</div>
<h2>Charts</h2>
<div class="grid">${
    charts(report).map((chart) => `<div class="card">${chart}</div>`).join("\n")
  }</div>
<h2>Classes</h2>
<div class="card">${table(classTable(report))}</div>
<div class="two">
${section("Held-out folds", sliceTable(report))}
${section("Prediction sets", setTable(report))}
${section("Audio-free baselines", baselineTable(report))}
</div>
<footer>${NOTICE}. Intervals are 95 %, by bootstrap of whole groups; Wilson intervals treat clips as independent.</footer>
</main>
</html>
`;
}

/** Draws the metrics between 0 and 1 and those of the best audio-free baselines. */
function metricsChart(report: EvaluationReport): string {
  const { metrics, grouped, baselines, protocol } = report;
  const shown = ["accuracy", "balancedAccuracy", "macroF1", "rocAuc", "averagePrecision"] as const;
  const names = metricTable(report).rows.map(([name]) => name!);
  const rows = shown.map((name, i) => ({
    name: names[i]!,
    estimate: metrics[name].estimate,
    interval: metrics[name].interval,
    ...(grouped ? { other: grouped[name] } : {}),
    mark: bestBaseline(baselines, name)[name],
  }));
  return intervalChart(rows, {
    title: "Metrics with 95 % intervals by group",
    estimate: protocol === "leaky" ? "random split" : "model",
    other: "groups held out",
    mark: "best audio-free baseline",
  });
}

function charts(report: EvaluationReport): string[] {
  const { classes, confusion } = report;
  return [
    reliabilityChart(report),
    rocChart(report),
    riskCoverageChart(report),
    confusionChart(classes.map(({ label }) => label), confusion),
  ];
}

function reliabilityChart({ reliability }: EvaluationReport): string {
  return lineChart([{
    name: "reliability",
    points: reliability.map((bin) => [bin.confidence, bin.accuracy] as const),
    bars: reliability.map((bin) => bin.interval),
    dots: true,
  }], {
    title: "Reliability of the most probable class",
    xLabel: "confidence",
    yLabel: "accuracy",
    diagonal: true,
  });
}

/** Draws the ROC curve of the positive class, or of each of several classes. */
function rocChart({ classes, roc }: EvaluationReport): string {
  const isBinary = classes.length === 2;
  const positive = classes[0]!.label === POSITIVE ? 0 : 1;
  const shown = isBinary ? [positive] : [...classes.keys()].filter((c) => classes[c]!.clips > 0);
  return lineChart(
    shown.map((c) => {
      const { falsePositiveRate, truePositiveRate } = roc[c]!;
      return {
        name: classes[c]!.label,
        points: Array.from(falsePositiveRate, (x, i) => [x, truePositiveRate[i]!] as const),
      };
    }),
    {
      title: isBinary
        ? `ROC curve, positive class: ${classes[positive]!.label}`
        : "ROC curves, one-vs-rest",
      xLabel: "false positive rate",
      yLabel: "true positive rate",
      diagonal: true,
    },
  );
}

function riskCoverageChart({ riskCoverage: { coverage, accuracy } }: EvaluationReport): string {
  return lineChart([{
    name: "accuracy",
    points: Array.from(coverage, (x, i) => [x, accuracy[i]!] as const),
  }], { title: "Risk and coverage", xLabel: "coverage, most confident first", yLabel: "accuracy" });
}

function section(title: string, content: Table | undefined): string {
  return content ? `<div><h2>${title}</h2><div class="card">${table(content)}</div></div>` : "";
}

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${escapeXml(item)}</li>`).join("")}</ul>`;
}

/** Formats a table; a narrow screen shows the name of the column in each cell. */
function table({ head, rows }: Table): string {
  const names = head.map(escapeXml);
  const cells = (row: readonly string[]) =>
    row.map((cell, c) => `<td data-name="${names[c]}">${escapeXml(cell)}</td>`).join("");
  return `<table><tr>${names.map((name) => `<th>${name}</th>`).join("")}</tr>${
    rows.map((row) => `<tr>${cells(row)}</tr>`).join("")
  }</table>`;
}
