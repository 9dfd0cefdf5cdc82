/** Containers that arrive slowly: their samples are decoded as soon as their bytes are there. */
import { decode, decodeStream } from "@babycry/babycry/decode";
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { requires } from "../_requires.ts";

const SECONDS = 12;
/** Arguments of ffmpeg for streams of 16 kHz, and the longest delay in seconds. */
const CONTAINERS: readonly (readonly [name: string, args: string, delaySeconds: number])[] = [
  ["WAV of unknown length", "-f wav", 0.1],
  ["FLAC", "-f flac", 0.5],
  ["MP3", "-b:a 32k -f mp3", 1.5],
  ["ADTS", "-c:a aac -b:a 32k -f adts", 1.2],
  ["Opus in Ogg", "-c:a libopus -b:a 24k -vbr off -page_duration 200000 -f ogg", 0.8],
  ["Opus in WebM", "-c:a libopus -b:a 24k -vbr off -live 1 -cluster_time_limit 200 -f webm", 0.8],
];

for (const [name, args, delaySeconds] of CONTAINERS) {
  test(`${name} is decoded while it arrives`, requires("ffmpeg"), async () => {
    const noise = `anoisesrc=d=${SECONDS}:r=16000:a=0.2:seed=1`;
    const { stdout } = spawnSync(
      "ffmpeg",
      ["-v", "error", "-f", "lavfi", "-i", noise, ...args.split(" "), "-"],
      { maxBuffer: 2 ** 24 },
    );
    const bytes = new Uint8Array(stdout);
    const whole = await decode(bytes);
    const frames = whole.channels[0]!.length;
    let sent = 0;
    let decoded = 0;
    let lateSeconds = 0;
    const piece = Math.ceil(bytes.length / (SECONDS * 20));
    async function* slowly() {
      for (; sent < bytes.length; sent += piece) {
        // The start is read up to the format.
        if (sent > 16_384) {
          const arrived = sent / bytes.length * SECONDS;
          lateSeconds = Math.max(lateSeconds, arrived - decoded / whole.sampleRateHz);
        }
        yield bytes.subarray(sent, sent + piece);
      }
    }
    const { blocks } = await decodeStream(slowly());
    const samples = new Float32Array(frames);
    for await (const [channel] of blocks) {
      samples.set(channel!, decoded);
      decoded += channel!.length;
    }
    assert.equal(decoded, frames);
    assert.ok(samples.every((sample, i) => sample === whole.channels[0]![i]));
    assert.ok(lateSeconds < delaySeconds, `${lateSeconds.toFixed(2)} s`);
  });
}
