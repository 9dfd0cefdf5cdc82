/**
 * Ops of the pack `models` for systems that name a reason, one adapter each from a case to the
 * public API.
 *
 * @module
 */
import { createClassifier, type Prediction, toUpstreamJson } from "@babycry/babycry";
import type { ReasonManifest, WindowsManifest } from "@babycry/babycry/models";
import { decode, toMono } from "@babycry/babycry/decode";
import {
  createEncoder,
  type EncodedWindow,
  type EncoderManifest,
  encodeWindows,
} from "@babycry/babycry/encoders";
import { type MelDecibelFrontEnd, melDecibels } from "@babycry/babycry/features";
import { encoderInput } from "@babycry/babycry/encoders";
import { readFileSync } from "node:fs";
import type { Given } from "./given.ts";
import { type Compute, type Outputs, toRows, vector } from "./op.ts";
import { pathOf } from "./pack.ts";

export const REASON_OPS: Readonly<Record<string, Compute>> = {
  async cry_resnet(given) {
    const model = reasonModel(given, {
      first_seconds: given.number("seconds"),
      windows: wholeWindow(given),
    });
    const { network } = model;
    const samples = await firstSeconds(given);
    const [logits] = await encode(given, network, [samples]);
    let reason: Prediction["reason"];
    for (const [topK, file] of Object.entries(given.case.params["responses_by_top_k"] as object)) {
      const prediction = await predict(given, model, Number(topK));
      const expected = JSON.parse(readFileSync(pathOf(given.pack, file), "utf8"));
      expectAnswer(toUpstreamJson(prediction), expected, given);
      reason = prediction.reason;
    }
    const probabilities = Object.values(reason!.allProbs);
    const { topReasons } = (await predict(given, model, 100)).reason!;
    const best = topReasons.map(({ label }) => model.labels.indexOf(label));
    return {
      mel_db: toRows(melDecibels(samples, frontEnd(given))),
      image: encoderInput(network, [samples]),
      logits: vector(logits!),
      probabilities: vector(probabilities),
      ...(given.case.outputs["top_index"]
        ? {
          top_index: vector(
            Int32Array.from(best.slice(0, given.reference("top_index").data.length)),
          ),
        }
        : {}),
    };
  },
  async deepinfant(given) {
    const isWhole = given.text("mode") === "whole";
    const windows = isWhole ? wholeWindow(given) : {
      window_seconds: given.number("window_s"),
      hop_seconds: given.number("hop_s"),
      min_partial_seconds: given.number("min_partial_s"),
      fill: "zero",
    } as const;
    const model = reasonModel(given, {
      windows,
      ...(isWhole ? { first_seconds: given.number("seconds") } : {}),
    });
    const { reason } = await predict(given, model, 1);
    const samples = isWhole ? await firstSeconds(given) : await mono(given);
    const length = Math.round(windows.window_seconds * model.network.sample_rate_hz);
    const cut: Float32Array[] = [];
    const encoder = {
      id: "cut",
      sampleRateHz: model.network.sample_rate_hz,
      size: length,
      encode: (windows: readonly Float32Array[]) =>
        Promise.resolve(windows.map((window) => window.slice())),
      dispose: () => Promise.resolve(),
    };
    const waveform = { samples, sampleRateHz: model.network.sample_rate_hz };
    const options = {
      windowSeconds: windows.window_seconds,
      hopSeconds: windows.hop_seconds,
      minPartialSeconds: windows.min_partial_seconds,
      fill: windows.fill,
    };
    for await (const window of encodeWindows(waveform, [encoder], options)) {
      cut.push((window as EncodedWindow).vectors[0]!);
    }
    const logits = await encode(given, model.network, cut);
    return {
      mel_db: encoderInput(model.network, cut),
      logits: matrixOf(logits),
      window_probabilities: matrixOf(logits.map(softmax)),
      probabilities: vector(Object.values(reason!.allProbs)),
    };
  },
};

/** Creates a model with one mode from the network of a case. */
function reasonModel(given: Given, mode: {
  readonly windows: WindowsManifest;
  readonly first_seconds?: number;
}) {
  const manifest = JSON.parse(new TextDecoder().decode(given.bytes("manifest")));
  const labels = given.case.params["labels"] as string[];
  const network: EncoderManifest = {
    ...manifest,
    embedding: { output: "logits", pooling: "none", size: labels.length },
  };
  return {
    format: "babycry-model/1",
    id: "tiny",
    task: "reason",
    network,
    labels,
    modes: { given: { ...mode, resampling: "soxr" } },
    mode: "given",
    min_seconds: 0.01,
    license: "",
    training: {},
  } as const satisfies ReasonManifest;
}

function wholeWindow(given: Given): WindowsManifest {
  const seconds = given.number("seconds");
  return {
    window_seconds: seconds,
    hop_seconds: seconds,
    min_partial_seconds: seconds,
    fill: "zero",
  };
}

/** Predicts from samples at the case's rate, or from a recording at its own rate. */
async function predict(given: Given, model: ReasonManifest, topK: number): Promise<Prediction> {
  const classifier = await createClassifier({ model, topK, source: sourceOf(given) });
  const input = typeof given.case.inputs["audio"] === "string"
    ? { samples: await mono(given), sampleRateHz: given.number("sample_rate_hz") }
    : given.bytes("audio");
  try {
    return await classifier.predict(input);
  } finally {
    await classifier.dispose();
  }
}

async function mono(given: Given): Promise<Float32Array> {
  if (typeof given.case.inputs["audio"] === "string") return await given.samples("audio");
  const { samples, sampleRateHz } = toMono(await decode(given.bytes("audio")));
  const toHz = given.number("sample_rate_hz");
  const { resample } = await import("@babycry/babycry/resample");
  return resample(samples, { fromHz: sampleRateHz, toHz, band: "soxr" });
}

async function firstSeconds(given: Given): Promise<Float32Array> {
  const length = Math.round(given.number("seconds") * given.number("sample_rate_hz"));
  const samples = (await mono(given)).subarray(0, length);
  const filled = new Float32Array(length);
  filled.set(samples);
  return filled;
}

async function encode(
  given: Given,
  network: EncoderManifest,
  windows: readonly Float32Array[],
): Promise<Float32Array[]> {
  const encoder = createEncoder(network, { source: sourceOf(given) });
  try {
    return await encoder.encode(windows);
  } finally {
    await encoder.dispose();
  }
}

const sourceOf = (given: Given) => ({ read: () => Promise.resolve(given.bytes("model")) });

function frontEnd(given: Given): MelDecibelFrontEnd {
  return {
    sampleRateHz: given.number("sample_rate_hz"),
    seconds: given.number("seconds"),
    nFft: given.number("n_fft"),
    hopSamples: given.number("hop_samples"),
    nMels: given.number("n_mels"),
    fMinHz: given.number("fmin_hz"),
    fMaxHz: given.number("fmax_hz"),
  };
}

function softmax(logits: Float32Array): Float64Array {
  const exps = Float64Array.from(logits, (z) => Math.exp(z - Math.max(...logits)));
  return exps.map((e) => e / exps.reduce((a, b) => a + b));
}

function matrixOf(rows: readonly (Float32Array | Float64Array)[]): Outputs[string] {
  return {
    data: Float64Array.from(rows.flatMap((row) => [...row])),
    shape: [rows.length, rows[0]!.length],
  };
}

interface Answer {
  readonly top_k: readonly { readonly label: string; readonly probability: number }[];
  readonly all_probs: Readonly<Record<string, number>>;
}

/**
 * Compares an answer: equal keys and lengths, numbers within the tolerance of the case, and labels
 * in the same order, unless their probabilities differ by less than two tolerances.
 *
 * @throws {RangeError} when the answer differs
 */
function expectAnswer(received: object, expected: Answer, given: Given): void {
  const { abs } = given.case.tolerance["probabilities"] as { readonly abs: number };
  expectShape(received, expected, given.case.id, (label, instead) => {
    const all = expected.all_probs;
    return label in all && Math.abs(all[label]! - all[instead]!) < 2 * abs;
  }, abs);
}

function expectShape(
  received: unknown,
  expected: unknown,
  where: string,
  isTied: (label: string, instead: string) => boolean,
  abs: number,
): void {
  if (typeof expected === "number") {
    if (typeof received === "number" && Math.abs(received - expected) <= abs) return;
  } else if (typeof expected === "string") {
    if (received === expected || (typeof received === "string" && isTied(received, expected))) {
      return;
    }
  } else if (isObject(expected) && isObject(received)) {
    const keys = Object.keys(expected);
    if (`${Object.keys(received)}` === `${keys}`) {
      for (const key of keys) {
        expectShape(
          received[key],
          expected[key],
          `${where} ${key}`,
          isTied,
          abs,
        );
      }
      return;
    }
  }
  throw new RangeError(
    `${where}: expected ${JSON.stringify(expected)}, received ${JSON.stringify(received)}`,
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
