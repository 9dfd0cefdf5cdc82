/**
 * Writes the training windows of the embedded models in the format of `window_files.ts`:
 * `deno run -A --lock=npm/deno.lock models/training/export/export_windows.ts OUT [--seed N] [--workers N]`.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { loadAmrRoundTrip } from "../../../src/augment/codecs.ts";
import { codeHash } from "./code_hash.ts";
import { trainingRecordings } from "../sounds/training_recordings.ts";
import { variantsOf } from "../sounds/variants.ts";
import { joinParts, type WindowFiles, writeParts } from "./window_files.ts";

const { values, positionals: [folder = ".cache/train"] } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "1" },
    workers: { type: "string", default: "2" },
    worker: { type: "string" },
  },
});
const seed = Number(values.seed);
const workers = Number(values.workers);
const files: WindowFiles = {
  folder,
  version: `${await codeHash([
    "models/training/sounds",
    "src/augment",
    "src/features/front_ends/cry",
  ])}-${seed}`,
};
const recordings = await trainingRecordings(process.env["BABYCRY_SHARED"] ?? "../shared", seed);

if (values.worker !== undefined) {
  const amr = await loadAmrRoundTrip();
  const backgrounds = recordings.filter((r) => r.y === 0 && !r.isSynthetic);
  const variants = (r: typeof recordings[number]) => variantsOf(r, { amr, seed, backgrounds });
  await writeParts(files, recordings, variants, { worker: Number(values.worker), workers });
} else {
  // In processes of their own, since every AMR file that is decoded reserves address space.
  await Promise.all(Array.from({ length: workers }, (_, worker) => runWorker(worker)));
  const { rows } = await joinParts(files, recordings);
  console.log(`${rows} windows of ${recordings.length} recordings`);
}

async function runWorker(worker: number): Promise<void> {
  const own = [folder, "--seed", values.seed, "--workers", values.workers, "--worker", `${worker}`];
  const child = spawn(
    process.execPath,
    ["run", "-A", "--lock=npm/deno.lock", "--no-check", fileURLToPath(import.meta.url), ...own],
    { stdio: "inherit" },
  );
  const [code] = await once(child, "exit");
  if (code !== 0) {
    throw new Error(`Exporting windows failed: worker ${worker} exited with code ${code}`);
  }
}
