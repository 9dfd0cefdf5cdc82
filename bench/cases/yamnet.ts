import { createClassifier } from "@babycry/babycry";
import { createYamnet } from "@babycry/babycry/encoders";
import { YamnetPatchStream } from "@babycry/babycry/features";
import { YAMNET } from "../../src/encoder/yamnet/architecture.ts";
import { readYamnet } from "../../src/encoder/yamnet/read_tflite.ts";
import { tfliteFile } from "../../tests/encoder/yamnet/_tflite_file.ts";
import type { BenchCase } from "../case.ts";
import { ONNX_RUNTIME } from "../rivals/onnx_network.ts";
import { onnxYamnet } from "../rivals/onnx_yamnet.ts";
import { cryLike } from "../signals.ts";

const RATE_HZ = 16_000;
const PATCHES = 19;

/** YAMNet with seeded weights: the scores of patches, front end included, and predictions with it. */
export const yamnetCases: readonly BenchCase[] = [{
  name: "YAMNet, 10 s",
  goals: [
    { rival: ONNX_RUNTIME, required: 0.7, target: 0.5 },
    { rival: "ai-edge-litert", required: 2.5, target: 1.5 },
  ],
  denoAllowance: 1.3,
  setUp() {
    const { bytes } = tfliteFile({ weights: "int8" }, YAMNET);
    const yamnet = createYamnet(bytes);
    const samples = cryLike(10, RATE_HZ);
    const ours = async () => {
      const scores = new Float32Array(PATCHES * YAMNET.classes);
      let at = 0;
      for await (const patch of yamnet.patches({ samples, sampleRateHz: RATE_HZ })) {
        scores.set(patch.scores, at);
        at += YAMNET.classes;
      }
      return scores;
    };
    return {
      ours,
      rivals: {
        [ONNX_RUNTIME]: async () => {
          const run = await onnxYamnet(readYamnet(bytes), YAMNET);
          const theirs = () => {
            const batch = new Float32Array(PATCHES * YAMNET.rows * YAMNET.columns);
            const patches = new YamnetPatchStream().process(samples);
            patches.forEach((patch, i) => batch.set(patch, i * patch.length));
            return run(batch);
          };
          check(await ours(), await theirs());
          return theirs;
        },
      },
    };
  },
}, {
  name: "predict 7 s at 44.1 kHz with cry-detect-plus and cry-valence-plus",
  async setUp() {
    const { bytes } = tfliteFile({ weights: "int8" }, YAMNET);
    const classifier = await createClassifier({
      models: ["cry-detect-plus", "cry-valence-plus"],
      source: { read: () => Promise.resolve(bytes) },
    });
    const samples = cryLike(7, 44_100);
    return { ours: () => classifier.predict({ samples, sampleRateHz: 44_100 }) };
  },
}];

function check(expected: Float32Array, received: Float32Array): void {
  const largest = Math.max(...expected.map((score, i) => Math.abs(score - received[i]!)));
  if (!(largest < 1e-3)) throw new RangeError(`Comparing scores failed: they differ by ${largest}`);
}
