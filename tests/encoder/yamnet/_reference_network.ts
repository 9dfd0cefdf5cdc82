/** Layers of a MobileNet in float64, by their definition. */

/** Weights and biases as real numbers. */
export interface Layer {
  readonly weights: readonly number[];
  readonly biases: readonly number[];
}

/** Channels last. */
export interface Image {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  readonly data: readonly number[];
}

/** Visits the neighbors of each place that lie within the image. */
function neighbors(
  { rows, columns }: Image,
  stride: number,
  visit: (place: number, at: number, tap: number) => void,
): { rows: number; columns: number } {
  const size = { rows: rows / stride, columns: columns / stride };
  const before = 2 - stride;
  for (let place = 0; place < size.rows * size.columns; place++) {
    const [row, column] = [Math.floor(place / size.columns), place % size.columns];
    for (let tap = 0; tap < 9; tap++) {
      const r = row * stride - before + Math.floor(tap / 3);
      const c = column * stride - before + tap % 3;
      const isInside = r >= 0 && r < rows && c >= 0 && c < columns;
      if (isInside) visit(place, r * columns + c, tap);
    }
  }
  return size;
}

function limited(values: number[], limit: number): number[] {
  return values.map((value) => Math.min(limit, Math.max(0, value)));
}

/** Convolution 3x3 of an image with one channel. */
export function convolve(
  x: Image,
  layer: Layer,
  stride: number,
  channels: number,
  limit: number,
): Image {
  const places = x.rows * x.columns / stride ** 2;
  const data = Array.from({ length: places * channels }, (_, i) => layer.biases[i % channels]!);
  const size = neighbors(x, stride, (place, at, tap) => {
    for (let c = 0; c < channels; c++) {
      data[place * channels + c]! += layer.weights[9 * c + tap]! * x.data[at]!;
    }
  });
  return { ...size, channels, data: limited(data, limit) };
}

/** Convolution 3x3 of each channel with a kernel of its own. */
export function convolveDepthwise(x: Image, layer: Layer, stride: number, limit: number): Image {
  const { channels } = x;
  const places = x.rows * x.columns / stride ** 2;
  const data = Array.from({ length: places * channels }, (_, i) => layer.biases[i % channels]!);
  const size = neighbors(x, stride, (place, at, tap) => {
    for (let c = 0; c < channels; c++) {
      data[place * channels + c]! += layer.weights[tap * channels + c]! *
        x.data[at * channels + c]!;
    }
  });
  return { ...size, channels, data: limited(data, limit) };
}

/** Product of each place with a matrix. */
export function convolvePointwise(x: Image, layer: Layer, limit: number): Image {
  return { ...x, channels: layer.biases.length, data: limited(multiply(x, layer), limit) };
}

/** Product of each place with a matrix, without limits. */
export function multiply(
  { rows, columns, channels, data }: Image,
  { weights, biases }: Layer,
): number[] {
  return Array.from({ length: rows * columns * biases.length }, (_, i) => {
    const [place, output] = [Math.floor(i / biases.length), i % biases.length];
    let sum = biases[output]!;
    for (let k = 0; k < channels; k++) {
      sum += weights[output * channels + k]! * data[place * channels + k]!;
    }
    return sum;
  });
}

/** Mean of each channel. */
export function meansOf({ rows, columns, channels, data }: Image): number[] {
  const places = rows * columns;
  return Array.from({ length: channels }, (_, c) => {
    let sum = 0;
    for (let i = 0; i < places; i++) sum += data[i * channels + c]!;
    return sum / places;
  });
}
