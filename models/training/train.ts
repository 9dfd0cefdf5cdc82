/**
 * Trains and evaluates the embedded models and writes their cards: `deno task train`. See
 * `models/training/README.md` for the steps and requirements.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import process from "node:process";
import { readOptions } from "../../tools/read_options.ts";
import { painRecordings } from "./pain/pain_recordings.ts";
import { trainPain } from "./train_pain.ts";
import { trainReason } from "./train_reason.ts";
import { trainValence } from "./train_valence.ts";

const CACHE = ".cache/train";
const NETWORKS = "models/training/networks";
const RESULTS = `${CACHE}/results`;
const WINDOWS = `${CACHE}/windows`;
const STRESS = `${CACHE}/stress`;
const HELD_OUT = `${CACHE}/models`;
const HOURS = `${CACHE}/hours`;
const LOGITS = `${CACHE}/held_out.f32`;
const MANIFEST = "models/cry-detect.json";
const YAMNET = `${CACHE}/yamnet/logits.f32`;

const { seeds, workers } = readOptions(
  `deno task train [--seeds N,N,...] [--workers N]

Train the embedded models and write their cards, in hours; models/training/README.md has the steps.
Without BABYCRY_PYTHON, a Python environment of about 5 GB is installed in .cache.

  --seeds N,N,...  Train with these seeds; the manifest gets the first (default: 1)
  --workers N      Use this many processes (default: 2)`,
  { seeds: { type: "string" }, workers: { type: "string" } },
);
const training = [
  ...(seeds === undefined ? [] : [`--seeds=${seeds}`]),
  ...(workers === undefined ? [] : [`--workers=${workers}`]),
];
const deno = ["run", "-A", "--lock=npm/deno.lock", "--frozen", "--no-check"];
// First, so that a missing requirement is reported before an export of many minutes.
const interpreter = await python();
await runScript("export/export_stress.ts", STRESS);
await runScript("export/export_windows.ts", WINDOWS);
await runPython("train.py", WINDOWS, RESULTS, MANIFEST, ...training);
await runPython("stress.py", WINDOWS, RESULTS, MANIFEST, STRESS);
await runPython("synthetic_negatives.py", WINDOWS, RESULTS, MANIFEST);
await runPython("held_out_models.py", WINDOWS, RESULTS, MANIFEST, HELD_OUT);
await runScript("evaluate/streaming.ts", HELD_OUT, `${RESULTS}/streaming.json`);
await runScript("evaluate/degraded_audio.ts", HELD_OUT, `${RESULTS}/degraded_audio.json`);
await trainValence(WINDOWS, "models/cry-valence.json", `${RESULTS}/valence.json`);
const shared = process.env["BABYCRY_SHARED"] ?? "../shared";
console.log(await trainReason(shared, "models/cry-reason.json"));
console.log(await trainPain(await painRecordings(shared), "models/cry-pain.json"));
await runPython("held_out_logits.py", WINDOWS, RESULTS, MANIFEST, LOGITS);
await runScript("evaluate/joint_answers.ts", WINDOWS, LOGITS, `${RESULTS}/joint_answers.json`);
await runScript("evaluate/simulate_enrollment.ts", WINDOWS, LOGITS, `${RESULTS}/enrollment.json`);
const teacher = `${shared}/teacher/yamnet.tflite`;
await runScript("export/export_yamnet.ts", WINDOWS, teacher, YAMNET);
await runPython("plus.py", WINDOWS, RESULTS, MANIFEST, YAMNET, "models/cry-detect-plus.json");
await runScript("train_valence_plus.ts", WINDOWS, YAMNET, "models/cry-valence-plus.json");
await runScript("evaluate/events.ts", HELD_OUT, teacher, HOURS, `${RESULTS}/events.json`);
await runScript("cards/write_cards.ts", RESULTS);

function runScript(name: string, ...flags: readonly string[]): Promise<void> {
  return run(process.execPath, [...deno, `models/training/${name}`, ...flags]);
}

function runPython(name: string, ...flags: readonly string[]): Promise<void> {
  return run(interpreter, [`${NETWORKS}/${name}`, ...flags]);
}

/** Finds a Python with PyTorch: that of BABYCRY_PYTHON, or an environment in the cache. */
async function python(): Promise<string> {
  const given = process.env["BABYCRY_PYTHON"];
  if (given) {
    await run(given, ["-c", "import numpy, torch"]);
    return given;
  }
  const environment = `${CACHE}/python`;
  const installed = `${environment}/bin/python`;
  if (!existsSync(`${environment}/ready`)) {
    await mkdir(CACHE, { recursive: true });
    await run("python3", ["-m", "venv", environment]);
    await run(installed, ["-m", "pip", "install", "--requirement", `${NETWORKS}/requirements.txt`]);
    await writeFile(`${environment}/ready`, "");
  }
  return installed;
}

async function run(command: string, flags: readonly string[]): Promise<void> {
  const child = spawn(command, flags, { stdio: "inherit" });
  const [code] = await once(child, "exit").catch((cause) => {
    throw new Error(
      `Starting ${command} failed: training needs Python 3.11 or later with venv, or BABYCRY_PYTHON`,
      { cause },
    );
  });
  if (code !== 0) {
    throw new Error(`Running ${command} ${flags.join(" ")} failed with code ${code}`);
  }
}
