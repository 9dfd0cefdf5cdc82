import {
  type AudioClip,
  datasetFromAudio,
  type DecodedClip,
  isExcluded,
  readClips,
} from "@babycry/babycry/data";
import { DecodeError } from "@babycry/babycry/decode";
import assert from "node:assert/strict";
import { test } from "node:test";
import { wav } from "../decode/_write.ts";

const tone = Float32Array.from({ length: 4000 }, (_, i) => Math.sin(i / 5) / 2);
const raw = { samples: tone, sampleRateHz: 8000 };

async function read(clips: readonly AudioClip[]): Promise<DecodedClip[]> {
  const { dataset, read } = datasetFromAudio(clips);
  const decoded: DecodedClip[] = [];
  for await (const one of readClips(dataset, read)) {
    assert.ok(!isExcluded(one), JSON.stringify(one));
    decoded.push(one);
  }
  return decoded;
}

test("samples, bytes and Blobs are read as clips", async () => {
  const bytes = wav(tone, 8000) as Uint8Array<ArrayBuffer>;
  const [samples, stereo, file, blob] = (await read([
    { audio: raw, label: "cry" },
    { audio: { samples: [tone, tone.map((x) => -x)], sampleRateHz: 8000 }, label: "other" },
    { audio: bytes, label: "cry", path: "a.wav", startSeconds: 0.1, endSeconds: 0.2 },
    { audio: new Blob([bytes]), label: "cry" },
  ])) as [DecodedClip, DecodedClip, DecodedClip, DecodedClip];
  assert.deepEqual([samples.clip.path, samples.format], ["clip 1", "samples"]);
  assert.deepEqual(samples.waveform, raw);
  assert.ok(stereo.waveform.samples.every((x) => x === 0));
  assert.deepEqual([file.clip.path, file.format], ["a.wav", "wav/pcm_s16le"]);
  assert.equal(file.waveform.samples.length, 800);
  assert.equal(blob.fileSha256, file.fileSha256);
});

test("the hash of samples depends on their values, rate and channels", async () => {
  const hashes = (await read([
    raw,
    { ...raw, samples: tone.slice() },
    { ...raw, sampleRateHz: 16_000 },
    { ...raw, samples: [tone, tone] },
    { ...raw, samples: tone.map((x, i) => i === 0 ? 1 : x) },
  ].map((audio) => ({ audio, label: "cry" })))).map(({ fileSha256 }) => fileSha256);
  assert.equal(hashes[1], hashes[0]);
  assert.equal(new Set(hashes).size, 4);
});

test("a file that the caller decoded keeps its format and damage", async () => {
  const damage = new DecodeError("Cut short", { reason: "damaged", format: "ffmpeg/wavpack" });
  const decoded = { channels: [tone], sampleRateHz: 8000, format: "ffmpeg/wavpack", damage };
  const { dataset } = datasetFromAudio([{ audio: raw, label: "cry" }]);
  const { value } = await readClips(dataset, () => Promise.resolve(decoded)).next();
  const { waveform, format, damage: message } = value as DecodedClip;
  assert.deepEqual(waveform, raw);
  assert.deepEqual([format, message], ["ffmpeg/wavpack", "Cut short"]);
});

test("clips and properties of another type are TypeErrors", () => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [3, /expected an array of clips, received 3/],
    [[null], /expected clip 1 to be an object, received null/],
    [[{ audio: raw, label: 3 }], /expected label of clip 1 to be a string, received 3/],
    [[{ audio: raw, label: "cry", group: 3 }], /expected group of clip 1 to be a string/],
  ];
  for (const [clips, message] of cases) {
    assert.throws(() => datasetFromAudio(clips as never), { name: "TypeError", message });
  }
});

test("invalid audio and ambiguous paths are errors", () => {
  const collect = (audio: unknown) => () =>
    datasetFromAudio([{ audio, label: "cry" } as AudioClip]);
  for (const audio of ["a.wav", null, undefined, {}, new Int16Array(4)]) {
    assert.throws(collect(audio), { name: "TypeError", message: /of clip 1/ });
  }
  assert.throws(collect({ samples: [0, 1], sampleRateHz: 8000 }), TypeError);
  assert.throws(collect({ samples: tone }), TypeError);
  assert.throws(collect({ samples: tone, sampleRateHz: 10 }), RangeError);
  const twice = [raw, { ...raw }].map((audio) => ({ audio, label: "cry", path: "a" }));
  assert.throws(() => datasetFromAudio(twice), /one recording per path, received two named a/);
  const parts = [0, 0.2].map((startSeconds) => ({
    audio: raw,
    label: "cry",
    path: "a",
    startSeconds,
  }));
  assert.equal(datasetFromAudio(parts).dataset.clips.length, 2);
});
