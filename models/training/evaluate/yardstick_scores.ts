/**
 * Scores every real recording, unmodified and through the matched channel, with a `cry-detect` model and,
 * if its file is given, YAMNet: `yardstick_scores.ts OUT MODEL [YAMNET]`. One line of JSON for each.
 *
 * @module
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { loadAmrRoundTrip } from "../../../src/augment/codecs.ts";
import { matchedChannel } from "../../../src/augment/phone_variants.ts";
import { parseCsv } from "../../../src/data/csv.ts";
import { decode, toMono } from "../../../src/decode/mod.ts";
import { createYamnet } from "../../../src/encoder/yamnet/yamnet.ts";
import { createClassifier } from "../../../src/pipeline.ts";
import { resample } from "../../../src/resample/mod.ts";
import type { Waveform } from "../../../src/types.ts";
import { PIECE_SECONDS, readFolds } from "../sounds/folds.ts";
import { kindOf } from "../sounds/kinds.ts";
import { SAMPLE_RATE_HZ } from "../sounds/recording.ts";

const [out, modelPath, yamnetPath] = process.argv.slice(2) as [string, string, string?];
const shared = process.env["BABYCRY_SHARED"] ?? "../shared";
const rows = parseCsv(await readFile(join(shared, "data", "manifest.csv"), "utf8"));
const known = new Map(rows.map((row) => [row["path"]!, row]));
const classifier = await createClassifier({ model: JSON.parse(await readFile(modelPath, "utf8")) });
const yamnet = yamnetPath && createYamnet(await readFile(yamnetPath));
const amr = await loadAmrRoundTrip();
const lines: string[] = [];
for (const [path, pieces] of Map.groupBy(await readFolds(shared), ({ path }) => path)) {
  const { group, set, coarse, label } = known.get(path)! as Record<string, string>;
  const whole = toMono(await decode(await readFile(join(shared, "data", path))));
  const length = PIECE_SECONDS * whole.sampleRateHz;
  for (const { seg, y, fold } of pieces) {
    const samples = pieces.length > 1
      ? whole.samples.subarray(seg * length, (seg + 1) * length)
      : whole.samples;
    const native = { samples, sampleRateHz: whole.sampleRateHz };
    const rates = { fromHz: native.sampleRateHz, toHz: SAMPLE_RATE_HZ };
    const matched = await matchedChannel(resample(samples, rates), amr);
    for (
      const [condition, waveform] of [
        ["native", native],
        ["matched", { samples: matched, sampleRateHz: SAMPLE_RATE_HZ }],
      ] as const
    ) {
      lines.push(JSON.stringify({
        ...{ recording: `${path}#${seg}`, set, group, kind: kindOf(coarse!, label!), label },
        ...{ y, fold, condition, cry_detect: await probability(waveform) },
        ...(yamnet && { yamnet: await yamnetMaxima(waveform) }),
      }));
    }
  }
}
await writeFile(out, `${lines.join("\n")}\n`);

async function probability(waveform: Waveform): Promise<number> {
  if (waveform.samples.length < 0.1 * waveform.sampleRateHz) return 0;
  return (await classifier.predict(waveform)).cry!.probability;
}

/** Maximum of each class over the patches. */
async function yamnetMaxima(waveform: Waveform): Promise<number[]> {
  const maxima = new Array<number>(521).fill(0);
  if (waveform.samples.length === 0) return maxima;
  for await (const { scores } of (yamnet as ReturnType<typeof createYamnet>).patches(waveform)) {
    scores.forEach((score, c) => maxima[c] = Math.max(maxima[c]!, score));
  }
  return maxima.map((score) => Number(score.toPrecision(4)));
}
