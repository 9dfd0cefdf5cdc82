/**
 * Data types that the processing stages share.
 *
 * @module
 */

/** Mono audio. */
export interface Waveform {
  /** Mono samples, float32 `[n]`, full scale -1 to 1. */
  readonly samples: Float32Array;
  /** Sample rate in Hz, above 0. */
  readonly sampleRateHz: number;
}

/** Samples and their sample rate. */
export interface RawAudio {
  /** Mono samples, or one array per channel: float32 `[n]`, full scale -1 to 1. */
  readonly samples: Float32Array | readonly Float32Array[];
  /** Sample rate in Hz, 4,000 to 768,000. */
  readonly sampleRateHz: number;
}

/** Matrix of real values, one row per frame. */
export interface FrameMatrix {
  /** Values, `[frames, bins]`, row-major. */
  readonly data: Float32Array;
  /** Number of rows. */
  readonly frames: number;
  /** Number of values in a row. */
  readonly bins: number;
}

/** Matrix of complex values, one row per frame. */
export interface ComplexFrameMatrix {
  /** Values, `[frames, bins, 2]`, row-major; the last axis is real, imaginary. */
  readonly data: Float32Array;
  /** Number of rows. */
  readonly frames: number;
  /** Number of values in a row. */
  readonly bins: number;
}

/** Matrix of real values in double precision, such as the rows of a dataset or weights. */
export interface Matrix {
  /** Values, `[rows, columns]`, row-major. */
  readonly data: Float64Array;
  /** Number of rows. */
  readonly rows: number;
  /** Number of values in a row. */
  readonly columns: number;
}

/** Span of a recording. */
export interface TimeSpan {
  /** Start in the recording, in seconds. */
  readonly startSeconds: number;
  /** End in the recording, in seconds. */
  readonly endSeconds: number;
}

/** Properties of a recording that are measured without a model. */
export interface FileMetadata {
  /** Container and codec, such as `wav/pcm_s16le`. */
  readonly format: string;
  /** Sample rate of the file, in Hz. */
  readonly sampleRateHz: number;
  /** Duration of the used part, in seconds. */
  readonly durationSeconds: number;
  /** RMS level, in dB re full scale; `-Infinity` for digital silence. */
  readonly levelDbfs: number;
  /** Frequency in Hz above which every band is at least 60 dB below the loudest one. */
  readonly bandwidthHz: number;
}

/** Progress of a long operation. */
export interface Progress {
  /** Number of steps done. */
  readonly done: number;
  /** Number of steps in total; infinite while it is unknown. */
  readonly total: number;
}

/** Function that requests a URL, such as the host's `fetch`. */
export type Fetch = (url: URL, init: RequestInit) => Promise<Response>;

/** Options of long operations. */
export interface ProgressOptions {
  /** Signal that cancels the operation; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Function called after each step. */
  readonly onProgress?: (progress: Progress) => void;
}

/** Provider of model files, such as a folder, a cache or the storage of a Worker. */
export interface ModelSource {
  /**
   * Reads a file and checks its hash, if known.
   *
   * @param modelId name of the model or encoder that the file belongs to
   * @param file name of the file
   * @throws {StoreError} when the file is missing or cannot be read
   * @throws {ModelError} when the file is damaged
   */
  read(
    modelId: string,
    file: string,
    options?: Pick<ProgressOptions, "signal">,
  ): Promise<Uint8Array>;
}
