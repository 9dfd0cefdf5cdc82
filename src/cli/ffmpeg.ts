import { fileURLToPath } from "node:url";
import { DecodeError, UnavailableError } from "../errors.ts";
import type { Prediction } from "../prediction/prediction.ts";
import { outputOf } from "./sources/child_source.ts";

/** Recording that the library refused, to be decoded by the ffmpeg on `PATH`. */
export interface RefusedRecording {
  /** Path or URL. */
  readonly path: string;
  /** Error of the library. */
  readonly error: DecodeError | UnavailableError;
  /** Signal that ends ffmpeg. */
  readonly signal: AbortSignal;
}

/** Tests whether an error tells that a recording has no decoder, or that it is not installed. */
export function hasNoDecoder(error: unknown): error is RefusedRecording["error"] {
  return error instanceof DecodeError && error.reason === "unsupported" ||
    error instanceof UnavailableError && error.dependency.startsWith("@babycry/decoders");
}

/**
 * Predicts from the output of ffmpeg. The prediction has the format `ffmpeg/FORMAT`, and the last
 * message of ffmpeg as its damage.
 *
 * @param predict predicts from the bytes of a WAV file
 * @throws {TypeError} for a path that ffmpeg cannot open, such as standard input
 * @throws {DecodeError} when ffmpeg fails
 * @throws {UnavailableError} when ffmpeg is missing, or may not be run
 */
export async function predictWithFfmpeg(
  { path, error, signal }: RefusedRecording,
  predict: (wav: AsyncIterable<Uint8Array>) => Promise<Prediction>,
): Promise<Prediction> {
  const input = inputArguments(path);
  let damage = "";
  const wav = async function* () {
    damage = yield* decode(input, signal);
  };
  const { audio, ...answers } = await predict(wav());
  const name = error instanceof DecodeError ? error.format : undefined;
  const format = name === undefined ? "ffmpeg" : `ffmpeg/${name}`;
  return { audio: { ...audio, format, ...(damage && { damage }) }, ...answers };
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

/** Runs ffmpeg. @returns bytes of a WAV file; at the end the last message of ffmpeg, or "" */
async function* decode(
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
