import { padEnd, textWidth } from "../terminal/text_width.ts";

/** Table of text: column names, and rows of as many cells. */
export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Aligns the columns of a table. @returns one indented line for the head and for each row */
export function alignTable({ head, rows }: Table): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, c) => Math.max(...all.map((row) => textWidth(row[c] ?? ""))));
  return all.map((row) =>
    `  ${row.map((cell, c) => padEnd(cell, widths[c]!)).join("   ")}`.trimEnd()
  );
}

/** Formats a number with three decimals; `-` for NaN. */
export function formatNumber(value: number): string {
  return Number.isNaN(value) ? "-" : value.toFixed(3);
}

/** Formats a machine-readable name for people: `same_group` as `same group`. */
export function formatName(name: string): string {
  return name.replaceAll("_", " ");
}

/** Formats a count: `1 clip`, `2 clips`. */
export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
