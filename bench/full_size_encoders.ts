import { stat } from "node:fs/promises";
import process from "node:process";
import { ROOT } from "../tests/runner/paths.ts";
import { run } from "../tests/runner/run.ts";

/** Networks of the published sizes with random weights, as the script of the shared folder names them. */
export const FULL_SIZE: Readonly<Record<string, string>> = {
  "clap-htsat-tiny": "clap",
  "clap-htsat-tiny-int8": "clap",
  "wav2vec2-base": "wav2vec2",
  "ast-base": "ast",
};

/** The shared folder's scripts. */
export const GENERATE: string = `${
  process.env["BABYCRY_SHARED"] ?? `${ROOT}../shared`
}/oracle/generate`;

/**
 * A Python that can make the networks and run the originals.
 *
 * @returns undefined when there is none, and why
 */
export async function findPython(): Promise<{ python?: string; why?: string }> {
  const python = process.env["PYTHON"] ?? "python3";
  const needs = "import numpy, onnx, onnxruntime, soxr, torch, transformers";
  const { status, output } = await run(python, ["-c", needs]).catch((error) => ({
    status: 1,
    output: String(error.message),
  }));
  if (status === 0) return { python };
  const reason = output.trim().split("\n").at(-1);
  return {
    why: `${python} cannot be used (${reason}): let PYTHON name one with the packages of ` +
      `${GENERATE}/../requirements.txt`,
  };
}

/**
 * Makes networks that are not in a folder yet. It takes about half a minute for each and 1.1 GB for all.
 *
 * @param folder which exists
 * @throws {Error} when Python or the script is not there, or fails
 */
export async function makeEncoders(folder: string, names: readonly string[]): Promise<void> {
  const isThere = async (name: string) =>
    await stat(`${folder}/${name}.json`).then(() => true, () => false);
  const kinds = new Set<string>();
  for (const name of names) if (!await isThere(name)) kinds.add(FULL_SIZE[name]!);
  if (kinds.size === 0) return;
  const script = `${GENERATE}/full_size_encoders.py`;
  const { python, why } = await findPython();
  if (python === undefined) throw new Error(`Making ${[...kinds].join(", ")} in ${folder}: ${why}`);
  process.stderr.write(`Making ${[...kinds].join(", ")} of full size in ${folder}\n`);
  const args = [script, "--out", folder, "--only", [...kinds].join()];
  const { status, output } = await run(python, args);
  if (status !== 0) throw new Error(`${script} failed:\n${output}`);
}
