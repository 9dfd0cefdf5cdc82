import { readFile } from "node:fs/promises";
import { loadPackage } from "../../listen/sinks/load_package.ts";
import { nearest } from "./nearest.ts";
import { entriesOf, type Option, type OptionTable, parseOptions } from "./option_table.ts";

const CONFIG = "config";
/** Key of the list of sources. */
const SOURCES = "sources";

/**
 * Puts the options of a file, which `--config` names, before those of the command line, so that
 * these take precedence. Sources of the file are used when the command line has none.
 *
 * @throws {SyntaxError} when the file cannot be read, or with all its faults
 */
export async function withConfigFile<V>(
  args: readonly string[],
  table: OptionTable<V>,
): Promise<readonly string[]> {
  const at = args.findIndex((arg) => arg === `--${CONFIG}` || arg.startsWith(`--${CONFIG}=`));
  if (at < 0) return args;
  const path = args[at]!.split("=").slice(1).join("=") || args[at + 1];
  if (!path) return args;
  const { options, sources, faults } = readSettings(await parseFile(path), table);
  if (faults.length > 0) {
    throw new SyntaxError(`Reading ${path}: ${faults.join("; ")}`);
  }
  const { operands } = parseOptions(args, table);
  return [...options, ...args, ...operands.length > 0 ? [] : sources];
}

async function parseFile(path: string): Promise<unknown> {
  let content: string;
  try {
    content = await readFile(path, "utf8");
  } catch (cause) {
    throw new SyntaxError(`Reading ${path}: expected a readable file, received none`, { cause });
  }
  try {
    if (!path.endsWith(".toml")) return JSON.parse(content);
    const { parse } = await loadPackage<typeof import("npm:smol-toml@1.6.0")>("smol-toml");
    return parse(content);
  } catch (error) {
    const [reason] = (error as Error).message.split("\n");
    throw new SyntaxError(`Reading ${path}: ${reason}`, { cause: error });
  }
}

/** Converts settings to arguments. */
function readSettings<V>(
  settings: unknown,
  table: OptionTable<V>,
): { options: string[]; sources: string[]; faults: string[] } {
  const options: string[] = [];
  const sources: string[] = [];
  const faults: string[] = [];
  if (typeof settings !== "object" || settings === null || Array.isArray(settings)) {
    return {
      options,
      sources,
      faults: ["expected an object with options, received another value"],
    };
  }
  const known = new Map(entriesOf(table).filter(([name]) => name !== CONFIG));
  const names = [...known.keys(), SOURCES];
  for (const [key, value] of Object.entries(settings)) {
    if (key === SOURCES) {
      const found = sourcesOf(value);
      if (found) sources.push(...found);
      else faults.push("expected sources as a list of texts, or texts by name");
      continue;
    }
    const option = known.get(key);
    if (!option) {
      const meant = nearest(key, names);
      faults.push(`unknown key ${key}${meant ? `; did you mean ${meant}?` : ""}`);
      continue;
    }
    try {
      options.push(...argumentsOf(key, value, option));
    } catch (error) {
      faults.push((error as Error).message);
    }
  }
  return { options, sources, faults };
}

function sourcesOf(value: unknown): string[] | undefined {
  const isText = (one: unknown) => typeof one === "string" && one !== "";
  if (Array.isArray(value)) return value.every(isText) ? value : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  const entries = Object.entries(value);
  if (!entries.every(([, one]) => isText(one))) return undefined;
  return entries.map(([name, source]) => `${name}=${source}`);
}

function argumentsOf(key: string, value: unknown, option: Option<unknown>): string[] {
  const flag = `--${key}`;
  if (option.type === "boolean") {
    if (typeof value !== "boolean") throw new SyntaxError(`Invalid ${key}: expected true or false`);
    return value ? [flag] : [];
  }
  const values = option.multiple && Array.isArray(value) ? value : [value];
  const texts = values.map((one) => {
    if (typeof one === "string" || typeof one === "number") return String(one);
    throw new SyntaxError(`Invalid ${key}: expected a text or a number`);
  });
  option.read(key, texts);
  return texts.map((text) => `${flag}=${text}`);
}
