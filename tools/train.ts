/**
 * `deno task train`: the embedded models from the shared data alone. Windows are exported by this
 * project's own front ends; the networks of `cry-detect` are trained on them in Python (its
 * requirements are pinned beside the scripts; `BABYCRY_PYTHON` names one that has them), the heads of
 * `cry-valence` and `cry-reason` by this project's own `fit`. What was done is kept in
 * `.cache/train`, so that a run which was stopped goes on.
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
const NETWORK = "tools/network";

const deno = ["run", "-A", "--lock=npm/deno.lock", "--frozen", "--no-check"];
// First, so that what is missing is said before an export of many minutes.
const interpreter = await python();
await run(process.execPath, [...deno, "tools/export_windows.ts", `${CACHE}/windows`]);
await run(interpreter, [
  ...[`${NETWORK}/train.py`, `${CACHE}/windows`, `${CACHE}/results`, "models/cry-detect.json"],
  ...process.argv.slice(2),
]);
console.log(await trainValence(`${CACHE}/windows`, "models/cry-valence.json"));
const shared = process.env["BABYCRY_SHARED"] ?? "../shared";
console.log(await trainReason(shared, "models/cry-reason.json"));

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
