import { createNetwork } from "@babycry/babycry/heads";
import { cryFeatures, cryLogMel } from "@babycry/babycry/features";
import type { BenchCase } from "../case.ts";
import { convNetwork, networkJson } from "../networks.ts";
import { ONNX_RUNTIME, onnxNetwork } from "../rivals/onnx_network.ts";
import { PLAIN_NETWORK, plainNetwork } from "../rivals/plain_network.ts";
import { cryLike } from "../signals.ts";

const RATE_HZ = 8000;

/** Features of the embedded models and networks of their size, for one window of 2 s. */
export const networkCases: readonly BenchCase[] = [
  {
    name: "cry features, 2 s window",
    setUp() {
      const window = cryLike(2, RATE_HZ);
      return { ours: () => cryFeatures(window) };
    },
  },
  {
    name: "cry log-mel, 2 s window",
    setUp() {
      const window = cryLike(2, RATE_HZ);
      return { ours: () => cryLogMel(window) };
    },
  },
  ...[[8, 16, 32, 48], [16, 32, 32, 64]].map((channels): BenchCase => ({
    name: `network ${channels.join("-")}, 2 s window`,
    goals: [{ rival: ONNX_RUNTIME, required: 0.8, target: 0.6 }],
    denoAllowance: 1.3,
    setUp() {
      const network = convNetwork(...channels);
      const { logits } = createNetwork(networkJson(network), "bench");
      const image = cryLogMel(cryLike(2, RATE_HZ)).data;
      const checked = async (run: (image: Float32Array) => number | Promise<number>) => {
        const [expected, received] = [logits(image)[0]!, await run(image)];
        if (Math.abs(received - expected) < 1e-3) return () => run(image);
        throw new RangeError(`Comparing logits: expected ${expected}, received ${received}`);
      };
      return {
        ours: () => logits(image),
        rivals: {
          [ONNX_RUNTIME]: async () => await checked(await onnxNetwork(network)),
          [PLAIN_NETWORK]: () => checked(plainNetwork(network)),
        },
      };
    },
  })),
];
