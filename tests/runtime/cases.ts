/**
 * Cases that must pass on every runtime, with public names only. A case that fails throws. A Worker
 * has no `node:assert`, so the cases use checks of their own.
 *
 * @module
 */
import { createClassifier, ready, UnavailableError } from "@babycry/babycry";
import { openModelStore } from "@babycry/babycry/models";
import { createHead } from "@babycry/babycry/heads";
import { decode } from "@babycry/babycry/decode";
import { createYamnet } from "@babycry/babycry/encoders";
import { auditDataset, crossValidate, evaluateModel } from "@babycry/babycry/eval";
import { melSpectrogram, rfft, yamnetLogMel } from "@babycry/babycry/features";
import {
  datasetFromAudio,
  enrollModels,
  fitClassifier,
  fitLogisticRegression,
  fitModel,
} from "@babycry/babycry/fit";
import { resample } from "@babycry/babycry/resample";
import { YAMNET } from "../../src/encoder/yamnet/architecture.ts";
import * as encoded from "../decode/_encoded.ts";
import { MP3, OPUS, VORBIS } from "../decode/_tones.ts";
import { wav } from "../decode/_write.ts";
import { tfliteFile } from "../encoder/yamnet/_tflite_file.ts";

/** Generates a second of 440 Hz at half of full scale. */
export function tone(sampleRateHz: number): Float32Array {
  return Float32Array.from(
    { length: sampleRateHz },
    (_, i) => 0.5 * Math.sin(2 * Math.PI * 440 * i / sampleRateHz),
  );
}

function expect(condition: boolean, expected: string): void {
  if (!condition) {
    throw new RangeError(`Running a case: expected ${expected}, received another result`);
  }
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0);
}

/** Cases by name. */
export const cases: Readonly<Record<string, () => void | Promise<void>>> = {
  async "every decoder of @babycry/decoders runs"() {
    for (const [name, file] of Object.entries({ ...encoded, MP3, OPUS, VORBIS })) {
      const { channels, damage } = await decode(file);
      expect(channels[0]!.length > 1_500 && !damage, `audio of ${name}`);
    }
  },
  async "the core compiles"() {
    await ready();
  },
  "a spectrum has its peak at the frequency of the tone"() {
    const spectrum = rfft(tone(16_000));
    // A second of 440 Hz has its peak in bin 440, with the magnitude n / 2 * 0.5.
    const magnitudes = Array.from(
      { length: spectrum.length / 2 },
      (_, k) => Math.hypot(spectrum[2 * k]!, spectrum[2 * k + 1]!),
    );
    expect(magnitudes.indexOf(Math.max(...magnitudes)) === 440, "the tone in bin 440");
    expect(Math.abs(magnitudes[440]! - 4_000) < 0.01, "a magnitude of 4000");
  },
  "a mel spectrogram has its shape"() {
    const options = { sampleRateHz: 16_000, nFft: 512, hopSamples: 160, nMels: 40 };
    const { data, frames, bins } = melSpectrogram(tone(16_000), options);
    expect(frames === 101 && bins === 40 && data.length === 4_040, "101 frames of 40 bins");
  },
  "a resampled tone is the same tone"() {
    const halved = resample(tone(32_000), { fromHz: 32_000, toHz: 16_000 });
    expect(halved.length === 16_000, "16000 samples");
    // Without the ends; 1e-5 is -100 dB re full scale.
    const middle = (samples: Float32Array) => samples.subarray(4_000, 12_000);
    expect(largestDifference(middle(halved), middle(tone(16_000))) < 1e-5, "the same tone");
  },
  async "a WAV file decodes"() {
    const { channels, sampleRateHz } = await decode(wav(tone(8_000), 8_000));
    expect(channels.length === 1 && sampleRateHz === 8_000, "one channel at 8 kHz");
    expect(largestDifference(channels[0]!, tone(8_000)) <= 1 / 65_536, "half a step of 16 bits");
  },
  "a classifier is fitted"() {
    const x = { data: Float64Array.of(-2, -1, 1, 2), rows: 4, columns: 1 };
    const { coef } = fitLogisticRegression({ x, y: [0, 0, 1, 1], classes: 2 });
    expect(coef.data[0]! > 0, "a weight above 0");
  },
  async "a head is selected by cross-validation, fitted and applied"() {
    const rows = Array.from({ length: 24 }, (_, i) => i);
    const data = Float64Array.from(rows, (i) => 2 * (i % 2) + Math.sin(7 * i));
    const { head, heldOut } = await fitClassifier({
      x: { data, rows: 24, columns: 1 },
      labels: ["tired", "hungry"],
      y: rows.map((i) => i % 2),
      groups: rows.map((i) => `donor ${i >> 1}`),
    }, {
      folds: rows.map((i) => (i >> 1) % 3),
      candidates: [
        { type: "logistic_regression", C: 1 },
        { type: "mlp", hiddenUnits: 4, alpha: 0.1 },
      ],
      seed: 1,
    });
    expect(heldOut.score.rows === 24, "an answer for each row");
    expect(createHead(head, "mine").probabilities([3])[1]! > 0.6, "hungry");
  },
  async "a detector is fitted on samples, predicts and is evaluated"() {
    const sampleRateHz = 8_000;
    const squeal = (hz: number) =>
      Float32Array.from(
        { length: 6_000 },
        (_, i) => 0.3 * Math.sin(2 * Math.PI * hz * i / sampleRateHz + 3 * Math.sin(i / 900)),
      );
    const clips = Array.from({ length: 12 }, (_, i) => ({
      audio: { samples: squeal(i % 2 ? 500 + 9 * i : 110 + 9 * i), sampleRateHz },
      label: i % 2 ? "cry" : "other",
      group: `home ${i >> 1}`,
    }));
    const dataset = datasetFromAudio(clips);
    const { model } = await fitModel(dataset, { folds: 3 });
    const classifier = await createClassifier({ model: JSON.parse(JSON.stringify(model)) });
    const [high, low] = await classifier.predict([530, 130].map((hz) => ({
      samples: squeal(hz),
      sampleRateHz,
    })));
    expect(high!.cry!.probability > 0.6, "a probability above 0.6 for a high squeal");
    expect(low!.cry!.probability < 0.4, "a probability below 0.4 for a low one");
    const { metrics, warnings } = await evaluateModel(dataset, classifier);
    expect(metrics.rocAuc.estimate > 0.9, "cries above other sounds");
    expect(warnings.join().includes("fitted on 12 of these 12 clips"), "a warning");
    const { folds } = await crossValidate(dataset, { folds: 3 });
    expect(folds === 3, "three folds");
  },
  async "a stream is classified window by window"() {
    const classifier = await createClassifier({ model: "cry-detect" });
    const seconds = new ReadableStream<Float32Array>({
      start(controller) {
        for (let second = 0; second < 4; second++) controller.enqueue(tone(16_000));
        controller.close();
      },
    });
    const ends: number[] = [];
    for await (const update of classifier.stream(seconds, { sampleRateHz: 16_000 })) {
      ends.push(update.endSeconds);
    }
    expect(ends.join() === "2,3,4,4", "windows that end at 2, 3, 4 and 4 s");
  },
  async "YAMNet computes what its layers say"() {
    const { bytes, reference } = tfliteFile({ weights: "int8" }, YAMNET);
    const samples = tone(16_000);
    const want = reference(yamnetLogMel(samples).data.subarray(0, 96 * 64));
    for await (const { scores } of createYamnet(bytes).patches({ samples, sampleRateHz: 16_000 })) {
      const most = scores.reduce((most, x, i) => {
        return Math.max(most, Math.abs(x - 1 / (1 + Math.exp(-want.logits[i]!))));
      }, 0);
      expect(most < 1e-3, `scores within 0.001, not ${most}`);
    }
  },
  async "the embedded models predict from a file's bytes"() {
    const classifier = await createClassifier();
    const { cry: silence } = await classifier.predict(wav(new Float32Array(16_000), 16_000));
    expect(silence?.label === "no_cry", "no cry in silence");
    const { cry, valence, reason } = await classifier.predict(
      new Blob([wav(tone(16_000), 16_000)]),
    );
    expect(cry !== undefined && cry.probability > 0 && cry.probability < 1, "a probability");
    expect(valence?.experimental === true, "an experimental valence");
    expect(reason?.label === "unknown", "no reason named");
  },
  async "a model that is loaded by its name predicts"() {
    const classifier = await createClassifier({ models: ["cry-detect", "cry-pain"] });
    const { reason } = await classifier.predict(wav(new Float32Array(16_000), 16_000));
    expect(reason.model === "cry-pain" && reason.experimental === true, "an answer of cry-pain");
    expect(reason.abstentionReasons.includes("no_cry_detected"), "no answer without a cry");
  },
  async "a dataset in memory is audited, and models are enrolled on it"() {
    const clips = ["other", "other", "cry"].map((label, i) => ({
      audio: { samples: tone(8000).map((x) => x / (i + 1)), sampleRateHz: 8000 },
      label,
      group: `home ${i}`,
    }));
    const report = await auditDataset(datasetFromAudio(clips), { seed: 1 });
    expect(report.clips === 3, "3 clips");
    const { models } = await enrollModels(datasetFromAudio(clips));
    expect(models.length === 3, "3 models");
  },
  async "the model store opens, or reports a host without files"() {
    try {
      await openModelStore();
    } catch (error) {
      expect(error instanceof UnavailableError, "an UnavailableError");
    }
  },
};
