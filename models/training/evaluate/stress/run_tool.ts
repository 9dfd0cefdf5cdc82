import { Buffer } from "node:buffer";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UnavailableError } from "../../../../src/errors.ts";

/** Stands for the file that a program reads. */
export const INPUT = "{input}";

/**
 * What a program writes when it is given some bytes.
 *
 * @param args in which {@link INPUT} is the file that holds `input`
 * @throws {UnavailableError} when the program is not installed
 */
export function runTool(name: string, args: readonly string[], input?: Uint8Array): Uint8Array {
  // A file, since a program that is fed and read through pipes at once may wait for ever.
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
    if (status !== 0) throw new Error(`${name} ${args.join(" ")} ended with ${status}: ${stderr}`);
    return stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Samples as bytes, float32 little-endian. */
export function toBytes(samples: Float32Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}

/** Bytes as samples. */
export function toSamples(bytes: Uint8Array): Float32Array {
  const whole = bytes.subarray(0, bytes.length - bytes.length % 4);
  return new Float32Array(Uint8Array.from(Buffer.from(whole)).buffer);
}
