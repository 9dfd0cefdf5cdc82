import cryDetect from "../../cry-detect.json" with { type: "json" };
import type { ExportedClip } from "../export/read_export.ts";

/** An unmodified recording with the logits of networks that were not trained on its fold. */
export interface HeldOutClip extends ExportedClip {
  /** Calibrated logits of the windows, `-Infinity` for silence. */
  readonly logits: readonly number[];
}

/**
 * Selects the unmodified real recordings.
 *
 * @param logits output of `networks/held_out_logits.py`, one per row of the export
 */
export function heldOutClips(
  clips: readonly ExportedClip[],
  logits: Float32Array,
): HeldOutClip[] {
  const { scale, offset } = cryDetect.calibration;
  return clips.filter(({ condition, isSynthetic }) => condition === "native" && !isSynthetic)
    .map((clip) => ({ ...clip, logits: clip.rows.map((row) => scale * logits[row]! + offset) }));
}
