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
