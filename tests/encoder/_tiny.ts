import type { ModelSource, ValenceManifest } from "@babycry/babycry/models";
import type { Session, SessionFactory } from "@babycry/babycry/encoders";
import type { EncoderManifest } from "@babycry/babycry/encoders";
import { publishedEncoders } from "@babycry/babycry/models";

/** Length of the vectors of {@link tiny} encoders. */
export const SIZE = 4;

/** Manifest of a published encoder with short vectors, for the networks of {@link fakeSessions}. */
export function tiny(name: keyof typeof publishedEncoders): EncoderManifest {
  const published = publishedEncoders[name];
  return {
    ...published,
    embedding: { ...published.embedding, size: SIZE },
    outputs: published.outputs.map(({ shape, ...output }) => ({
      ...output,
      shape: [...shape.slice(0, -1), SIZE],
    })),
  };
}

/** Calls that the fake networks received. */
export interface Log {
  /** Shapes of the inputs, in order. */
  readonly runs: number[][];
  sessions: number;
  disposed: number;
}

/**
 * Creates networks that return the mean of the window's input plus 0, 1, 2, 3. The ONNX file is the name
 * of the encoder as text.
 */
export function fakeSessions(log: Log, change: Partial<Session> = {}): SessionFactory {
  return (bytes) => {
    const name = new TextDecoder().decode(bytes) as keyof typeof publishedEncoders;
    const { inputs, outputs, embedding } = tiny(name);
    log.sessions++;
    return Promise.resolve({
      inputs,
      outputs,
      run(feeds) {
        const [[input, { data, shape }]] = Object.entries(feeds) as [
          [string, typeof feeds[string]],
        ];
        if (input !== inputs[0]!.name) throw new RangeError(`Input ${input}`);
        log.runs.push([...shape]);
        const batch = shape[0]!;
        const frames = embedding.pooling === "none" ? 1 : 2;
        const size = data.length / batch;
        const values: number[] = [];
        for (let b = 0; b < batch; b++) {
          const mean = data.subarray(b * size, (b + 1) * size).reduce((a, x) => a + x, 0) / size;
          // The mean of the frames is the vector.
          for (let f = 0; f < frames; f++) {
            for (let i = 0; i < SIZE; i++) values.push(mean + i + (frames > 1 ? f - 0.5 : 0));
          }
        }
        const dims = frames === 1 ? [batch, SIZE] : [batch, frames, SIZE];
        return Promise.resolve({
          [embedding.output]: { data: Float32Array.from(values), shape: dims },
        });
      },
      dispose: () => Promise.resolve(void log.disposed++),
      ...change,
    });
  };
}

/** Creates a source of the fake networks that records the files that are read. */
export function fakeSource(read: string[] = []): ModelSource {
  return {
    read(id, file) {
      read.push(`${id}/${file}`);
      return Promise.resolve(new TextEncoder().encode(id));
    },
  };
}

/** Creates a valence model with the fake networks. */
export function tinyValence(): ValenceManifest {
  const head = (count: number) => ({
    format: "sklearn-json/1",
    n_features: count,
    classes: ["distress", "positive"],
    steps: [],
    classifier: {
      type: "logistic_regression",
      link: "sigmoid",
      coef: [Array.from({ length: count }, (_, i) => (i % 3 - 1) / 10)],
      intercept: [0.5],
    },
  } as const);
  return {
    format: "babycry-model/1",
    id: "tiny",
    task: "valence",
    windows: { window_seconds: 2, hop_seconds: 1, min_partial_seconds: 0.5, fill: "zero" },
    min_seconds: 0.1,
    encoders: { clap: tiny("clap"), ast: tiny("ast"), wav2vec2: tiny("wav2vec2") },
    heads: {
      single: { encoders: ["clap"], classifier: head(SIZE) },
      fusion: { encoders: ["clap", "ast", "wav2vec2"], classifier: head(3 * SIZE) },
    },
    head: "single",
    threshold: 0.5,
    license: "",
    training: {},
  };
}
