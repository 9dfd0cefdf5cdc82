/** Files of other programs, in every encoding that they have in common with `decode`. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { decode } from "@babycry/babycry/decode";
import { requires } from "../_requires.ts";
import { sineSnrDb } from "../decode/_sine.ts";
import { wavFile } from "../decode/_write.ts";
import * as encoders from "./_encoders.ts";
import type { Encoding } from "./_encoders.ts";

const SECONDS = 0.5;
/** Frequency and amplitude of the sine in each channel. */
const SINES = [[440, 0.5], [660, 0.4]] as const;
const PARALLEL = 4;

/** Programs with their encodings and the arguments around those of an encoding. */
const PROGRAMS: Readonly<
  Record<string, [readonly Encoding[], (e: Encoding, input: string, output: string) => string]>
> = {
  sox: [encoders.SOX, (e, input, output) => `-D ${input} ${e.after ?? ""} ${output}`],
  ffmpeg: [
    encoders.FFMPEG,
    (e, input, output) => `-v error -i ${input} ${e.after ?? ""} -strict -2 ${output}`,
  ],
  "sndfile-convert": [encoders.SNDFILE, (e, input, output) => `${e.before} ${input} ${output}`],
  lame: [encoders.LAME, (e, input, output) => `--quiet ${e.before} ${input} ${output}`],
  oggenc: [encoders.OGGENC, (e, input, output) => `-Q ${e.before ?? ""} ${input} -o ${output}`],
  opusenc: [encoders.OPUSENC, (e, input, output) => `--quiet ${e.before} ${input} ${output}`],
  flac: [encoders.FLAC, (e, input, output) => `-s ${e.before} ${input} -o ${output}`],
};

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "babycry-encoders-"));
});
after(() => rm(folder, { recursive: true }));

for (const [program, [encodings, args]] of Object.entries(PROGRAMS)) {
  test(`${encodings.length} encodings of ${program}`, requires(program), async () => {
    const failures: string[] = [];
    const rest = [...encodings.entries()];
    const work = async () => {
      for (let next = rest.shift(); next; next = rest.shift()) {
        const [i, encoding] = next;
        const input = await inputFile(encoding);
        const output = join(folder, `${program}${i}${encoding.output}`);
        const line = args(encoding, input.path, output).split(" ").filter(Boolean);
        const fault = await run(program, line)
          .then(() => faultOf(encoding, input.samples, output))
          .catch(String);
        if (fault) {
          failures.push(`${program} ${line.join(" ").replaceAll(`${folder}/`, "")}: ${fault}`);
        }
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    assert.deepEqual(failures, []);
  });
}

async function run(program: string, args: readonly string[]): Promise<void> {
  await promisify(execFile)(program, args, { cwd: folder });
}

const inputs = new Map<string, Promise<{ path: string; samples: Int16Array[] }>>();

/** Writes the sines as WAV, once per rate and number of channels. */
function inputFile(
  { rateHz = 16000, channels = 2 }: Encoding,
): Promise<{ path: string; samples: Int16Array[] }> {
  const key = `${rateHz}-${channels}`;
  const write = async () => {
    const samples = SINES.slice(0, channels).map(([frequencyHz, amplitude]) =>
      Int16Array.from(
        { length: SECONDS * rateHz },
        (_, i) => Math.round(32768 * amplitude * Math.sin(2 * Math.PI * frequencyHz * i / rateHz)),
      )
    );
    const frames = samples[0]!.length;
    const data = Int16Array.from(
      { length: frames * channels },
      (_, i) => samples[i % channels]![Math.floor(i / channels)]!,
    );
    const path = join(folder, `${key}.wav`);
    const options = { tag: 1, channels, sampleRateHz: rateHz, bits: 16 };
    await writeFile(path, wavFile(options, new Uint8Array(data.buffer)));
    return { path, samples };
  };
  if (!inputs.has(key)) inputs.set(key, write());
  return inputs.get(key)!;
}

/** Describes how a decoded file differs from the input. */
async function faultOf(
  encoding: Encoding,
  samples: readonly Int16Array[],
  path: string,
): Promise<string | undefined> {
  const { rateHz = 16000, decodedHz = rateHz, isPadded = false, snrDb } = encoding;
  const audio = await decode(await readFile(path));
  if (audio.damage) return `damage: ${audio.damage.message}`;
  if (audio.sampleRateHz !== decodedHz) return `${audio.sampleRateHz} Hz`;
  if (audio.channels.length !== samples.length) return `${audio.channels.length} channels`;
  const frames = Math.floor(samples[0]!.length * decodedHz / rateHz);
  const decoded = audio.channels[0]!.length;
  if (isPadded ? decoded < 0.9 * frames : decoded !== frames) {
    return `${decoded} of ${frames} frames`;
  }
  for (const [i, channel] of audio.channels.entries()) {
    if (snrDb === Infinity) {
      const at = channel.findIndex((value, n) => value * 32768 !== samples[i]![n]);
      if (at >= 0) return `sample ${at} differs`;
    } else {
      // Encoders need some time before they follow a sine, and may fade it out.
      const middle = channel.subarray(0.5 * frames, 0.8 * frames);
      const snr = sineSnrDb(middle, SINES[i]![0], decodedHz);
      if (!(snr >= snrDb)) return `SNR ${snr.toFixed(1)} dB`;
    }
  }
  return undefined;
}
