/**
 * A reference pack on disk: `index.json` and the files that its cases name.
 *
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";

/** An input: an array of the pack, a recording of the shared data, or another file of the pack. */
export type Source = string | { readonly clip: string } | { readonly file: string };

/** One computation with its expected numbers. */
export interface Case {
  readonly id: string;
  readonly op: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, Source>>;
  /** Output name to `.npy` file. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly tolerance: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A pack whose index has been read; arrays are read case by case. */
export interface Pack {
  readonly folder: string;
  /** Where the clips lie, if they are there. */
  readonly dataFolder: string | undefined;
  readonly cases: readonly Case[];
}

/** Reads a pack's index. */
export function openPack(folder: string): Pack {
  const path = join(folder, "index.json");
  if (!existsSync(path)) {
    throw new RangeError(`No reference pack in ${folder}: it has no index.json`);
  }
  let cases: unknown;
  try {
    cases = JSON.parse(readFileSync(path, "utf8")).cases;
  } catch (cause) {
    throw new SyntaxError(`The index of the reference pack ${path} is not JSON`, { cause });
  }
  if (!Array.isArray(cases) || cases.length === 0 || !cases.every(isCase)) {
    throw new SyntaxError(
      `The index ${path} is not that of a reference pack: cases with id, op, params, inputs, ` +
        "outputs and tolerance were wanted",
    );
  }
  return { folder, dataFolder: findDataFolder(folder), cases };
}

/** The cases of these ops, in order; of all ops when none is named. */
export function casesOf({ folder, cases }: Pack, ops: readonly string[]): readonly Case[] {
  const absent = ops.find((name) => !cases.some(({ op }) => op === name));
  if (absent !== undefined) throw new RangeError(`The pack ${folder} has no case of op ${absent}`);
  return ops.length === 0 ? cases : cases.filter(({ op }) => ops.includes(op));
}

/** The file that an input stands for. */
export function pathOf(pack: Pack, source: Source): string {
  if (typeof source === "string") return join(pack.folder, source);
  if ("file" in source) return join(pack.folder, source.file);
  if (pack.dataFolder === undefined) {
    throw new RangeError(`No shared data folder for the clip ${source.clip}: set BABYCRY_SHARED`);
  }
  return join(pack.dataFolder, source.clip);
}

function findDataFolder(folder: string): string | undefined {
  const shared = process.env["BABYCRY_SHARED"] ?? "../shared";
  return [resolve(shared, "data"), resolve(folder, "../../data")].find((path) => existsSync(path));
}

function isCase(value: unknown): value is Case {
  const { id, op, params, inputs, outputs, tolerance } = (value ?? {}) as Record<string, unknown>;
  return typeof id === "string" && typeof op === "string" &&
    [params, inputs, outputs, tolerance].every((field) =>
      typeof field === "object" && field !== null
    ) &&
    Object.keys(outputs as object).every((name) => name in (tolerance as object));
}
