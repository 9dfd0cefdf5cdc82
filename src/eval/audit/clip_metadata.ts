import { fileMetadata } from "../../data/file_metadata.ts";
import type { FileMetadata } from "../../types.ts";
import type { DecodedClip } from "../../data/read_clips.ts";
import { sha256 } from "../../data/sha256.ts";
import { type Fingerprint, fingerprint } from "./fingerprint.ts";

/** Properties of a clip that the audit compares. */
export interface ClipMetadata extends FileMetadata {
  readonly path: string;
  readonly label: string;
  /** Group of the clip; unique if it has none. */
  readonly group: string;
  readonly session?: string;
  /** Side of the split, if any. */
  readonly split?: string;
  /** SHA-256 of the whole file. */
  readonly fileSha256: string;
  /** SHA-256 of the decoded mono samples, with the sample rate. */
  readonly pcmSha256: string;
  readonly fingerprint: Fingerprint;
}

/** Measures the properties of a clip. */
export async function clipMetadata(
  { clip, waveform, format, fileSha256 }: DecodedClip,
  place: { readonly group: string; readonly split?: string },
): Promise<ClipMetadata> {
  const { samples, sampleRateHz } = waveform;
  const bytes = new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  return {
    path: clip.path,
    label: clip.label,
    ...place,
    ...(clip.session === undefined ? {} : { session: clip.session }),
    fileSha256,
    pcmSha256: `${await sha256(bytes)} ${sampleRateHz}`,
    ...fileMetadata(waveform, format),
    fingerprint: fingerprint(waveform),
  };
}
