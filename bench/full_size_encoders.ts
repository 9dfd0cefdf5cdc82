import { stat } from "node:fs/promises";
import process from "node:process";
import { ROOT } from "../tests/runner/paths.ts";
import { run } from "../tests/runner/run.ts";

/** Kinds of networks by name, in the script of the shared folder. */
export const FULL_SIZE: Readonly<Record<string, string>> = {
  "clap-htsat-tiny": "clap",
  "clap-htsat-tiny-int8": "clap",
  "wav2vec2-base": "wav2vec2",
  "ast-base": "ast",
};

/** Scripts of the shared folder. */
export const GENERATE: string = `${
  process.env["BABYCRY_SHARED"] ?? `${ROOT}../shared`
}/oracle/generate`;

/**
 * Finds a Python that can create the networks and run the originals.
 *
 * @returns the program, or the reason why none was found
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
    why: `${python} cannot be used (${reason}); set PYTHON to a Python with the packages of ` +
      `${GENERATE}/../requirements.txt`,
  };
}

/**
 * Creates the networks that a folder does not have yet: about half a minute each, 1.1 GB in total.
 *
 * @param folder existing folder
 * @throws {Error} when Python or the script is missing or fails
 */
export async function makeEncoders(folder: string, names: readonly string[]): Promise<void> {
  const exists = async (name: string) =>
    await stat(`${folder}/${name}.json`).then(() => true, () => false);
  const kinds = new Set<string>();
  for (const name of names) if (!await exists(name)) kinds.add(FULL_SIZE[name]!);
  if (kinds.size === 0) return;
  const script = `${GENERATE}/full_size_encoders.py`;
  const { python, why } = await findPython();
  if (python === undefined) throw new Error(`Making ${[...kinds].join(", ")} failed: ${why}`);
  process.stderr.write(`Making ${[...kinds].join(", ")} of full size in ${folder}\n`);
  const args = [script, "--out", folder, "--only", [...kinds].join()];
  const { status, output } = await run(python, args);
  if (status !== 0) throw new Error(`Running ${script} failed:\n${output}`);
}
