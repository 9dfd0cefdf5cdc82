import type { ConvNetwork } from "../networks.ts";

/** Name of {@link plainNetwork} in rows. */
export const PLAIN_NETWORK = "plain TypeScript";

/** The network as plain loops over channels, rows and columns. */
export function plainNetwork(
  { input, channels, rows }: ConvNetwork,
): (image: Float32Array) => number {
  return (image) => {
    let [height, width] = input;
    let x = image;
    let inputs = 1;
    for (const [layer, outputs] of channels.entries()) {
      const { weights, biases } = rows[layer]!;
      const y = new Float32Array(outputs * height * width);
      for (let o = 0; o < outputs; o++) {
        for (let r = 0; r < height; r++) {
          for (let c = 0; c < width; c++) {
            let sum = biases[o]!;
            for (let i = 0; i < inputs; i++) {
              for (let dr = Math.max(0, 1 - r); dr < 3 && r + dr - 1 < height; dr++) {
                for (let dc = Math.max(0, 1 - c); dc < 3 && c + dc - 1 < width; dc++) {
                  sum += weights[((o * inputs + i) * 3 + dr) * 3 + dc]! *
                    x[(i * height + r + dr - 1) * width + c + dc - 1]!;
                }
              }
            }
            y[(o * height + r) * width + c] = Math.max(0, sum);
          }
        }
      }
      x = y;
      inputs = outputs;
      if (layer + 1 === channels.length) break;
      const [high, wide] = [height >> 1, width >> 1];
      x = new Float32Array(outputs * high * wide);
      for (let o = 0, at = 0; o < outputs; o++) {
        for (let r = 0; r < high; r++) {
          for (let c = 0; c < wide; c++, at++) {
            const from = (o * height + 2 * r) * width + 2 * c;
            x[at] = Math.max(y[from]!, y[from + 1]!, y[from + width]!, y[from + width + 1]!);
          }
        }
      }
      [height, width] = [high, wide];
    }
    const { weights, biases } = rows.at(-1)!;
    let logit = biases[0]!;
    const size = height * width;
    for (let i = 0; i < inputs; i++) {
      let [sum, most] = [0, 0];
      for (let p = 0; p < size; p++) {
        sum += x[i * size + p]!;
        most = Math.max(most, x[i * size + p]!);
      }
      logit += weights[i]! * sum / size + weights[inputs + i]! * most;
    }
    return logit;
  };
}
