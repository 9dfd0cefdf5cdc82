import { decodeStream } from "@babycry/babycry/decode";
import { execFileSync } from "node:child_process";
import type { BenchCase } from "../case.ts";
import { cryLike } from "../signals.ts";

const SECONDS = 60;
const RATE_HZ = 44_100;

interface Codec {
  readonly name: string;
  /** Options of ffmpeg, which encodes the file. */
  readonly options: string;
  /** Goals against FFmpeg. */
  readonly goals: readonly [required: number, target: number];
}

const CODECS: readonly Codec[] = [
  { name: "FLAC", options: "-f flac", goals: [4, 2] },
  { name: "AAC", options: "-c:a aac -b:a 128k -f adts", goals: [6, 3] },
  { name: "Opus", options: "-c:a libopus -b:a 96k -f ogg", goals: [4, 2] },
  { name: "MP3", options: "-c:a libmp3lame -b:a 128k -f mp3", goals: [4, 2] },
];

/** One minute of stereo, from the bytes of a file to samples. */
export const decodeCases: readonly BenchCase[] = CODECS.map(({ name, options, goals }) => ({
  name: `decode ${name}, 44.1 kHz stereo, ${SECONDS} s`,
  goals: [{ rival: "FFmpeg", required: goals[0], target: goals[1] }],
  setUp() {
    let bytes: Uint8Array | undefined;
    return {
      async ours() {
        // With the first call, because a set-up has no permission to run programs.
        bytes ??= encode(options);
        const { blocks } = await decodeStream(bytes);
        let frames = 0;
        for await (const [first] of blocks) frames += first!.length;
        return frames;
      },
    };
  },
}));

/** Encodes the signal in both channels, the second later and with a lower level. */
function encode(options: string): Uint8Array {
  const mono = cryLike(SECONDS, RATE_HZ);
  const pcm = Int16Array.from({ length: 2 * mono.length }, (_, i) => {
    const value = i % 2 === 0 ? mono[i >> 1]! : 0.8 * (mono[(i >> 1) - 12] ?? 0);
    return Math.round(32_767 * value);
  });
  const input = ["-f", "s16le", "-ar", `${RATE_HZ}`, "-ac", "2", "-i", "-"];
  const args = ["-loglevel", "error", ...input, ...options.split(" "), "-"];
  return new Uint8Array(execFileSync("ffmpeg", args, { input: pcm, maxBuffer: 2 ** 27 }));
}
