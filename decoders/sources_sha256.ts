import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";

const SOURCES = [
  "Cargo.toml",
  "Cargo.lock",
  "rust-toolchain.toml",
  "src/lib.rs",
  "src/opus.rs",
  "build.ts",
];

/** SHA-256 of everything that the module is compiled from. */
export async function sourcesSha256(): Promise<string> {
  const hash = createHash("sha256");
  for (const name of SOURCES) hash.update(await readFile(new URL(name, import.meta.url)));
  return hash.digest("hex");
}
