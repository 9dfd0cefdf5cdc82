/** Base URL of the hub that publishes files; a mirror may replace it. */
export const DEFAULT_HUB = "https://huggingface.co";

/** File in a repository of the hub. */
export interface HubFile {
  /** Name of the repository, `owner/name`. */
  readonly repository: string;
  /** Path in the repository. */
  readonly file: string;
  /** Branch, tag or commit. Default `main`. */
  readonly revision?: string;
}

/** File of a model. */
export interface ModelFile {
  /** Name of the model that the file belongs to. */
  readonly id: string;
  /** Name without folders, such as `clap.onnx`. */
  readonly file: string;
  /** SHA-256, 64 lower-case hexadecimal digits; absent when not known. */
  readonly sha256?: string;
  /** Length, bytes; absent when not known. */
  readonly bytes?: number;
  /** Address for download; absent when the file can only be imported. */
  readonly url?: string;
}

/** Returns the URL for download of a file of the hub. */
export function hubUrl({ repository, file, revision = "main" }: HubFile): string {
  return `${DEFAULT_HUB}/${repository}/resolve/${revision}/${file}`;
}
