/**
 * `deno task train`: the embedded models from the shared data alone. Windows are exported by this
 * project's own front ends; the networks of `cry-detect` are trained on them in Python (its
 * requirements are pinned beside the scripts; `BABYCRY_PYTHON` names one that has them), the heads of
 * `cry-valence` and `cry-reason` by this project's own `fit`. Last, they are judged as a whole, and the
 * cards are written from what was measured. What was done is kept in `.cache/train`, so that a run
 * which was stopped goes on. Made sounds and channels need `espeak-ng`, `ffmpeg` and `sox`.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import process from "node:process";
import { trainReason } from "./train_reason.ts";
import { trainValence } from "./train_valence.ts";

const CACHE = ".cache/train";
const NETWORK = "models/training/networks";
const RESULTS = `${CACHE}/results`;
const WINDOWS = `${CACHE}/windows`;
const STRESS = `${CACHE}/stress`;
const HELD_OUT = `${CACHE}/models`;
const LOGITS = `${CACHE}/held_out.f32`;
const MANIFEST = "models/cry-detect.json";

const deno = ["run", "-A", "--lock=npm/deno.lock", "--frozen", "--no-check"];
// First, so that what is missing is said before an export of many minutes.
const interpreter = await python();
await tool("export/export_stress.ts", STRESS);
await tool("export/export_windows.ts", WINDOWS);
await network("train.py", WINDOWS, RESULTS, MANIFEST, ...process.argv.slice(2));
await network("stress.py", WINDOWS, RESULTS, MANIFEST, STRESS);
await network("synthetic_negatives.py", WINDOWS, RESULTS, MANIFEST);
await network("distance_variants.py", WINDOWS, RESULTS, MANIFEST);
await network("held_out_models.py", WINDOWS, RESULTS, MANIFEST, HELD_OUT);
await tool("evaluate/streaming.ts", HELD_OUT, `${RESULTS}/streams.json`);
await tool("evaluate/degraded_audio.ts", HELD_OUT, `${RESULTS}/damaged.json`);
await trainValence(WINDOWS, "models/cry-valence.json", `${RESULTS}/valence.json`);
const shared = process.env["BABYCRY_SHARED"] ?? "../shared";
console.log(await trainReason(shared, "models/cry-reason.json"));
await network("held_out_logits.py", WINDOWS, RESULTS, MANIFEST, LOGITS);
await tool("evaluate/joint_answers.ts", WINDOWS, LOGITS, `${RESULTS}/answers.json`);
await tool("evaluate/simulate_enrollment.ts", WINDOWS, LOGITS, `${RESULTS}/enrolment.json`);
await tool("cards/write_cards.ts", RESULTS);

function tool(name: string, ...flags: readonly string[]): Promise<void> {
  return run(process.execPath, [...deno, `models/training/${name}`, ...flags]);
}

function network(name: string, ...flags: readonly string[]): Promise<void> {
  return run(interpreter, [`${NETWORK}/${name}`, ...flags]);
}

/** A Python with torch: the one that is named, or an environment of its own. */
async function python(): Promise<string> {
  const named = process.env["BABYCRY_PYTHON"];
  if (named) {
    await run(named, ["-c", "import numpy, torch"]);
    return named;
  }
  const environment = `${CACHE}/python`;
  const own = `${environment}/bin/python`;
  if (!existsSync(`${environment}/ready`)) {
    await mkdir(CACHE, { recursive: true });
    await run("python3", ["-m", "venv", environment]);
    await run(own, ["-m", "pip", "install", "--requirement", `${NETWORK}/requirements.txt`]);
    await writeFile(`${environment}/ready`, "");
  }
  return own;
}

async function run(command: string, flags: readonly string[]): Promise<void> {
  const child = spawn(command, flags, { stdio: "inherit" });
  const [code] = await once(child, "exit").catch((cause) => {
    const wanted = "Python 3.11 or later with venv, or BABYCRY_PYTHON";
    throw new Error(`Started ${command}: it is not there; the training needs ${wanted}`, { cause });
  });
  if (code !== 0) throw new Error(`${command} ${flags.join(" ")} ended with ${code}`);
}
