import { spawn } from "node:child_process";
import { once } from "node:events";
import { UnavailableError } from "../../errors.ts";
import type { WatchSource } from "../../listen/watch_options.ts";
import { type PcmFormat, pcmSamples } from "./pcm_samples.ts";
import { redact } from "./redact.ts";

/** Program that writes samples to its standard output. */
export interface ChildCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Time after which a program that was asked to end is killed, in milliseconds. */
const KILL_MS = 2000;
/** Length of the end of standard error that is kept. */
const ERROR_LENGTH = 2000;

/** Creates a source that runs a program, again after it ended. */
export function childSource(
  name: string,
  command: ChildCommand,
  format: PcmFormat,
  warn: (message: string) => void,
): WatchSource {
  return {
    name,
    reopens: true,
    open: (signal) => ({
      sampleRateHz: format.sampleRateHz,
      samples: pcmSamples(outputOf(command, signal), format, warn),
    }),
  };
}

/**
 * Yields the standard output of a program, and ends it when the signal aborts.
 *
 * @returns the last line of its standard error
 * @throws {UnavailableError} when the program is missing
 * @throws {RangeError} when it fails; with the last line of its standard error
 */
export async function* outputOf(
  { program, args, env = {} }: ChildCommand,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, string> {
  const { default: process } = await import("node:process");
  const child = spawn(program, [...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  let isClosed = false;
  child.once("close", () => isClosed = true);
  const closed = once(child, "close");
  closed.catch(() => {});
  let errors = "";
  child.stderr.on("data", (chunk) => errors = (errors + chunk).slice(-ERROR_LENGTH));
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => {
    child.kill();
    timer = setTimeout(() => child.kill("SIGKILL"), KILL_MS);
  };
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    // Without this, Deno and Bun report the closed output of a missing program.
    await once(child, "spawn");
    for await (const chunk of child.stdout) yield chunk as Uint8Array;
    const [code] = await closed;
    const reason = redact(errors.trim().split("\n").at(-1) ?? "");
    if (code === 0 || signal.aborted) return reason;
    throw new RangeError(`${program} ended with code ${code}${reason && `: ${reason}`}`);
  } catch (error) {
    if ((error as { code?: string }).code !== "ENOENT") throw error;
    throw missingProgram(program, error);
  } finally {
    signal.removeEventListener("abort", stop);
    if (!isClosed && child.pid !== undefined) {
      if (timer === undefined) stop();
      await closed.catch(() => {});
    }
    clearTimeout(timer);
  }
}

/** Creates the error of a missing program. */
export function missingProgram(program: string, cause?: unknown): UnavailableError {
  return new UnavailableError(
    `Starting ${program}: expected an installed program, received none; install ${program}`,
    { dependency: program, cause },
  );
}
