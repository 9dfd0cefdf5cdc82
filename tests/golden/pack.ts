/**
 * A reference pack on disk: `index.json` and the files that its cases name.
 *
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";

/** Input: an array of the pack, a recording of the shared data, or another file of the pack. */
export type Source = string | { readonly clip: string } | { readonly file: string };

/** Computation with its reference numbers. */
export interface Case {
  readonly id: string;
  readonly op: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, Source>>;
  /** `.npy` files by the name of the output. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly tolerance: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Pack with its index; the arrays are read case by case. */
export interface Pack {
  readonly folder: string;
  /** Folder of the clips; undefined when there is none. */
  readonly dataFolder: string | undefined;
  readonly cases: readonly Case[];
}

/** Reads the index of a pack. */
export function openPack(folder: string): Pack {
  const path = join(folder, "index.json");
  if (!existsSync(path)) {
    throw new RangeError(
      `Reading ${folder}: expected a reference pack with an index.json, received none`,
    );
  }
  let cases: unknown;
  try {
    cases = JSON.parse(readFileSync(path, "utf8")).cases;
  } catch (cause) {
    throw new SyntaxError(`Reading ${path}: expected JSON, received bytes that do not parse`, {
      cause,
    });
  }
  if (!Array.isArray(cases) || cases.length === 0 || !cases.every(isCase)) {
    throw new SyntaxError(
      `Reading ${path}: expected cases with id, op, params, inputs, outputs and tolerance, ` +
        "received other JSON",
    );
  }
  return { folder, dataFolder: findDataFolder(folder), cases };
}

/** Selects the cases of some ops, in order; of all ops when none is named. */
export function casesOf({ folder, cases }: Pack, ops: readonly string[]): readonly Case[] {
  const absent = ops.find((name) => !cases.some(({ op }) => op === name));
  if (absent !== undefined) {
    throw new RangeError(`Reading ${folder}: expected a case of op ${absent}, received none`);
  }
  return ops.length === 0 ? cases : cases.filter(({ op }) => ops.includes(op));
}

/** Returns the path of an input or output. */
export function pathOf(pack: Pack, source: Source): string {
  if (typeof source === "string") return join(pack.folder, source);
  if ("file" in source) return join(pack.folder, source.file);
  if (pack.dataFolder === undefined) {
    throw new RangeError(
      `Reading the clip ${source.clip}: expected a shared data folder, received none; ` +
        "set BABYCRY_SHARED",
    );
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
