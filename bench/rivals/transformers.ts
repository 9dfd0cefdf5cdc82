import type { Work } from "../case.ts";
import { loadRival } from "./load.ts";

/** Name of the extractors of transformers.js in rows. */
export const TRANSFORMERS = "@huggingface/transformers 4.3.1";

/** Configurations published with the checkpoints. */
const CONFIGS = {
  ASTFeatureExtractor: {
    sampling_rate: 16_000,
    num_mel_bins: 128,
    max_length: 1024,
    do_normalize: true,
    mean: -4.2677393,
    std: 4.5689974,
    feature_size: 1,
    padding_value: 0,
    return_attention_mask: false,
  },
  ClapFeatureExtractor: {
    sampling_rate: 48_000,
    feature_size: 64,
    hop_length: 480,
    fft_window_size: 1024,
    nb_frequency_bins: 513,
    nb_max_samples: 480_000,
    frequency_min: 50,
    frequency_max: 14_000,
    max_length_s: 10,
    truncation: "rand_trunc",
    padding: "repeatpad",
    padding_value: 0,
  },
  Wav2Vec2FeatureExtractor: {
    sampling_rate: 16_000,
    feature_size: 1,
    do_normalize: true,
    padding_value: 0,
    return_attention_mask: true,
  },
} as const;

let limited: Promise<void> | undefined;

/** Features of each clip in turn, with ONNX Runtime on one thread. */
export async function transformers(
  name: keyof typeof CONFIGS,
  clips: readonly Float32Array[],
): Promise<Work> {
  await (limited ??= oneThread());
  const library = await loadRival("npm:@huggingface/transformers@4.3.1");
  const extract = new library[name](CONFIGS[name]);
  return async () => {
    for (const clip of clips) await extract(clip);
  };
}

/** Limits the ONNX sessions in which the extractors multiply by the mel matrix; default all cores. */
async function oneThread(): Promise<void> {
  const { InferenceSession } = await loadRival("npm:onnxruntime-node@1.30.0");
  const create = InferenceSession.create.bind(InferenceSession);
  const threads = { intraOpNumThreads: 1, interOpNumThreads: 1 };
  InferenceSession.create = (model: unknown, options: object) =>
    create(model, { ...options, ...threads });
}
