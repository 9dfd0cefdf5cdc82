import { spawnSync } from "node:child_process";
import type { Host } from "../host.ts";
import { deviceList, type Machine } from "../sources/recorders.ts";

/** Prints the microphones, as the platform's program lists them. @returns exit code */
export function listDevices(machine: Machine, host: Host): number {
  const { program, args } = deviceList(machine);
  const { stdout, stderr } = spawnSync(program, [...args], { encoding: "utf8" });
  // ffmpeg lists devices on standard error.
  host.out.write(stdout || stderr);
  return 0;
}
