/**
 * `eval`: what a model is worth on recordings of groups that it has not heard.
 *
 * @module
 */
import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { collectDataset, type Dataset, groupOf, type Omission } from "../data/dataset.ts";
import type { ByteStore } from "../data/feature_cache.ts";
import { fileFacts } from "../data/file_facts.ts";
import { isOmission, readClips, type ReadFile } from "../data/read_clips.ts";
import { readFeatures } from "../data/read_features.ts";
import { countOmissions } from "../eval/audit/audit_dataset.ts";
import { type Protocol, PROTOCOLS } from "../eval/protocols.ts";
import { frontEnd } from "../features/front_ends.ts";
import { openFolderStore } from "../io/byte_store.ts";
import { hostCacheFolder } from "../io/cache_folder.ts";
import { createClassifier } from "../pipeline.ts";
import type { CryManifest } from "../prediction/manifest.ts";
import { toJson } from "../prediction/to_json.ts";
import type { LongWorkOptions } from "../types.ts";
import { poolMoments } from "../pool/moments.ts";
import { evaluationHtml, type EvaluationReport, evaluationText } from "./_evaluation_report.ts";
import type { Host } from "./_host.ts";
import { fitAndJudge, judgeModel, labelsOf, type Row } from "./_judge_rows.ts";
import { DATASET_HELP, DATASET_OPTIONS, openDataset } from "./_open_dataset.ts";
import { createProgressDisplay } from "./_progress_display.ts";

const FRONT_END = "cry-features";
const WINDOWS = {
  windowSeconds: 2,
  hopSeconds: 1,
  minPartialSeconds: 0.5,
  fill: "repeat",
} as const;
const SILENCE_DBFS = -70;

export const help: string = `babycry eval DATASET [options]

Fits a logistic regression on ${FRONT_END} and measures it on what it has not heard; or measures a
model that was fitted elsewhere. Beside it stands what is reached without hearing anything.

${DATASET_HELP}  --positive LABEL   this label against all others
  --model ID|FILE    a model of the task cry as it is, instead of fitting; needs --positive
  --protocol NAME    kfold (default): folds of whole groups; logo: one group at a time; split: the
                     sides of --column (default split), or all that is not train; held-out: the
                     kinds in --column, one at a time; leaky: a random split as is usual, and by how
                     much it flatters
  --column NAME      for split and held-out
  --folds N          (default 5)
  --c NUMBER         inverse strength of the penalty (default 0.001)
  --seed N           (default 1)
  --json             one JSON object
  --html FILE        a page with plots, too
  --no-cache         features are computed anew, and not kept

Example: babycry eval clips.csv --protocol kfold --html report.html
`;

/** Runs the command. */
export async function run(args: readonly string[], host: Host): Promise<number> {
  const { values, positionals: [path, ...more] } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...DATASET_OPTIONS,
      positive: { type: "string" },
      model: { type: "string" },
      protocol: { type: "string", default: "kfold" },
      column: { type: "string" },
      folds: { type: "string", default: "5" },
      c: { type: "string", default: "0.001" },
      seed: { type: "string", default: "1" },
      json: { type: "boolean", default: false },
      html: { type: "string" },
      "no-cache": { type: "boolean", default: false },
    },
  });
  if (path === undefined || more.length > 0) throw new SyntaxError("eval takes one dataset");
  const protocol = values.protocol as Protocol;
  if (!PROTOCOLS.includes(protocol)) {
    throw new SyntaxError(`--protocol is ${protocol}, wanted one of ${PROTOCOLS.join(", ")}`);
  }
  const column = values.column ?? (protocol === "split" ? "split" : undefined);
  if (protocol === "held-out" && column === undefined) {
    throw new SyntaxError("--protocol held-out needs --column NAME: the kinds to hold out");
  }
  if (values.model !== undefined && values.positive === undefined) {
    throw new SyntaxError("--model needs --positive LABEL: what it is to detect");
  }
  const settings = {
    protocol,
    folds: number("folds", values.folds),
    seed: number("seed", values.seed),
    C: number("c", values.c),
    frontEnd: FRONT_END,
  };
  const { out, err, signal } = host;
  const progress = createProgressDisplay(err);
  let stage = "reading";
  const work: LongWorkOptions = {
    signal,
    onProgress: ({ done, total }) => progress.update(stage, done / total),
  };
  let report: EvaluationReport;
  try {
    const { dataset, read } = await openDataset(path, values);
    const model = values.model === undefined ? undefined : await loadModel(values.model);
    const store = values["no-cache"]
      ? undefined
      : await openFolderStore(`${await hostCacheFolder()}/features`);
    const found = model
      ? await askModel(dataset, read, model, work)
      : await readRows(dataset, read, store, work);
    const rows = found.rows.map((row, i) => ({
      ...row,
      column: column === undefined ? "" : found.used[i]!.columns[column] ?? "",
      label: values.positive === undefined || row.label === values.positive
        ? row.label
        : `no_${values.positive}`,
    }));
    stage = "fitting";
    const labels = labelsOf(rows, values.positive);
    report = {
      dataset: basename(path),
      ...(model
        ? judgeModel(rows, labels, model, settings)
        : fitAndJudge(rows, labels, settings, work)),
      leftOut: countOmissions([...dataset.omitted, ...found.omitted]),
      warnings: collectDataset(found.used).warnings.map(({ message }) => message),
    };
  } finally {
    progress.clear();
  }
  if (values.html !== undefined) await writeFile(values.html, evaluationHtml(report));
  out.write(
    values.json ? `${JSON.stringify(toJson(plain(report)))}\n` : evaluationText(report),
  );
  return 0;
}

interface Found {
  readonly rows: Omit<Row, "column">[];
  readonly used: Dataset["clips"][number][];
  readonly omitted: Omission[];
}

async function readRows(
  dataset: Dataset,
  read: ReadFile,
  store: ByteStore | undefined,
  work: LongWorkOptions,
): Promise<Found> {
  const found: Found = { rows: [], used: [], omitted: [] };
  const options = { frontEnd: frontEnd(FRONT_END), windows: WINDOWS, ...work };
  for await (
    const one of readFeatures(dataset, read, { ...options, ...(store ? { store } : {}) })
  ) {
    if (isOmission(one)) {
      found.omitted.push(one);
      continue;
    }
    const { clip, facts, features, levelsDbfs } = one;
    const heard = features.filter((_, i) => levelsDbfs[i]! >= SILENCE_DBFS);
    if (heard.length === 0) {
      found.omitted.push({
        path: clip.path,
        reason: "too_short",
        detail: `no window reaches ${SILENCE_DBFS} dBFS`,
      });
      continue;
    }
    found.used.push(clip);
    const { label, session } = clip;
    found.rows.push({ group: groupOf(clip), session, label, facts, vector: poolMoments(heard) });
  }
  return found;
}

async function askModel(
  dataset: Dataset,
  read: ReadFile,
  model: CryManifest,
  work: LongWorkOptions,
): Promise<Found> {
  const found: Found = { rows: [], used: [], omitted: [] };
  const classifier = await createClassifier({ model });
  for await (const one of readClips(dataset, read, work)) {
    if (isOmission(one)) {
      found.omitted.push(one);
      continue;
    }
    const { clip, waveform, format } = one;
    try {
      const { cry } = await classifier.predict(
        waveform,
        work.signal ? { signal: work.signal } : {},
      );
      found.rows.push({
        group: groupOf(clip),
        session: clip.session,
        label: clip.label,
        facts: fileFacts(waveform, format),
        vector: Float64Array.of(cry!.probability),
      });
      found.used.push(clip);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      found.omitted.push({ path: clip.path, reason: "too_short", detail: error.message });
    }
  }
  return found;
}

async function loadModel(name: string): Promise<CryManifest> {
  const model = /[./\\]/.test(name)
    ? JSON.parse(await readFile(name, "utf8"))
    : (await createClassifier({ model: name })).models[0];
  if (model.task === "cry") return model;
  throw new RangeError(`Evaluating ${name}: its task is ${model.task}, wanted cry`);
}

/** Typed arrays as lists. */
function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}

function number(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new SyntaxError(`--${name} is ${text}, wanted a number above 0`);
}
