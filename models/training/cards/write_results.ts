import { writeFile } from "node:fs/promises";

/** Copies plain data with all numbers rounded to five significant digits. */
export function roundNumbers<T extends object>(value: T): T {
  return JSON.parse(
    JSON.stringify(
      value,
      (_, one) => typeof one === "number" ? Number(one.toPrecision(5)) : one,
    ),
  );
}

/** Writes results as JSON, rounded by {@link roundNumbers}. */
export async function writeResults(path: string, results: object): Promise<void> {
  await writeFile(path, `${JSON.stringify(roundNumbers(results), null, 1)}\n`);
}
