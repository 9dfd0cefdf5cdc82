import { SAMPLE_RATE_HZ } from "../../sounds/recording.ts";
import { INPUT, runTool, toBytes, toSamples } from "./run_tool.ts";

const RAW = ["-f", "f32le", "-ar", `${SAMPLE_RATE_HZ}`, "-ac", "1"] as const;
const GAP_SAMPLES = 4000;

/** Codecs of ffmpeg that training does not use. */
const CODECS: Readonly<Record<string, string>> = {
  opus: "-c:a libopus -b:a 8k -application voip -f ogg",
  aac: "-ar 16000 -c:a aac -b:a 16k -f adts",
  mp3: "-c:a libmp3lame -b:a 8k -f mp3",
  gsm: "-c:a libgsm -f gsm",
  speex: "-c:a libspeex -b:a 6k -f ogg",
  g726: "-c:a g726 -b:a 16k -f wav",
};

/** Rooms and microphones of sox that training does not use. */
const EFFECTS: Readonly<Record<string, string>> = {
  hall: "reverb 70 40 90 100 10",
  toy_microphone:
    "highpass 400 equalizer 2500 1.2q +14 equalizer 900 0.8q -9 overdrive 12 lowpass 3000",
  muffled: "lowpass -1 700 lowpass 1900 compand 0.01,0.3 -60,-60,-30,-20,0,-12",
  tinny: "highpass 900 treble +8 reverb 25 50 30 100 0 gain -n -20",
};

/** Names of the channels of {@link applyChannel}. */
export const UNSEEN_CHANNELS: readonly string[] = [
  ...Object.keys(CODECS),
  ...Object.keys(EFFECTS),
];

/**
 * Sends recordings through a channel, all in one run of its program.
 *
 * @param recordings samples at 8 kHz
 * @returns samples of each recording, as long as before
 */
export function applyChannel(
  recordings: readonly Float32Array[],
  channel: string,
): Float32Array[] {
  const length = recordings.reduce((sum, samples) => sum + samples.length + GAP_SAMPLES, 0);
  const tape = new Float32Array(length + SAMPLE_RATE_HZ);
  const starts: number[] = [];
  let at = GAP_SAMPLES;
  for (const samples of recordings) {
    starts.push(at);
    tape.set(samples.map((x) => Math.max(-0.99, Math.min(0.99, x))), at);
    at += samples.length + GAP_SAMPLES;
  }
  const out = CODECS[channel]
    ? throughCodec(tape, CODECS[channel].split(" "))
    : throughSox(tape, EFFECTS[channel]!.split(" "));
  return recordings.map(({ length }, i) => {
    const samples = new Float32Array(length);
    samples.set(out.subarray(starts[i]!, starts[i]! + length));
    return samples;
  });
}

function throughCodec(samples: Float32Array, codec: readonly string[]): Float32Array {
  const quiet = ["-v", "error"];
  const coded = runTool(
    "ffmpeg",
    [...quiet, ...RAW, "-i", INPUT, ...codec, "pipe:1"],
    toBytes(samples),
  );
  return toSamples(runTool("ffmpeg", [...quiet, "-i", INPUT, ...RAW, "pipe:1"], coded));
}

function throughSox(samples: Float32Array, effects: readonly string[]): Float32Array {
  const raw = ["-t", "f32", "-r", `${SAMPLE_RATE_HZ}`, "-c", "1"];
  return toSamples(runTool(
    "sox",
    ["-R", "-V0", ...raw, INPUT, ...raw, "-", ...effects],
    toBytes(samples),
  ));
}
