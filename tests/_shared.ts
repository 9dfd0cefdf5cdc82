import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

/** A file of the shared folder, or undefined where it is not there. */
export function sharedFile(path: string): string | undefined {
  const file = join(process.env["BABYCRY_SHARED"] ?? "../shared", path);
  return existsSync(file) ? file : undefined;
}
