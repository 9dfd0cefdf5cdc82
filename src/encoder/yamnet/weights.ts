/** Layer with weights in float32; results are limited to `floor` and `ceiling`. */
export interface FloatLayer {
  /**
   * Row-major: `[outputs][inputs]` of a product, `[outputs][3][3]` of the first convolution,
   * `[3][3][channels]` of a depthwise one.
   */
  readonly weights: Float32Array;
  /** `[outputs]` */
  readonly biases: Float32Array;
  readonly floor: number;
  readonly ceiling: number;
}

/** Product with weights in int8, each row times its scale. */
export interface Int8Layer extends Omit<FloatLayer, "weights"> {
  /** `[outputs][inputs]` */
  readonly weights: Int8Array;
  /** `[outputs]` */
  readonly scales: Float32Array;
}

/** Product of each position with a matrix. */
export type ProductLayer = FloatLayer | Int8Layer;

/** Weights of the network. */
export interface YamnetWeights {
  readonly conv: FloatLayer;
  readonly blocks: readonly {
    readonly depthwise: FloatLayer;
    readonly pointwise: ProductLayer;
  }[];
  readonly classifier: ProductLayer;
}
