/** The hub that manifests name; a mirror takes its place. */
export const DEFAULT_HUB = "https://huggingface.co";

/** A file in a repository of the hub. */
export interface HubFile {
  /** `owner/name`. */
  readonly repository: string;
  /** Path in it. */
  readonly file: string;
  /** Branch, tag or commit; `main` unless told. */
  readonly revision?: string;
}

/** One file of a model, and what is known of it. */
export interface ModelFile {
  /** The model it belongs to. */
  readonly id: string;
  /** Name without folders, such as `clap.onnx`. */
  readonly file: string;
  /** SHA-256 in lower-case hexadecimal, where it is known. */
  readonly sha256?: string;
  /** Size, where it is known. */
  readonly bytes?: number;
  /** Where it can be downloaded. */
  readonly url?: string;
}

/** Where a file of the hub is downloaded. */
export function hubUrl({ repository, file, revision = "main" }: HubFile): string {
  return `${DEFAULT_HUB}/${repository}/resolve/${revision}/${file}`;
}
