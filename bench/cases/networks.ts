import { createNetwork } from "@babycry/babycry";
import { cryFeatures, cryLogMel } from "@babycry/babycry/features";
import type { BenchCase } from "../case.ts";
import { convNetwork, networkJson } from "../networks.ts";
import { ONNX_RUNTIME, onnxNetwork } from "../rivals/onnx_network.ts";
import { PLAIN_NETWORK, plainNetwork } from "../rivals/plain_network.ts";
import { cryLike } from "../signals.ts";

const RATE_HZ = 8000;

/** What a window of two seconds costs the embedded models. */
export const networkCases: readonly BenchCase[] = [
  {
    name: "cry features, a window of 2 s",
    setUp() {
      const window = cryLike(2, RATE_HZ);
      return { ours: () => cryFeatures(window) };
    },
  },
  {
    name: "cry log-mel, a window of 2 s",
    setUp() {
      const window = cryLike(2, RATE_HZ);
      return { ours: () => cryLogMel(window) };
    },
  },
  ...[[8, 16, 32, 48], [16, 32, 32, 64]].map((channels): BenchCase => ({
    name: `network ${channels.join("-")}, a window of 2 s`,
    goals: [{ rival: ONNX_RUNTIME, must: 0.8, aim: 0.6 }],
    denoAllowance: 1.3,
    async setUp() {
      const network = convNetwork(...channels);
      const { logits } = createNetwork(networkJson(network), "bench");
      const image = cryLogMel(cryLike(2, RATE_HZ)).data;
      const [onnx, plain] = [await onnxNetwork(network), plainNetwork(network)];
      const [ours, theirs] = [logits(image)[0]!, await onnx(image)];
      for (const logit of [theirs, plain(image)]) {
        if (!(Math.abs(ours - logit) < 1e-3)) throw new RangeError(`${ours}, a rival ${logit}`);
      }
      return {
        ours: () => logits(image),
        rivals: { [ONNX_RUNTIME]: () => onnx(image), [PLAIN_NETWORK]: () => plain(image) },
      };
    },
  })),
];
