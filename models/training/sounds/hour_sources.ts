import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseCsv } from "../../../src/data/csv.ts";
import { decode, toMono } from "../../../src/decode/mod.ts";
import { resample } from "../../../src/resample/mod.ts";
import { HOUR_RATE_HZ, type HourSource } from "./event_hours.ts";
import { readFolds } from "./folds.ts";
import { kindOf } from "./kinds.ts";

/** Longest part of a recording that is used. */
const MAX_SECONDS = 60;

/**
 * Lists the recordings of a fold for {@link eventHour}. Each is read once, when it is needed.
 *
 * @param shared folder of the shared data
 */
export async function hourSources(shared: string, fold: number): Promise<HourSource[]> {
  const data = join(shared, "data");
  const folds = new Map((await readFolds(shared)).map((row) => [row.path, row.fold]));
  return parseCsv(await readFile(join(data, "manifest.csv"), "utf8"))
    .filter(({ path }) => folds.get(path!) === fold)
    .map(({ path, group, coarse, label }) => {
      let samples: Promise<Float32Array> | undefined;
      return {
        ...{ kind: kindOf(coarse!, label!), label: label!, group: group! },
        samples: () => samples ??= read(join(data, path!)),
      };
    });
}

async function read(path: string): Promise<Float32Array> {
  const { samples, sampleRateHz } = toMono(await decode(await readFile(path)));
  const part = samples.subarray(0, MAX_SECONDS * sampleRateHz);
  return resample(part, { fromHz: sampleRateHz, toHz: HOUR_RATE_HZ });
}
