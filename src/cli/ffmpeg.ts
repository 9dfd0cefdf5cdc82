import { Buffer } from "node:buffer";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { ReadFile } from "../data/read_clips.ts";
import { decode } from "../decode/decode.ts";
import type { DecodedAudio } from "../decode/decoded_audio.ts";
import { openAudio } from "../decode/open_audio.ts";
import { DecodeError, UnavailableError } from "../errors.ts";
import type { OpenDataset } from "../input/open_dataset.ts";
import type { Prediction } from "../prediction/prediction.ts";
import { bytesSource } from "../source/bytes_source.ts";
import { oneLine } from "../terminal/text_width.ts";
import type { Host } from "./host.ts";
import { outputOf } from "./sources/child_source.ts";

/** Parts of the host that decoding with ffmpeg uses. */
type FfmpegHost = Pick<Host, "err" | "signal">;

/**
 * Predicts from a recording that the library refused, with the output of ffmpeg. The prediction has
 * the format `ffmpeg/FORMAT`, and the last message of ffmpeg as its damage. The use of ffmpeg is
 * noted on standard error.
 *
 * @param path path or URL
 * @param error error of the library
 * @param predict predicts from the bytes of a WAV file
 * @throws the error of the library, when the recording has a decoder
 * @throws {TypeError} for a path that ffmpeg cannot open, such as standard input
 * @throws {DecodeError} when ffmpeg fails
 * @throws {UnavailableError} when ffmpeg is missing, or may not be run
 */
export async function predictWithFfmpeg(
  path: string,
  error: unknown,
  host: FfmpegHost,
  predict: (wav: AsyncIterable<Uint8Array>) => Promise<Prediction>,
): Promise<Prediction> {
  if (!hasNoDecoder(error)) throw error;
  note(path, host);
  const wav = wavOf(inputArguments(path), host.signal);
  const { audio, ...answers } = await predict(wav.bytes);
  const damage = wav.message();
  return {
    audio: { ...audio, format: formatOf(error), ...(damage && { damage }) },
    ...answers,
  };
}

/**
 * Adds ffmpeg to a dataset: it decodes the recordings that the library refuses. Each of them is
 * noted on standard error once.
 */
export function withFfmpeg(dataset: OpenDataset, host: FfmpegHost): OpenDataset {
  const noted = new Set<string>();
  const read: ReadFile = async (clip) => {
    const content = await dataset.read(clip);
    const error = content instanceof Uint8Array ? await refusal(content) : undefined;
    if (!error) return content;
    const path = resolve(dataset.root, clip);
    if (!noted.has(path)) note(path, host);
    noted.add(path);
    return await decodeWithFfmpeg(path, error, host.signal);
  };
  return { ...dataset, read };
}

type Refusal = DecodeError | UnavailableError;

/** Tests whether an error tells that a recording has no decoder, or that it is not installed. */
function hasNoDecoder(error: unknown): error is Refusal {
  return error instanceof DecodeError && error.reason === "unsupported" ||
    error instanceof UnavailableError && error.dependency.startsWith("@babycry/decoders");
}

/** Finds whether a file has no decoder. Packets of HE-AAC are refused when they are decoded. */
async function refusal(file: Uint8Array): Promise<Refusal | undefined> {
  try {
    const { blocks } = await openAudio(bytesSource(file));
    await blocks.next();
    await blocks.return(undefined);
  } catch (error) {
    if (hasNoDecoder(error)) return error;
  }
  return undefined;
}

async function decodeWithFfmpeg(
  path: string,
  error: Refusal,
  signal: AbortSignal,
): Promise<DecodedAudio> {
  const wav = wavOf(inputArguments(path), signal);
  const chunks: Uint8Array[] = [];
  for await (const chunk of wav.bytes) chunks.push(chunk);
  const audio = await decode(Buffer.concat(chunks));
  const message = wav.message();
  const format = formatOf(error);
  const damage = message ? new DecodeError(message, { reason: "damaged", format }) : undefined;
  return { ...audio, format, ...(damage && { damage }) };
}

function note(path: string, { err }: FfmpegHost): void {
  // A progress bar may be on the line.
  err.write(`${err.isTerminal ? "\r\x1b[K" : ""}${oneLine(path)}: decoding with ffmpeg\n`);
}

function formatOf(error: Refusal): string {
  const name = error instanceof DecodeError ? error.format : undefined;
  return name === undefined ? "ffmpeg" : `ffmpeg/${name}`;
}

/** Formats the input as arguments. A playlist can name only inputs with the same protocols. */
function inputArguments(path: string): string[] {
  if (/^https?:/i.test(path)) return ["-protocol_whitelist", "http,https,tcp,tls", "-i", path];
  if (path === "-" || /^(data|blob):/i.test(path)) {
    throw new TypeError(
      "Decoding with ffmpeg: expected a file or an HTTP URL, received " +
        `${path === "-" ? "standard input" : "the URL of data"}; save it to a file first`,
    );
  }
  const file = /^file:/i.test(path) ? fileURLToPath(path) : path;
  return ["-protocol_whitelist", "file", "-i", `file:${file}`];
}

/** Runs ffmpeg. @returns bytes of a WAV file; at their end the last message of ffmpeg, or "" */
function wavOf(
  input: readonly string[],
  signal: AbortSignal,
): { readonly bytes: AsyncGenerator<Uint8Array>; message(): string } {
  let message = "";
  const bytes = async function* () {
    message = yield* run(input, signal);
  };
  return { bytes: bytes(), message: () => message };
}

async function* run(
  input: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, string> {
  const output = ["-map", "0:a:0", "-c:a", "pcm_f32le", "-f", "wav", "pipe:1"];
  const args = ["-v", "error", "-nostdin", ...input, ...output];
  try {
    return yield* outputOf({ program: "ffmpeg", args }, signal);
  } catch (cause) {
    const { name, message } = cause as Error;
    if (name === "NotCapable") {
      throw new UnavailableError(
        "Starting ffmpeg: expected the permission to run it, received none; add " +
          "--allow-run=ffmpeg and --allow-env to deno run",
        { dependency: "ffmpeg", cause },
      );
    }
    if (!(cause instanceof RangeError)) throw cause;
    throw new DecodeError(`Decoding with ffmpeg: ${message}`, { reason: "damaged", cause });
  }
}
