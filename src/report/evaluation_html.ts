import { confusionChart, escapeXml, intervalChart, lineChart } from "./svg_chart.ts";
import {
  bestRule,
  cellTable,
  classTable,
  conditions,
  figureTable,
  NOTICE,
  remarks,
  ruleTable,
  setTable,
  summary,
  type Table,
  verdict,
} from "./evaluation_text.ts";
import type { EvaluationReport } from "../fit/evaluation_report.ts";

const STYLE = `
:root{color-scheme:light;--ink:#1c2530;--soft:#5b6773;--line:#dfe4ea;--paper:#fff;--wash:#f5f7fa}
*{box-sizing:border-box}
body{margin:0;background:var(--wash);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:72rem;margin:0 auto;padding:2.5rem 1.5rem 3rem}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .35rem}
h2{font-size:1.05rem;margin:2.25rem 0 .6rem}
p,ul{margin:.35rem 0}
.lead{color:var(--soft)}
.verdict{font-size:1.05rem;margin:1rem 0}
.warn{border-left:3px solid #c77700;background:#fff8ec;padding:.6rem .9rem;margin:1rem 0}
.warn li,.notes li{margin:.15rem 0}
ul{padding-left:1.1rem}
.card{background:var(--paper);border:1px solid var(--line);border-radius:.6rem;padding:1rem 1.1rem}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th{font-weight:600;color:var(--soft);font-size:.85rem;text-align:left;vertical-align:bottom}
th,td{padding:.32rem .9rem .32rem 0;border-bottom:1px solid var(--line);white-space:nowrap}
tr:last-child td{border-bottom:0}
.grid,.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(26rem,1fr));gap:1rem}
.notes{margin-top:.8rem}
.grid .card{display:flex;align-items:center}
svg{display:block;width:100%;max-width:46rem;height:auto;margin:0 auto}
.grid svg{max-width:27rem}
footer{margin-top:2.5rem;color:var(--soft);font-size:.9rem}
@media print{body{background:#fff}.card{break-inside:avoid}}
`;

/** One page with the figures and their plots, which needs no other file and no network. */
export function evaluationHtml(report: EvaluationReport): string {
  const title = `Evaluation of ${report.model}`;
  const problems = conditions(report);
  const [cells, sets] = [cellTable(report), setTable(report)];
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
<h2>Figures, beside what is reached without hearing anything</h2>
<div class="card">${figuresChart(report)}</div>
<div class="card scroll" style="margin-top:1rem">${table(figureTable(report))}</div>
<div class="notes">${list(remarks(report))}</div>
<h2>Plots</h2>
<div class="grid">${
    charts(report).map((chart) => `<div class="card">${chart}</div>`).join("\n")
  }</div>
<h2>By class</h2>
<div class="card scroll">${table(classTable(report))}</div>
<div class="two">
${section("By what was held out", cells)}
${section("Prediction sets", sets)}
${section("Rules that never hear the audio", ruleTable(report))}
</div>
<footer>${NOTICE}. Intervals are 95 %, by resampling whole groups; Wilson's take clips for independent.</footer>
</main>
</html>
`;
}

/** Figures that are shares, with the best of those that hear nothing. */
function figuresChart(report: EvaluationReport): string {
  const { metrics, grouped, baselines, protocol } = report;
  const shown = ["accuracy", "balancedAccuracy", "macroF1", "rocAuc", "averagePrecision"] as const;
  const names = figureTable(report).rows.map(([name]) => name!);
  const rows = shown.map((name, i) => ({
    name: names[i]!,
    estimate: metrics[name].estimate,
    interval: metrics[name].interval,
    ...(grouped ? { other: grouped[name] } : {}),
    mark: bestRule(baselines, name)[name],
  }));
  return intervalChart(rows, {
    title: "Figures with 95 % intervals by group",
    estimate: protocol === "leaky" ? "random split" : "the model",
    other: "groups held out",
    mark: "best without hearing",
  });
}

function charts(report: EvaluationReport): string[] {
  const { classes, confusion, reliability, riskCoverage, roc } = report;
  const binary = classes.length === 2;
  return [
    lineChart([{
      name: "reliability",
      points: reliability.map((bin) => [bin.confidence, bin.accuracy] as const),
      bars: reliability.map((bin) => bin.interval),
      dots: true,
    }], {
      title: "Reliability of the likeliest class",
      xLabel: "confidence",
      yLabel: "share right",
      diagonal: true,
    }),
    lineChart(
      roc.flatMap(({ falsePositiveRate, truePositiveRate }, c) =>
        (binary && c === 0) || classes[c]!.clips === 0 ? [] : [{
          name: classes[c]!.label,
          points: Array.from(falsePositiveRate, (x, i) => [x, truePositiveRate[i]!] as const),
        }]
      ),
      {
        title: binary ? `ROC of ${classes[1]!.label}` : "ROC, one against rest",
        xLabel: "false positive rate",
        yLabel: "true positive rate",
        diagonal: true,
      },
    ),
    lineChart([{
      name: "accuracy",
      points: Array.from(
        riskCoverage.coverage,
        (x, i) => [x, riskCoverage.accuracy[i]!] as const,
      ),
    }], { title: "Risk and coverage", xLabel: "share answered, surest first", yLabel: "accuracy" }),
    confusionChart(classes.map(({ label }) => label), confusion),
  ];
}

function section(title: string, content: Table | undefined): string {
  return content
    ? `<div><h2>${title}</h2><div class="card scroll">${table(content)}</div></div>`
    : "";
}

function sentence(text: string): string {
  return `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${escapeXml(item)}</li>`).join("")}</ul>`;
}

function table({ head, rows }: Table): string {
  const line = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeXml(cell)}</${tag}>`).join("")}</tr>`;
  return `<table>${line(head, "th")}${rows.map((row) => line(row, "td")).join("")}</table>`;
}
