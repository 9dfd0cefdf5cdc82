import { syntheticCry } from "../../src/cli/commands/_synthetic_cry.ts";
import type { AppOptions, LogEntry } from "../../src/server/mod.ts";
import { createApp } from "../../src/server/mod.ts";
import { wav } from "../decode/_write.ts";

const { samples, sampleRateHz } = syntheticCry();

/** Recording of a synthetic cry. */
export const CRY: Uint8Array<ArrayBuffer> = wav(samples, sampleRateHz);

/** A second of silence. */
export const SILENCE: Uint8Array<ArrayBuffer> = wav(new Float32Array(8000), 8000);

/** Answer of the application. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // deno-lint-ignore no-explicit-any
  readonly json: any;
}

/** Application, with the lines of its log. */
export interface TestApp {
  readonly lines: LogEntry[];
  ask(path: string, init?: RequestInit): Promise<Answer>;
}

/** Creates an application. */
export function testApp(options: AppOptions = {}): TestApp {
  const lines: LogEntry[] = [];
  const app = createApp({ log: (line) => lines.push(line), ...options });
  return {
    lines,
    async ask(path, init) {
      const response = await app.fetch(new Request(`http://localhost${path}`, init));
      return await answerOf(response);
    },
  };
}

/** Reads a response. */
export async function answerOf(response: Response): Promise<Answer> {
  const { status, headers } = response;
  const text = await response.text();
  const isJson = /json/.test(headers.get("content-type") ?? "");
  return { status, headers, text, json: isJson ? JSON.parse(text) : undefined };
}

/** Request with files. */
export function form(files: Record<string, Uint8Array<ArrayBuffer>>): RequestInit {
  const body = new FormData();
  for (const [name, bytes] of Object.entries(files)) body.append(name, new Blob([bytes]), "a.wav");
  return { method: "POST", body };
}

/** Request with a raw body. */
export function post(bytes: Uint8Array<ArrayBuffer> | string, type = "audio/wav"): RequestInit {
  return { method: "POST", body: bytes, headers: { "content-type": type } };
}

/** Body that arrives in chunks, without a stated size. */
export function streamed(
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  type = "audio/wav",
): RequestInit {
  const body = ReadableStream.from(chunks as Iterable<Uint8Array>) as BodyInit;
  return {
    method: "POST",
    body,
    headers: { "content-type": type },
    duplex: "half",
  } as RequestInit;
}
