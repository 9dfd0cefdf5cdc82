import { Problem } from "../problem.ts";
import type { StoredRecording } from "../predictor/predictor.ts";
import { bodyChunks, type BodyLimits, statedBytes } from "./body_chunks.ts";
import type { ByteBudget } from "./byte_budget.ts";
import { multipartParts } from "./multipart.ts";
import type { UploadSpool } from "./spool.ts";
import { Uploads } from "./upload.ts";

/** Function that requests a URL that a client sent. */
export type FetchUrl = (url: URL, signal?: AbortSignal) => Promise<Response>;

/** Limits and memory of the bodies that are received. */
export interface Receiving {
  readonly limits: BodyLimits;
  readonly budget: ByteBudget;
  readonly spool: UploadSpool | undefined;
  /** Largest number of recordings in a form. */
  readonly maxFiles: number;
  /** Requests URLs; absent where they are not accepted. */
  readonly fetchUrl: FetchUrl | undefined;
}

/** Recordings of a request. */
export interface Received {
  /** Recordings in the order of the body. */
  readonly recordings: readonly StoredRecording[];
  /** Gives the memory back and removes the files. */
  release(): Promise<void>;
}

/** Largest JSON body, in bytes. */
const JSON_BYTES = 16_384;
const JSON_TYPE = /^application\/json\s*(?:;|$)/i;
const FORM_TYPE = /^multipart\/form-data\s*(?:;|$)/i;
const RAW_TYPE = /^(?:audio\/|video\/|application\/(?:octet-stream|ogg|mp4)\s*(?:;|$))/i;

/** Tells whether a request has a URL instead of a recording. */
export function isJson(request: Request): boolean {
  return JSON_TYPE.test(request.headers.get("content-type") ?? "");
}

/**
 * Receives the recordings of a request: files of a form, a raw body, or a URL in JSON.
 *
 * @param options.field name of the only field whose files are recordings. Default: any
 * @param options.signal aborted when the client is gone
 * @throws {Problem} for a request that has none, or exceeds a limit
 */
export async function receive(
  request: Request,
  receiving: Receiving,
  { field, signal }: { readonly field?: string; readonly signal: AbortSignal },
): Promise<Received> {
  const { limits, budget, spool, maxFiles } = receiving;
  const { headers } = request;
  const type = headers.get("content-type") ?? "";
  const encoding = headers.get("content-encoding") ?? "identity";
  if (encoding !== "identity") {
    throw unsupported("a body without content-encoding, received an encoded one");
  }
  const stated = statedBytes(headers);
  const body = () => bodyChunks(request.body, stated, limits);
  const open = (expected: number | undefined) =>
    new Uploads({ budget, spool, signal, expectedBytes: expected ?? limits.maxBytes });
  const holding = async (uploads: Uploads, read: () => Promise<StoredRecording[]>) => {
    try {
      return { recordings: await read(), release: () => uploads.release() };
    } catch (error) {
      await uploads.release();
      throw error;
    }
  };
  if (JSON_TYPE.test(type)) {
    const url = await readUrl(
      bodyChunks(request.body, stated, { ...limits, maxBytes: JSON_BYTES }),
    );
    const response = await requestUrl(url, receiving.fetchUrl, signal);
    const size = statedBytes(response.headers);
    const uploads = open(size);
    return await holding(
      uploads,
      async () => [await uploads.add(bodyChunks(response.body, size, limits))],
    );
  }
  const uploads = open(stated);
  if (FORM_TYPE.test(type)) {
    return await holding(uploads, async () => {
      const recordings: StoredRecording[] = [];
      const chunks = body();
      try {
        for await (const part of multipartParts(chunks, type)) {
          if (!part.isFile || (field !== undefined && part.name !== field)) continue;
          if (recordings.length === maxFiles) {
            const detail = `Reading the form: expected at most ${maxFiles} files, received more`;
            throw new Problem({ status: 413, code: "too_many_files", detail });
          }
          recordings.push(await uploads.add(part.chunks));
        }
      } finally {
        await chunks.return(undefined);
      }
      return recordings;
    });
  }
  if (type === "" || RAW_TYPE.test(type)) {
    return await holding(uploads, async () => [await uploads.add(body())]);
  }
  throw unsupported("multipart/form-data, application/json or a type of audio, received another");
}

async function readUrl(chunks: AsyncIterable<Uint8Array>): Promise<URL> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const chunk of chunks) text += decoder.decode(chunk, { stream: true });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    const detail = "Reading the body: expected JSON, received other text";
    throw new Problem({ status: 400, code: "invalid_json", detail }, {}, error);
  }
  const keys = typeof json === "object" && json !== null ? Object.keys(json).join() : "";
  const { url } = (json ?? {}) as { readonly url?: unknown };
  if (keys !== "url" || typeof url !== "string" || !URL.canParse(url)) {
    throw invalidUrl('Reading the body: expected {"url": "https://..."}, received another value');
  }
  return new URL(url);
}

async function requestUrl(
  url: URL,
  fetchUrl: FetchUrl | undefined,
  signal: AbortSignal,
): Promise<Response> {
  if (!fetchUrl) {
    const detail = "Requesting a URL: expected a recording, since this server accepts no URLs";
    throw new Problem({ status: 422, code: "urls_disabled", detail });
  }
  if (!/^https?:$/.test(url.protocol)) {
    throw invalidUrl("Requesting a URL: expected http or https, received another protocol");
  }
  return await fetchUrl(url, signal);
}

function invalidUrl(detail: string): Problem {
  return new Problem({ status: 422, code: "invalid_url", detail });
}

function unsupported(expected: string): Problem {
  const detail = `Reading the body: expected ${expected}`;
  return new Problem({ status: 415, code: "unsupported_type", detail });
}
