import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

const SOURCES = ["build.ts", "decoder.cpp", "libc/stdlib.h", "libc/string.h"];

/** SHA-256 of everything that the module is compiled from; `build.ts` has that of the release. */
export async function sourcesSha256(): Promise<string> {
  const hash = createHash("sha256");
  for (const name of SOURCES) hash.update(await readFile(new URL(name, import.meta.url)));
  return hash.digest("hex");
}
