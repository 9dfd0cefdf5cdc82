/**
 * Programs that record from a microphone, by platform.
 *
 * @module
 */
import { UnavailableError } from "../../errors.ts";
import type { ChildCommand } from "./child_source.ts";

/** Computer on which a recorder runs. */
export interface Machine {
  /** Platform as in `process.platform`. */
  readonly platform: string;
  /** Whether PulseAudio or PipeWire runs. */
  readonly hasPulse: boolean;
  /** Tells whether a program is installed. */
  has(program: string): boolean;
}

/**
 * Finds the command that records mono samples of 16 bits, little-endian.
 *
 * @param device name of the device; empty for the default
 * @throws {UnavailableError} when no recorder is installed
 * @throws {SyntaxError} when the platform has no default device
 */
export function recorder(device: string, sampleRateHz: number, machine: Machine): ChildCommand {
  const rate = String(sampleRateHz);
  const [program] = RECORDERS[machine.platform] ?? RECORDERS["linux"]!;
  const found = (RECORDERS[machine.platform] ?? RECORDERS["linux"]!).find(machine.has);
  if (found === "ffmpeg") {
    return {
      program: "ffmpeg",
      args: [
        ...["-v", "error", "-nostdin", ...ffmpegInput(device, machine)],
        ...["-vn", "-ac", "1", "-ar", rate, "-f", "s16le", "-"],
      ],
    };
  }
  if (found === "arecord") {
    const args = ["-q", "-D", device || "default", "-t", "raw", "-f", "S16_LE", "-c", "1"];
    return { program: "arecord", args: [...args, "-r", rate] };
  }
  if (found === "parec") {
    const args = ["--format=s16le", "--channels=1", `--rate=${rate}`];
    return { program: "parec", args: device ? [...args, `--device=${device}`] : args };
  }
  if (found === "sox") {
    const args = ["-q", "-d", "-t", "raw", "-e", "signed", "-b", "16", "-c", "1", "-r", rate, "-"];
    return { program: "sox", args, ...(device ? { env: { AUDIODEV: device } } : {}) };
  }
  throw new UnavailableError(
    `Opening a microphone: expected ffmpeg, arecord, parec or sox, received none; install ${program}`,
    { dependency: program! },
  );
}

/** Recorders of a platform, best first. */
const RECORDERS: Readonly<Record<string, readonly string[]>> = {
  darwin: ["ffmpeg", "sox"],
  win32: ["ffmpeg", "sox"],
  linux: ["ffmpeg", "arecord", "parec", "sox"],
};

function ffmpegInput(device: string, { platform, hasPulse }: Machine): string[] {
  if (platform === "darwin") return ["-f", "avfoundation", "-i", `:${device || "default"}`];
  if (platform === "win32") {
    if (device) return ["-f", "dshow", "-i", `audio=${device}`];
    throw new SyntaxError("Missing NAME after mic:; --list-devices prints the names");
  }
  const isAlsa = !hasPulse || /^(?:hw|plughw|sysdefault|dsnoop)\b/.test(device);
  return ["-f", isAlsa ? "alsa" : "pulse", "-i", device || "default"];
}

/** Finds the command that lists microphones. @throws {UnavailableError} when there is none */
export function deviceList({ platform, hasPulse, has }: Machine): ChildCommand {
  if (platform === "darwin" && has("ffmpeg")) {
    return {
      program: "ffmpeg",
      args: ["-hide_banner", "-f", "avfoundation", "-list_devices", "true", "-i", ""],
    };
  }
  if (platform === "win32" && has("ffmpeg")) {
    return {
      program: "ffmpeg",
      args: ["-hide_banner", "-list_devices", "true", "-f", "dshow", "-i", "dummy"],
    };
  }
  if (hasPulse && has("pactl")) return { program: "pactl", args: ["list", "short", "sources"] };
  if (has("arecord")) return { program: "arecord", args: ["-L"] };
  throw new UnavailableError(
    "Listing microphones: expected ffmpeg, pactl or arecord, received none; install alsa-utils",
    { dependency: "arecord" },
  );
}
