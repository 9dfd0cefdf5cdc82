import type { Classifier, CryUpdate, Prediction } from "@babycry/babycry";
import { embeddedModels } from "@babycry/babycry";
import type { Clock, WatchItem } from "@babycry/babycry/listen";

export const RATE = 80;

/** Clock that a test sets; sleepers wake when it passes their time. */
export function fakeClock(): Clock & {
  advance(seconds: number): Promise<void>;
  jump(s: number): void;
} {
  let now = Date.UTC(2026, 0, 1);
  let monotonic = 0;
  let sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    now: () => now,
    monotonic: () => monotonic,
    sleep: (milliseconds, signal) =>
      new Promise((wake) => {
        sleepers.push({ at: monotonic + milliseconds, wake });
        signal.addEventListener("abort", () => wake(), { once: true });
      }),
    jump: (seconds) => void (now += seconds * 1000),
    async advance(seconds) {
      now += seconds * 1000;
      monotonic += seconds * 1000;
      const due = sleepers.filter(({ at }) => at <= monotonic);
      sleepers = sleepers.filter(({ at }) => at > monotonic);
      for (const { wake } of due) wake();
      await turns();
    },
  };
}

/** Lets all work go on that needs no timer. */
export async function turns(): Promise<void> {
  for (let i = 0; i < 100; i++) await Promise.resolve();
}

/** Classifier with windows of 1 s: the probability is the magnitude of the first sample. */
export function fakeClassifier(predictions: number[] = []): Classifier {
  return {
    models: embeddedModels.map((model) =>
      model.task === "cry"
        ? { ...model, events: { windows: 5, agreeing: 3, start_threshold: 0.4 } }
        : model
    ),
    predict: ({ samples, sampleRateHz }: { samples: Float32Array; sampleRateHz: number }) => {
      predictions.push(samples.length / sampleRateHz);
      return Promise.resolve({ valence: { label: "distress" } } as unknown as Prediction);
    },
    async *stream(source: AsyncIterable<Float32Array>, { sampleRateHz }: { sampleRateHz: number }) {
      let [received, next] = [0, 0];
      let first: number | undefined;
      for await (const piece of source) {
        for (const sample of piece) {
          first ??= Math.abs(sample);
          if (++received % sampleRateHz > 0) continue;
          yield {
            startSeconds: next,
            endSeconds: ++next,
            probability: Math.fround(first),
            crying: false,
          } as CryUpdate;
          first = undefined;
        }
      }
    },
  } as unknown as Classifier;
}

/** Seconds of samples, one for each digit: the tenths of the amplitude, alternating. */
export function* seconds(digits: string): Generator<Float32Array> {
  for (const digit of digits) {
    yield Float32Array.from({ length: RATE }, (_, i) => (i % 2 ? -1 : 1) * Number(digit) / 10);
  }
}

/** Source that is not live. */
export async function* samplesOf(digits: string): AsyncGenerator<Float32Array> {
  yield* seconds(digits);
}

/** Events and notices as text: `cry_started 3-6`. */
export function summary(items: readonly WatchItem[]): string[] {
  return items.flatMap((item) =>
    item.type === "update"
      ? []
      : "startSeconds" in item
      ? [`${item.type} ${item.startSeconds}-${item.endSeconds}`]
      : [`${item.type} ${item.seconds?.toFixed(1)}`]
  );
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
