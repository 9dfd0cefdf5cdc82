/** Layers of YAMNet, a MobileNet v1: a 3x3 convolution with stride 2, then blocks, mean and classes. */
export interface Architecture {
  /** Frames of a patch. */
  readonly rows: number;
  /** Mel bands. */
  readonly columns: number;
  /** Channels after the first convolution, a multiple of 8. */
  readonly channels: number;
  /** Depthwise 3x3 convolutions, each followed by a pointwise one with `outputs` channels, a multiple of 8. */
  readonly blocks: readonly { readonly stride: 1 | 2; readonly outputs: number }[];
  /** Sound classes. */
  readonly classes: number;
}

/**
 * Published network.
 *
 * @see https://github.com/tensorflow/models/blob/master/research/audioset/yamnet/yamnet.py
 */
export const YAMNET: Architecture = Object.freeze({
  rows: 96,
  columns: 64,
  channels: 32,
  blocks: ([
    ...[[1, 64], [2, 128], [1, 128], [2, 256], [1, 256], [2, 512]],
    ...[[1, 512], [1, 512], [1, 512], [1, 512], [1, 512], [2, 1024], [1, 1024]],
  ] as const).map(([stride, outputs]) => ({ stride, outputs })),
  classes: 521,
});
