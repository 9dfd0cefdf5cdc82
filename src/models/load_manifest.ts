import { ModelError } from "../errors.ts";
import { checkManifest } from "./check_manifest.ts";
import { convertManifest } from "./convert_manifest.ts";
import type { ModelManifest } from "./manifest.ts";

/** Converted and checked manifest. */
export interface LoadedManifest {
  /** Manifest in the format of this version. */
  readonly model: ModelManifest;
  /** Changes that {@link convertManifest} made; empty for a manifest of this version. */
  readonly changes: readonly string[];
}

/**
 * Converts a manifest of an earlier version, and checks the result.
 *
 * @throws {ModelError} when the manifest is invalid
 */
export function loadManifest(value: unknown): LoadedManifest {
  const { manifest, changes } = convertManifest(value);
  try {
    return { model: checkManifest(manifest), changes };
  } catch (cause) {
    if (changes.length === 0 || !(cause instanceof ModelError)) throw cause;
    const { message, modelId } = cause;
    throw new ModelError(
      `${message}. It has no format; if an earlier version saved it, fit it again with babycry fit`,
      { modelId, cause },
    );
  }
}
