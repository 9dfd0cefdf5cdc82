import { writeFile } from "node:fs/promises";

/** Figures rounded to five significant digits. */
export function rounded<T extends object>(figures: T): T {
  return JSON.parse(
    JSON.stringify(
      figures,
      (_, value) => typeof value === "number" ? Number(value.toPrecision(5)) : value,
    ),
  );
}

/** Writes {@link rounded} figures. */
export async function writeFigures(path: string, figures: object): Promise<void> {
  await writeFile(path, `${JSON.stringify(rounded(figures), null, 1)}\n`);
}
