import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
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

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
