import { Buffer } from "node:buffer";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UnavailableError } from "../../../../src/errors.ts";

/** Placeholder for the input file in the arguments of {@link runTool}. */
export const INPUT = "{input}";

/**
 * Runs a program and returns its standard output.
 *
 * @param args arguments; {@link INPUT} is replaced by the path of a file with `input`
 * @throws {UnavailableError} when the program is not installed
 */
export function runTool(name: string, args: readonly string[], input?: Uint8Array): Uint8Array {
  // A file, since a program that reads and writes pipes at once may block.
  const folder = mkdtempSync(join(tmpdir(), "babycry-stress-"));
  try {
    const file = join(folder, "input");
    if (input) writeFileSync(file, input);
    const given = args.map((arg) => arg === INPUT ? file : arg);
    const { stdout, stderr, status, error } = spawnSync(name, given, { maxBuffer: 2 ** 31 });
    if (error) {
      throw new UnavailableError(`Running ${name} failed: the stress test needs it installed`, {
        dependency: name,
        cause: error,
      });
    }
    if (status !== 0) {
      throw new Error(`Running ${name} ${args.join(" ")} failed with code ${status}: ${stderr}`);
    }
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Converts samples to float32 bytes, little-endian. */
export function toBytes(samples: Float32Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** Converts float32 bytes to samples. */
export function toSamples(bytes: Uint8Array): Float32Array {
  const whole = bytes.subarray(0, bytes.length - bytes.length % 4);
  return new Float32Array(Uint8Array.from(Buffer.from(whole)).buffer);
}
