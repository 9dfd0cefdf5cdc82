import assert from "node:assert/strict";
import { test } from "node:test";
import { createClassifier } from "@babycry/babycry";
import { checkEncoder } from "@babycry/babycry/encoders";
import { type AudioClip, datasetFromAudio, fitModel } from "@babycry/babycry/fit";
import { checkManifest, publishedEncoders, type ValenceManifest } from "@babycry/babycry/models";
import { YAMNET } from "../../src/encoder/yamnet/architecture.ts";
import { noise, RATE_HZ, voice } from "../cli/_corpus.ts";
import { tfliteFile } from "../encoder/yamnet/_tflite_file.ts";

const { bytes } = tfliteFile({ weights: "int8" }, YAMNET);
const { yamnet } = publishedEncoders;
const source = {
  read(id: string, file: string) {
    assert.deepEqual([id, file], ["yamnet", "yamnet.tflite"]);
    return Promise.resolve(bytes);
  },
};
const audio = (samples: Float32Array) => ({ samples, sampleRateHz: RATE_HZ });
const clips = Array.from({ length: 16 }, (_, i): AudioClip => ({
  audio: audio(i % 2 ? voice(i, 1) : noise(i)),
  label: i % 2 ? "distress" : "positive",
  group: `home ${i >> 1}`,
}));

test("a head on the embeddings of YAMNet is fitted, and its manifest predicts", async () => {
  const { model } = await fitModel(datasetFromAudio(clips), {
    encoders: [yamnet],
    source,
    folds: 3,
  });
  const manifest = checkManifest(JSON.parse(JSON.stringify(model))) as ValenceManifest;
  assert.equal(manifest.task, "valence");
  for (const dtype of ["fp32", "int8"] as const) {
    await using classifier = await createClassifier({
      model: manifest,
      source,
      dtype,
    });
    const crying = await classifier.predict(audio(voice(101, 1)));
    const other = await classifier.predict(audio(noise(101)));
    assert.ok(crying.valence.probDistress > 0.5, `${crying.valence.probDistress}`);
    assert.ok(other.valence.probDistress < 0.5, `${other.valence.probDistress}`);
  }
});

test("a manifest of YAMNet states its rate and size", () => {
  assert.equal(checkEncoder(yamnet), yamnet);
  assert.throws(
    () =>
      checkEncoder({
        ...yamnet,
        sample_rate_hz: 8000,
        preprocessor: { sampling_rate: 8000, do_normalize: false },
      }),
    /yamnet, sample_rate_hz: expected 16000 for a \.tflite file, received 8000/,
  );
  assert.throws(
    () =>
      checkEncoder({
        ...yamnet,
        outputs: [{ ...yamnet.outputs[0]!, shape: ["batch", 8] }],
        embedding: { ...yamnet.embedding, size: 8 },
      }),
    /embedding\.size: expected 1024 for a \.tflite file, received 8/,
  );
  assert.throws(() => checkEncoder({ ...yamnet, id: "mine" }), /id: expected yamnet/);
});
