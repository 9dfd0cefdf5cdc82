import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
import v8 from "node:v8";
import type { Machine } from "./recorders.ts";

/** Describes this computer. */
export function thisMachine(): Machine {
  const { env, platform } = process;
  const runtime = env["XDG_RUNTIME_DIR"];
  return {
    platform,
    hasPulse: env["PULSE_SERVER"] !== undefined ||
      runtime !== undefined && existsSync(join(runtime, "pulse", "native")),
    has(program) {
      const folders = (env["PATH"] ?? "").split(delimiter).filter(Boolean);
      const file = platform === "win32" ? `${program}.exe` : program;
      return folders.some((folder) => isExecutable(join(folder, file)));
    },
  };
}

/**
 * Keeps V8's space of new objects small, where the garbage of a long run would collect. Deno and Bun
 * ignore it.
 */
export function limitMemory(): void {
  v8.setFlagsFromString("--semi-space-growth-factor=1");
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
