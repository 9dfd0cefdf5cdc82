/** AAC, ALAC, Opus, Vorbis, FLAC, MPEG audio and PCM in their containers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { decode } from "@babycry/babycry/decode";
import * as encoded from "./_encoded.ts";
import { sineSnrDb } from "./_sine.ts";
import { OPUS } from "./_tones.ts";

/** Format, sample rate, number of frames as FFmpeg decodes them, minimum SNR of the sine in dB. */
const FILES: Readonly<Record<string, readonly [string, number, number, number]>> = {
  AAC_ADTS: ["aac", 16000, 5120, 15],
  AAC_FRAGMENTS: ["mp4/aac", 16000, 5120, 15],
  AAC_M4A: ["m4a/aac", 16000, 4096, 20],
  AAC_TS: ["mpegts/aac", 16000, 5120, 15],
  ALAC_CAF: ["caf/alac", 16000, 1600, 90],
  ALAC_M4A: ["m4a/alac", 16000, 1600, 90],
  FLAC_OGG: ["ogg/flac", 16000, 1600, 90],
  MP2: ["mp2", 16000, 4608, 20],
  MP3_MP4: ["mp4/mp3", 16000, 4079, 60],
  OPUS_MP4: ["mp4/opus", 48000, 10248, 30],
  OPUS_OGG: ["ogg/opus", 48000, 9600, 20],
  OPUS_WEBM: ["webm/opus", 48000, 9600, 30],
  PCM_MKA: ["matroska/pcm_s16le", 16000, 1600, 85],
  PCM_MOV: ["mov/pcm_s16le", 16000, 1600, 85],
  VORBIS_WEBM: ["webm/vorbis", 8000, 2048, 30],
};

for (const [name, [format, sampleRateHz, frames, minSnrDb]] of Object.entries(FILES)) {
  const file = { ...encoded, OPUS_OGG: OPUS }[name] as Uint8Array;
  test(`${format} (${name}) is decoded to as many frames as FFmpeg decodes`, async () => {
    const audio = await decode(file);
    assert.equal(audio.damage, undefined);
    assert.equal(audio.format, format);
    assert.equal(audio.sampleRateHz, sampleRateHz);
    assert.equal(audio.channels.length, 1);
    const samples = audio.channels[0]!;
    assert.equal(samples.length, frames);
    // Encoders need a few packets, and the last one may be padding.
    const middle = samples.subarray(samples.length / 3, samples.length * 0.8);
    const snrDb = sineSnrDb(middle, 440, sampleRateHz);
    assert.ok(snrDb > minSnrDb, `${snrDb} dB`);
  });
}
