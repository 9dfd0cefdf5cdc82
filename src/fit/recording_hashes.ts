import type { BaseManifest } from "../models/manifest.ts";

/**
 * Number of digits of a stored hash: 40 bits, with one collision in 20,000 datasets of 10,000
 * recordings.
 */
const DIGITS = 10;

/**
 * Shortens the hashes of the recordings that a model is fitted on, for its manifest.
 *
 * @param fileSha256 SHA-256 of each recording
 * @returns the first ten hexadecimal digits of each, sorted, without duplicates
 */
export function recordingHashes(fileSha256: readonly string[]): string[] {
  return [...new Set(fileSha256.map((hash) => hash.slice(0, DIGITS)))].sort();
}

/** Counts the recordings that a model was fitted on, by the hashes in its manifest. */
export function countFittedOn(
  { training }: Pick<BaseManifest, "training">,
  fileSha256: readonly string[],
): number {
  const { recording_hashes: hashes } = training;
  const known = new Set<unknown>(Array.isArray(hashes) ? hashes : []);
  return fileSha256.filter((hash) => known.has(hash.slice(0, DIGITS))).length;
}
