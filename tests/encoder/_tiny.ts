import type { ModelSource, ValenceManifest } from "@babycry/babycry/models";
import type { Session, SessionFactory } from "@babycry/babycry/encoders";
import type { EncoderManifest } from "@babycry/babycry/encoders";
import { publishedEncoders } from "@babycry/babycry/models";

/** `clap`, `ast` and `wav2vec2` with vectors of this many values. */
export const SIZE = 4;

/** A published encoder's manifest with short vectors, which a {@link fakeSessions} network gives. */
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

/** What a fake network was asked and how it was treated. */
export interface Log {
  /** Shapes of the inputs, in order. */
  readonly runs: number[][];
  sessions: number;
  disposed: number;
}

/**
 * Networks that answer with the mean of the window's input plus 0, 1, 2, 3; a manifest is told by the
 * text in the place of its ONNX file.
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
          // Frames differ around the vector that is their mean.
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

/** A source of the fake networks that notes what was read. */
export function fakeSource(read: string[] = []): ModelSource {
  return {
    read(id, file) {
      read.push(`${id}/${file}`);
      return Promise.resolve(new TextEncoder().encode(id));
    },
  };
}

/** A valence model of the fake networks. */
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
