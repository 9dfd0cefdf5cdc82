/** Files that FFmpeg writes, compared with how FFmpeg decodes them. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { decode } from "@babycry/babycry/decode";
import { requires } from "../_requires.ts";
import { wav } from "./_write.ts";

const RATE_HZ = 48_000;
const FRAMES = 33_333;
const folder = mkdtempSync(join(tmpdir(), "babycry-"));
after(() => rmSync(folder, { recursive: true }));

/** A chirp with a second harmonic, and silence at the end. */
const signal = Float32Array.from({ length: FRAMES }, (_, i) => {
  const phase = 2 * Math.PI * (300 * i / RATE_HZ + 0.0004 * i * i / 48);
  return i > 30_000 ? 0 : 0.3 * Math.sin(phase) + 0.1 * Math.sin(2 * phase);
});
writeFileSync(join(folder, "in.wav"), wav(signal, RATE_HZ));

/** Encoder, extension, options of the encoder and minimum SNR in dB with respect to FFmpeg. */
const ENCODINGS: readonly (readonly [string, string, string, number])[] = [
  // Without noise substitution, whose noise is random.
  ["aac", "m4a", "-aac_pns 0 -ac 2", 90],
  ["aac", "m4a", "-aac_pns 0 -movflags +faststart", 90],
  ["aac", "mp4", "-aac_pns 0 -movflags frag_keyframe+empty_moov -frag_duration 200000", 90],
  ["aac", "mov", "-aac_pns 0 -b:a 48k", 90],
  ["aac", "3gp", "-aac_pns 0 -ar 16000", 90],
  ["aac", "aac", "-aac_pns 0", 90],
  ["aac", "ts", "-aac_pns 0", 90],
  ["aac", "mka", "-aac_pns 0 -ar 22050", 90],
  ["alac", "m4a", "-ac 2", Infinity],
  ["alac", "caf", "-ac 2", Infinity],
  ["alac", "mka", "-sample_fmt s32p", Infinity],
  ["alac", "mov", "-ar 8000", Infinity],
  ["libopus", "opus", "-b:a 64k", 60],
  ["libopus", "webm", "-b:a 24k -ac 2", 60],
  ["libopus", "mka", "-frame_duration 60", 60],
  ["libopus", "opus", "-ac 6 -b:a 256k", 60],
  ["libvorbis", "ogg", "-ac 2", 100],
  ["libvorbis", "webm", "-ar 16000", 100],
  ["flac", "oga", "", Infinity],
  ["flac", "mka", "-ac 2", Infinity],
  ["flac", "mp4", "-strict -2", Infinity],
  ["libmp3lame", "mp3", "", 90],
  ["libmp3lame", "mp4", "-ac 2", 90],
  ["libmp3lame", "mka", "-ar 22050", 90],
  ["libmp3lame", "ts", "-ar 44100", 90],
  ["mp2", "mp2", "-ac 2", 60],
  ["mp2", "ts", "-b:a 96k", 60],
  ["mp2", "mp2", "-ar 24000 -b:a 64k", 60],
  ["pcm_s16le", "mov", "-ac 2", Infinity],
  ["pcm_s24be", "mov", "", Infinity],
  ["pcm_f64le", "mov", "", Infinity],
  ["pcm_alaw", "mov", "", Infinity],
  ["pcm_alaw", "mka", "-ac 2", Infinity],
  ["pcm_mulaw", "mka", "", Infinity],
  ["pcm_u8", "mka", "", Infinity],
  ["pcm_f32le", "mka", "-ac 2", Infinity],
  ["pcm_s24le", "w64", "-ac 2", Infinity],
  ["pcm_f32be", "au", "", Infinity],
  ["pcm_mulaw", "au", "", Infinity],
];

/** Decoders that are the reference where FFmpeg's own differ: that of Opus resamples on its own. */
const REFERENCES: Readonly<Record<string, readonly string[]>> = { libopus: ["-c:a", "libopus"] };

function ffmpeg(...args: string[]): void {
  execFileSync("ffmpeg", ["-loglevel", "error", "-y", ...args], { cwd: folder });
}

for (const [encoder, extension, options, minSnrDb] of ENCODINGS) {
  const name = `${encoder} in ${extension} ${options}`.trim();
  test(`${name} decodes as in FFmpeg`, requires("ffmpeg"), async () => {
    const file = `file.${extension}`;
    ffmpeg("-i", "in.wav", "-c:a", encoder, ...options.split(" ").filter(Boolean), file);
    ffmpeg(...REFERENCES[encoder] ?? [], "-i", file, "-f", "f32le", "out");
    const expected = new Float32Array(Uint8Array.from(readFileSync(join(folder, "out"))).buffer);
    const { channels, damage } = await decode(new Uint8Array(readFileSync(join(folder, file))));
    assert.equal(damage, undefined);
    // FFmpeg 5.1 drops half of a short block at the end of Ogg Vorbis.
    const frames = extension === "ogg" ? FRAMES : expected.length / channels.length;
    assert.equal(channels[0]!.length, frames);
    const snr = snrDb(channels, expected);
    assert.ok(snr >= minSnrDb, `${snr} dB`);
  });
}

/** SNR of channels with respect to interleaved samples, in dB. */
function snrDb(channels: readonly Float32Array[], expected: Float32Array): number {
  let power = 0;
  let error = 0;
  expected.forEach((value, i) => {
    power += value ** 2;
    error += (value - channels[i % channels.length]![Math.floor(i / channels.length)]!) ** 2;
  });
  return 10 * Math.log10(power / error);
}
