/**
 * `fit --encoder`: a head on vectors of encoders, from one's own recordings.
 *
 * @module
 */
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { publishedEncoders } from "../../models/encoders/mod.ts";
import { type Clip, groupOf } from "../data/dataset.ts";
import { isOmission, readClips, sha256 } from "../data/read_clips.ts";
import { wasmSha256 } from "../dsp/wasm_sha256.ts";
import { createEncoder, type Encoder } from "../encoder/encoder.ts";
import type { EncoderManifest } from "../encoder/manifest.ts";
import { fitValenceHead, VALENCE_CLASSES } from "../fit/fit_valence_head.ts";
import { hostFileSystem, ifThere } from "../io/file_system.ts";
import { type ModelStore, openModelStore } from "../io/model_store.ts";
import { writeAtomically } from "../io/write_atomically.ts";
import { clipVector } from "../pool/clip_vector.ts";
import type { ValenceManifest } from "../prediction/manifest.ts";
import { toJson } from "../prediction/to_json.ts";
import type { LongWorkOptions, Waveform } from "../types.ts";
import { checkWaveform } from "../waveform/check_waveform.ts";
import { DATASET_OPTIONS, openDataset } from "./_open_dataset.ts";

const WINDOWS = { windowSeconds: 2, hopSeconds: 1, minPartialSeconds: 0.5, fill: "zero" } as const;
const MIN_SECONDS = 0.1;
const HEAD = "fitted";

/** Runs the command. @returns the text to print */
export async function fitHead(
  args: readonly string[],
  work: LongWorkOptions & { readonly onStage?: (name: string) => void } = {},
): Promise<string> {
  const { values, positionals: [path, ...more] } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...DATASET_OPTIONS,
      c: { type: "string", default: "1" },
      cache: { type: "string" },
      encoder: { type: "string", multiple: true, default: [] as string[] },
      folds: { type: "string", default: "5" },
      id: { type: "string", default: "my-valence" },
      licence: { type: "string", default: "unstated" },
      out: { type: "string" },
      seed: { type: "string", default: "1" },
    },
  });
  if (path === undefined || more.length > 0 || !values.out) {
    throw new SyntaxError("fit --encoder takes one dataset and --out FILE");
  }
  const [C, folds, seed] = (["c", "folds", "seed"] as const).map((name) => {
    const value = Number(values[name]);
    if (Number.isFinite(value)) return value;
    throw new SyntaxError(`--${name} is ${values[name]}, wanted a number`);
  }) as [number, number, number];
  const manifests = await Promise.all(values.encoder.map(findEncoder));
  const labels = VALENCE_CLASSES.join();
  const { dataset, read } = await openDataset(path, { ...values, labels: values.labels ?? labels });
  const store = await openModelStore(values.cache === undefined ? {} : { folder: values.cache });
  const embed = await embedder(manifests, store);

  work.onStage?.("encoding");
  const clips: Clip[] = [];
  const vectors: Float64Array[] = [];
  const omitted = dataset.omitted.map(({ path, detail }) => `${path}: ${detail}`);
  try {
    for await (const heard of readClips(dataset, read, work)) {
      if (isOmission(heard)) {
        omitted.push(`${heard.path}: ${heard.detail}`);
        continue;
      }
      const { clip, waveform, fileSha256 } = heard;
      const part = `${fileSha256} ${clip.startSeconds} ${clip.endSeconds}`;
      vectors.push(await embed.vector(waveform, part, work));
      clips.push(clip);
    }
  } finally {
    await embed.dispose();
  }

  work.onStage?.("fitting");
  const y = clips.map(({ label }) => VALENCE_CLASSES.indexOf(label as "positive"));
  const counts = VALENCE_CLASSES.map((_, i) => y.filter((value) => value === i).length);
  if (y.includes(-1) || counts.includes(0)) {
    const came = [...new Set(clips.map(({ label }) => label))].join(", ") || "none";
    throw new RangeError(`Fitting a head: labels are ${came}, wanted positive and distress`);
  }
  const columns = vectors[0]!.length;
  const data = new Float64Array(vectors.length * columns);
  vectors.forEach((vector, i) => data.set(vector, i * columns));
  const groups = clips.map(groupOf);
  const x = { data, rows: vectors.length, columns };
  const { head, auc } = fitValenceHead(x, y, groups, { C, folds, seed });

  const names = manifests.map(({ id }) => id);
  const model: ValenceManifest = {
    id: values.id,
    task: "valence",
    windows: toJson(WINDOWS) as ValenceManifest["windows"],
    min_seconds: MIN_SECONDS,
    encoders: Object.fromEntries(manifests.map((manifest) => [manifest.id, manifest])),
    heads: { [HEAD]: { encoders: names, classifier: head } },
    head: HEAD,
    threshold: 0.5,
    licence: values.licence,
    training: {
      recordings: clips.length,
      ...Object.fromEntries(VALENCE_CLASSES.map((label, i) => [label, counts[i]])),
      groups: new Set(groups).size,
      folds,
      c: C,
      seed,
      auc: toJson(auc),
    },
  };
  await writeFile(values.out, `${JSON.stringify(model, undefined, 1)}\n`);
  const [low, high] = auc.interval;
  return [
    `${clips.length} recordings, ${counts[1]} positive, ${new Set(groups).size} groups; ` +
    `${omitted.length} left out`,
    ...omitted.map((line) => `  ${line}`),
    ...dataset.warnings.map(({ message }) => `  ${message}`),
    `held-out groups: AUC ${auc.estimate.toFixed(3)}, 95 % interval by group ` +
    `[${low.toFixed(3)}, ${high.toFixed(3)}]`,
    "",
  ].join("\n");
}

/** A published encoder by its name, or the manifest in a file. */
async function findEncoder(name: string): Promise<EncoderManifest> {
  if (name.endsWith(".json")) return JSON.parse(await readFile(name, "utf8"));
  if (Object.hasOwn(publishedEncoders, name)) {
    return publishedEncoders[name as keyof typeof publishedEncoders];
  }
  const known = Object.keys(publishedEncoders).join(", ");
  throw new SyntaxError(`--encoder is ${name}, wanted ${known} or a manifest as a JSON file`);
}

/** Vectors of recordings, kept beside the models by all that they depend on. */
async function embedder(manifests: readonly EncoderManifest[], store: ModelStore) {
  const fs = await hostFileSystem();
  const folder = `${store.folder}/.vectors`;
  await fs.mkdir(folder, { recursive: true });
  const encoders: Encoder[] = [];
  const depends: string[] = [];
  for (const manifest of manifests) {
    const { id, file } = manifest;
    const record = (await store.files(id)).find((known) => known.file === file);
    depends.push(JSON.stringify([manifest, record?.sha256, WINDOWS, wasmSha256]));
    encoders.push(createEncoder(manifest, { source: store }));
  }
  const size = encoders.reduce((sum, encoder) => sum + encoder.size, 0);
  return {
    async vector(waveform: Waveform, part: string, { signal }: LongWorkOptions) {
      checkWaveform(waveform, { minSeconds: MIN_SECONDS });
      const key = await sha256(new TextEncoder().encode([part, ...depends].join("\n")));
      const kept = await ifThere(fs.readFile(`${folder}/${key}`));
      if (kept?.length === 8 * size) return new Float64Array(Uint8Array.from(kept).buffer);
      const options = { ...WINDOWS, ...(signal ? { signal } : {}) };
      const vector = await clipVector(waveform, encoders, options);
      await writeAtomically(`${folder}/${key}`, new Uint8Array(vector.buffer), fs);
      return vector;
    },
    async dispose() {
      for (const encoder of encoders) await encoder.dispose();
    },
  };
}
