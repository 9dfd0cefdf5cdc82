/**
 * Ops of the pack `models` that run networks, one adapter each from a case to the public API.
 *
 * @module
 */
import { createClassifier } from "@babycry/babycry";
import { createMeanVector } from "../../src/pooling/mean_vector.ts";
import type { ModelSource, ValenceManifest } from "@babycry/babycry/models";
import { createHead } from "@babycry/babycry/heads";
import { decode, toMono } from "@babycry/babycry/decode";
import {
  createEncoder,
  type EncodedWindow,
  encoderInput,
  type EncoderManifest,
  encodeWindows,
  webSessions,
} from "@babycry/babycry/encoders";
import type { Given } from "./given.ts";
import type { NdArray } from "./npy.ts";
import { type Compute, type Outputs, vector } from "./op.ts";

const ENCODERS = ["clap", "ast", "wav2vec2"] as const;
const HEADS = ["single_logreg", "fusion_logreg"] as const;

export const ENCODER_OPS: Readonly<Record<string, Compute>> = {
  async onnx_run(given) {
    const session = await webSessions(given.bytes("model"));
    try {
      const { name } = session.inputs![0]!;
      const { data, shape } = given.array(name);
      const outputs = await session.run({ [name]: { data: Float32Array.from(data), shape } });
      return { ...outputs };
    } finally {
      await session.dispose();
    }
  },
  async valence_encode(given) {
    const { encoders, heads } = valenceModel(given);
    const outputs: Record<string, NdArray> = {};
    const vectors: Record<string, Float64Array> = {};
    for (const name of ENCODERS) {
      const manifest = encoders[name]!;
      const windows = rowsOf(given.array(`windows_${manifest.sample_rate_hz}`));
      outputs[`${name}_features`] = encoderInput(manifest, windows);
      const encoder = createEncoder(manifest, { source: sourceOf(given) });
      // Also one by one: a batch and its single windows must give the same vectors.
      const embeddings = [];
      for (const window of windows) embeddings.push(...await encoder.encode([window]));
      await encoder.dispose();
      vectors[name] = describe(outputs, name, embeddings);
    }
    for (const name of HEADS) {
      const { encoders, classifier } = heads[name]!;
      const head = createHead(JSON.parse(textOf(given, name)), String(classifier));
      const features = encoders.flatMap((encoder) => [...vectors[encoder]!]);
      outputs[`${name}_probability`] = vector(head.probabilities(features));
    }
    return outputs;
  },
  async valence_pipeline(given) {
    const model = valenceModel(given);
    const source = sourceOf(given);
    const waveform = toMono(await decode(given.bytes("audio")));
    const outputs: Record<string, NdArray> = {};
    for (const name of ENCODERS) {
      const encoder = createEncoder(model.encoders[name]!, { source });
      const options = {
        windowSeconds: given.number("window_s"),
        hopSeconds: given.number("hop_s"),
        minPartialSeconds: given.number("min_partial_s"),
        fill: "zero",
        batchWindows: 3,
      } as const;
      const windows: EncodedWindow[] = [];
      for await (const window of encodeWindows(waveform, [encoder], options)) windows.push(window);
      await encoder.dispose();
      outputs[`${name}_starts`] = vector(windows.map(({ startSample }) => startSample));
      describe(outputs, name, windows.map(({ vectors }) => vectors[0]!));
    }
    for (const head of HEADS) {
      const classifier = await createClassifier({ model, head, source });
      const { valence } = await classifier.predict(given.bytes("audio"));
      await classifier.dispose();
      const { probDistress, probPositive } = valence!;
      outputs[`${head}_probability`] = vector([probDistress, probPositive]);
    }
    return outputs;
  },
};

/** Combines the models of a case. */
function valenceModel(given: Given): ValenceManifest {
  return {
    format: "babycry-model/1",
    id: "tiny",
    task: "valence",
    windows: {
      window_seconds: given.number("window_s"),
      hop_seconds: given.number("hop_s"),
      min_partial_seconds: given.number("min_partial_s"),
      fill: "zero",
    },
    min_seconds: 0.1,
    encoders: Object.fromEntries(
      ENCODERS.map((name) =>
        [name, JSON.parse(textOf(given, `${name}_manifest`)) as EncoderManifest] as const
      ),
    ),
    heads: Object.fromEntries(
      HEADS.map((name) => [name, {
        encoders: given.case.params[name] as string[],
        classifier: name,
      }]),
    ),
    head: HEADS[0],
    threshold: 0.5,
    license: "",
    training: {},
  };
}

/** Creates a source of the case's input files, by the model's id or file name. */
function sourceOf(given: Given): ModelSource {
  return {
    read: (id, file) => Promise.resolve(given.bytes(id === "tiny" ? file : id.split("-")[0]!)),
  };
}

/** Adds the vectors of windows and their mean. */
function describe(
  outputs: Record<string, Outputs[string]>,
  name: string,
  embeddings: readonly Float32Array[],
): Float64Array {
  const mean = createMeanVector(embeddings[0]!.length);
  for (const embedding of embeddings) mean.add(embedding);
  outputs[`${name}_embeddings`] = {
    data: Float32Array.from(embeddings.flatMap((embedding) => [...embedding])),
    shape: [embeddings.length, embeddings[0]!.length],
  };
  outputs[`${name}_vector`] = vector(mean.mean());
  return mean.mean();
}

function rowsOf({ data, shape }: NdArray): Float32Array[] {
  const [rows = 0, columns = 0] = shape;
  return Array.from(
    { length: rows },
    (_, row) => Float32Array.from(data.slice(row * columns, (row + 1) * columns)),
  );
}

function textOf(given: Given, name: string): string {
  return new TextDecoder().decode(given.bytes(name));
}
