/**
 * The shapes that pass between stages. Plain data: nothing here has behaviour.
 *
 * @module
 */

/** Mono audio. */
export interface Waveform {
  /** Mono, `[n]`, float32, full scale is -1 to 1. */
  readonly samples: Float32Array;
  /** Samples a second, above 0. */
  readonly sampleRateHz: number;
}

/** Samples as they are, with their rate. */
export interface RawAudio {
  /** Mono, or one array a channel: float32, full scale is -1 to 1. */
  readonly samples: Float32Array | readonly Float32Array[];
  /** Samples a second, 4,000 to 768,000: below, too little of a cry is left. */
  readonly sampleRateHz: number;
}

/** Real values, one row a frame. */
export interface FrameMatrix {
  /** `[frames, bins]`, row-major. */
  readonly data: Float32Array;
  /** Rows. */
  readonly frames: number;
  /** Values in a row. */
  readonly bins: number;
}

/** Complex values, one row a frame. */
export interface ComplexFrameMatrix {
  /** `[frames, bins, 2]`, row-major; the last axis is real, imaginary. */
  readonly data: Float32Array;
  /** Rows. */
  readonly frames: number;
  /** Values in a row. */
  readonly bins: number;
}

/** Real values in double precision: samples of a data set, weights. */
export interface Matrix {
  /** `[rows, columns]`, row-major. */
  readonly data: Float64Array;
  /** Rows. */
  readonly rows: number;
  /** Values in a row. */
  readonly columns: number;
}

/** What can be seen of a recording without listening to it. */
export interface FileMetadata {
  /** Container and codec. */
  readonly format: string;
  /** Of the file. */
  readonly sampleRateHz: number;
  /** Of the part that counts. */
  readonly durationSeconds: number;
  /** RMS, dB re full scale; `-Infinity` for digital silence. */
  readonly levelDbfs: number;
  /** Above this frequency everything is 60 dB and more under the loudest band. */
  readonly bandwidthHz: number;
}

/** Tells a caller how far a long piece of work has come. */
export interface Progress {
  /** Steps done. */
  readonly done: number;
  /** Steps in all. */
  readonly total: number;
}

/** Options of work that may take long. */
export interface ProgressOptions {
  /** Stops the work; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called after each step. */
  readonly onProgress?: (progress: Progress) => void;
}

/** Where the bytes of models come from: a folder, a cache, the storage of a Worker. */
export interface ModelSource {
  /**
   * The bytes of a file, as they were published; a source that knows their hash has checked it.
   *
   * @param modelId the model or encoder that the file belongs to
   * @param file its name there
   * @throws {ModelError} when it is not there or damaged
   */
  read(
    modelId: string,
    file: string,
    options?: Pick<ProgressOptions, "signal">,
  ): Promise<Uint8Array>;
}
