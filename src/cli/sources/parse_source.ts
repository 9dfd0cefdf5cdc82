import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { PcmEncoding } from "../../decode/raw_pcm.ts";
import { decodeStream } from "../../decode/decode_stream.ts";
import { toMono } from "../../decode/to_mono.ts";
import type { Clock } from "../../listen/clock.ts";
import type { OpenSource, WatchSource } from "../../listen/watch_options.ts";
import type { Host } from "../host.ts";
import { childSource, missingProgram } from "./child_source.ts";
import { pcmSamples } from "./pcm_samples.ts";
import { type Machine, recorder } from "./recorders.ts";
import { redact } from "./redact.ts";

/** Options that apply to all sources. */
export interface SourceSettings {
  /** Sample rate of raw samples, and of recorders. */
  readonly rate: number | undefined;
  readonly channels: number | undefined;
  readonly encoding: PcmEncoding | undefined;
  /** Whether files are read as slowly as they were recorded. */
  readonly realtime: boolean;
  readonly clock: Clock;
  readonly machine: Machine;
}

/** Sample rate of programs that resample, in Hz. */
const RATE_HZ = 16_000;

/**
 * Creates a source from an operand: `[NAME=]SOURCE`.
 *
 * @throws {SyntaxError} when it names no source
 * @throws {UnavailableError} when a program is missing
 */
export async function parseSource(
  operand: string,
  host: Host,
  settings: SourceSettings,
): Promise<WatchSource & { readonly name: string }> {
  const [, given, where = ""] = operand.match(/^(?:([\w .-]+)=)?(.+)$/s) ?? [];
  const warner = (name: string) => (message: string) => host.err.write(`${name}: ${message}\n`);
  const { rate: sampleRateHz = RATE_HZ, machine } = settings;
  const mono = { sampleRateHz, channels: 1, encoding: "s16le" } as const;
  if (where === "-") return stdinSource(given ?? "stdin", host, settings, warner);
  if (/^mic(?::|$)/.test(where)) {
    const name = given ?? "mic";
    const command = recorder(where.slice("mic:".length), sampleRateHz, machine);
    return named(name, childSource(name, command, mono, warner(name)));
  }
  if (/^(?:rtsps?|https?):\/\//i.test(where)) {
    const hostName = hostOf(where);
    if (!machine.has("ffmpeg")) throw missingProgram("ffmpeg");
    const name = given ?? hostName;
    const command = { program: "ffmpeg", args: urlArguments(where, sampleRateHz) };
    return named(name, childSource(name, command, mono, warner(name)));
  }
  if (!(await stat(where).catch(() => undefined))?.isFile()) {
    throw new SyntaxError(
      `Invalid SOURCE: expected -, mic, a URL or a file, received ${redact(where)}`,
    );
  }
  const name = given ?? basename(where);
  return {
    name,
    isLive: settings.realtime,
    open: async (signal) => {
      const { sampleRateHz, samples } = await decoded(where, signal, warner(name));
      const { realtime, clock } = settings;
      return {
        sampleRateHz,
        samples: realtime ? paced(samples, sampleRateHz, clock, signal) : samples,
      };
    },
  };
}

/**
 * Creates the sources of all operands.
 *
 * @throws {SyntaxError} with all operands that name no source
 */
export async function parseSources(
  operands: readonly string[],
  host: Host,
  settings: SourceSettings,
): Promise<Awaited<ReturnType<typeof parseSource>>[]> {
  const sources = [];
  const faults: string[] = [];
  for (const operand of operands) {
    try {
      sources.push(await parseSource(operand, host, settings));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      faults.push(error.message);
    }
  }
  if (faults.length > 0) throw new SyntaxError(faults.join("; "));
  return sources;
}

/** Arguments of ffmpeg for a URL. */
export function urlArguments(url: string, sampleRateHz: number): string[] {
  return [
    ...["-v", "error", "-nostdin"],
    ...(/^rtsp/i.test(url) ? ["-rtsp_transport", "tcp"] : []),
    ...["-i", url, "-vn", "-ac", "1", "-ar", String(sampleRateHz), "-f", "s16le", "-"],
  ];
}

function named(name: string, source: WatchSource): WatchSource & { readonly name: string } {
  return { ...source, name };
}

function hostOf(url: string): string {
  try {
    return new URL(url).hostname || "url";
  } catch {
    throw new SyntaxError(`Invalid SOURCE: expected a valid URL, received ${redact(url)}`);
  }
}

function stdinSource(
  name: string,
  host: Host,
  { rate, channels, encoding }: SourceSettings,
  warner: (name: string) => (message: string) => void,
): WatchSource & { readonly name: string } {
  const isRaw = rate !== undefined || channels !== undefined || encoding !== undefined;
  const format = {
    sampleRateHz: rate ?? RATE_HZ,
    channels: channels ?? 1,
    encoding: encoding ?? "s16le",
  };
  return {
    name,
    open: (signal) =>
      isRaw
        ? {
          sampleRateHz: format.sampleRateHz,
          samples: pcmSamples(host.stdin(), format, warner(name)),
        }
        : decoded(host.stdin(), signal, warner(name)),
  };
}

/** Decodes a container. @param warn receives a line when its end could not be decoded */
async function decoded(
  input: string | AsyncIterable<Uint8Array>,
  signal: AbortSignal,
  warn: (message: string) => void,
): Promise<OpenSource> {
  const stream = await decodeStream(input, { signal });
  const { sampleRateHz } = stream;
  const samples = async function* () {
    for await (const channels of stream.blocks) yield toMono({ channels, sampleRateHz }).samples;
    if (stream.damage) warn(stream.damage.message);
  };
  return { sampleRateHz, samples: samples() };
}

/** Yields samples at the speed at which they were recorded. */
async function* paced(
  pieces: OpenSource["samples"],
  sampleRateHz: number,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Float32Array> {
  const length = Math.round(sampleRateHz / 4);
  const startMs = clock.monotonic();
  let sent = 0;
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length; at += length) {
      const part = piece.subarray(at, at + length);
      sent += part.length;
      const waitMs = startMs + sent / sampleRateHz * 1000 - clock.monotonic();
      if (waitMs > 0) await clock.sleep(waitMs, signal);
      yield part;
    }
  }
}
