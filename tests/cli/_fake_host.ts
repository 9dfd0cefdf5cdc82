import type { Host, Output } from "../../src/cli/host.ts";

/** Prediction of a fake classifier; a thrown error is a recording that fails. */
export type Answer = (input: unknown, options: { signal: AbortSignal }) => unknown;

/** Host whose streams are strings and whose classifier is a function. */
export interface FakeHost extends Host {
  readonly written: { out: string; err: string };
  /** Options of the classifiers that were loaded. */
  readonly asked: unknown[];
  interrupt(): void;
}

/** @param options.terminal whether both streams are terminals with colors */
export function fakeHost(
  answer: Answer,
  options: { terminal?: boolean; columns?: number; stdin?: Uint8Array } = {},
): FakeHost {
  const { terminal = false, columns = 80, stdin } = options;
  const written = { out: "", err: "" };
  const interrupted = new AbortController();
  const output = (name: "out" | "err"): Output => ({
    write: (text) => void (written[name] += text),
    isTerminal: terminal,
    columns,
    color: terminal,
  });
  const predict = async (input: unknown, work: { signal: AbortSignal }) =>
    await answer(input, work);
  const asked: unknown[] = [];
  return {
    written,
    asked,
    interrupt: () => interrupted.abort(),
    out: output("out"),
    err: output("err"),
    signal: interrupted.signal,
    stdin() {
      if (!stdin) throw new TypeError("Reading standard input: received a terminal");
      return new Blob([stdin as Uint8Array<ArrayBuffer>]).stream();
    },
    loadClassifier(classifier) {
      asked.push(classifier);
      return Promise.resolve({ predict } as never);
    },
  };
}

/** Prediction with windows of 1 s every 0.5 s. */
export function prediction(
  probabilities: readonly number[],
  options: { threshold?: number; damage?: string } = {},
): { audio: object; cry: object } {
  const { threshold = 0.5, damage } = options;
  const timeline = probabilities.map((probability, i) => ({
    startSeconds: i / 2,
    endSeconds: i / 2 + 1,
    probability,
    levelDbfs: -20,
  }));
  const segments = timeline.filter((window) => window.probability >= threshold);
  return {
    audio: {
      durationSeconds: timeline.at(-1)!.endSeconds,
      sampleRateHz: 8000,
      levelDbfs: -20,
      format: "wav/pcm_s16le",
      ...(damage === undefined ? {} : { damage }),
    },
    cry: {
      label: segments.length > 0 ? "cry" : "no_cry",
      probability: Math.max(...probabilities),
      threshold,
      timeline,
      segments,
      events: [],
      abstained: false,
      abstentionReasons: [],
    },
  };
}
