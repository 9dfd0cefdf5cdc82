import { createRandom, lowPass, type Random } from "@babycry/babycry/augment";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Part, wav as monoWav } from "../decode/_write.ts";

export const RATE_HZ = 8000;

/** Two seconds of noise below a cutoff that the seed chooses. */
export function noise(seed: number): Float32Array {
  const random = createRandom("noise", seed);
  const white = Float32Array.from({ length: 2 * RATE_HZ }, () => 0.1 * random.normal());
  return lowPass(white, { cutoffHz: random.between(900, 3500), sampleRateHz: RATE_HZ });
}

/** A sound that no other seed makes: a voice that glides, in bursts, over a little noise. */
export function voice(seed: number, seconds = 4): Float32Array {
  const random = createRandom("voice", seed);
  const samples = new Float32Array(RATE_HZ * seconds);
  let phase = 0;
  let at = 0;
  while (at < samples.length) {
    const burst = Math.round(random.between(0.15, 0.6) * RATE_HZ);
    const [from, to] = [random.between(200, 700), random.between(200, 700)];
    const weights = Array.from({ length: 8 }, () => random.uniform() ** 2);
    for (let i = 0; i < burst && at + i < samples.length; i++) {
      phase += 2 * Math.PI * (from + (to - from) * i / burst) / RATE_HZ;
      const envelope = Math.sin(Math.PI * i / burst);
      for (const [k, weight] of weights.entries()) {
        if ((k + 1) * Math.max(from, to) < 3600) {
          samples[at + i]! += 0.1 * envelope * weight * Math.sin((k + 1) * phase);
        }
      }
    }
    at += burst + Math.round(random.between(0.05, 0.25) * RATE_HZ);
  }
  return addNoise(samples, random);
}

function addNoise(samples: Float32Array, random: Random): Float32Array {
  return samples.map((x) => x + 0.0005 * random.normal());
}

/** 16-bit mono; `before` are chunks that change the file and not the sound. */
export function wav(
  samples: Float32Array,
  rateHz: number = RATE_HZ,
  before: Part = [],
): Uint8Array {
  return monoWav(samples, rateHz, before);
}

/** One file with its row in the manifest. */
export interface Entry {
  readonly path: string;
  readonly bytes?: Uint8Array;
  readonly label: string;
  readonly group?: string;
  readonly session?: string;
  readonly split?: string;
}

/** Writes files and `clips.csv` to a folder, gives its path to `work`, and takes it away again. */
export async function withCorpus(
  entries: readonly Entry[],
  work: (manifest: string, folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "corpus-"));
  try {
    const columns = ["path", "label", "group", "session", "split"] as const;
    const rows = entries.map((entry) => columns.map((name) => entry[name] ?? "").join(","));
    await writeFile(join(folder, "clips.csv"), [columns.join(","), ...rows, ""].join("\n"));
    for (const { path, bytes } of entries) {
      if (bytes) await writeFile(join(folder, path), bytes);
    }
    await work(join(folder, "clips.csv"), folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
