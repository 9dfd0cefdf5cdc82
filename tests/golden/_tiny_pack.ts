/**
 * Tiny packs for tests.
 *
 * @module
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkCase } from "./check_case.ts";
import type { Compute } from "./op.ts";
import { type Case, openPack } from "./pack.ts";
import { type OpReport, type Result, summarize } from "./report.ts";

/**
 * Checks the cases of a pack.
 *
 * @param compute computes the outputs of every case; default each op in this process
 */
export async function reportsOf(folder: string, compute?: Compute): Promise<OpReport[]> {
  const pack = openPack(folder);
  const results: Result[] = [];
  for (const golden of pack.cases) {
    results.push({ id: golden.id, op: golden.op, verdict: await checkCase(pack, golden, compute) });
  }
  return summarize(results);
}

const EMPTY = { params: {}, inputs: {}, outputs: {}, tolerance: {} };

/** Writes a tiny pack to a temporary folder while `use` runs. */
export async function withPack(
  cases: readonly Partial<Case>[],
  files: Readonly<Record<string, Uint8Array>>,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "golden-"));
  try {
    for (const [path, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes);
    }
    const index = { cases: cases.map((golden) => ({ ...EMPTY, ...golden })) };
    writeFileSync(join(folder, "index.json"), JSON.stringify(index));
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
