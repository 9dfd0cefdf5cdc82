import { ModelError, StoreError, type StoreErrorCode } from "../errors.ts";
import type { ProgressOptions } from "../types.ts";
import type { DownloadOptions } from "./store_types.ts";
import { fetchWithRedirects } from "./fetch_with_redirects.ts";
import { type FileSystem, ifThere, readJson } from "./file_system.ts";
import type { ModelFile } from "../models/model_file.ts";
import { writeAtomically } from "./write_atomically.ts";

/** Origin of an incomplete download. */
interface PartOf {
  readonly url: string;
  readonly etag: string;
}

/**
 * Downloads a file, or the rest of it when a part of the same version is on disk. After a failure
 * the part stays and the next download continues it.
 *
 * @param part path to download to
 * @throws {ModelError} when the answer is not the expected file
 * @throws {StoreError} when the server has no such file, refuses it, stalls or breaks off
 */
export async function download(
  file: ModelFile & { readonly url: string },
  part: string,
  fs: FileSystem,
  options: DownloadOptions = {},
): Promise<void> {
  if (await attempt(file, part, fs, options)) return;
  await forget(part, fs);
  await attempt(file, part, fs, options);
}

/** Tries a download. @returns false when the part on disk is not of the server's version */
async function attempt(
  file: ModelFile & { readonly url: string },
  part: string,
  fs: FileSystem,
  options: DownloadOptions,
): Promise<boolean> {
  const { url } = file;
  const { idleMs = 60_000 } = options;
  const idle = watchIdle(idleMs);
  const signal = options.signal ? AbortSignal.any([options.signal, idle.signal]) : idle.signal;
  let response: Response | undefined;
  try {
    const known = await readPart(part, url, fs);
    const headers: Record<string, string> = { "accept-encoding": "identity" };
    if (known) {
      headers["range"] = `bytes=${known.size}-`;
      headers["if-range"] = known.etag;
    }
    response = await fetchWithRedirects(url, { headers, signal }, options);
    const answer = check(response, file, known);
    if (answer === undefined) return false;
    if (answer.from === 0) {
      await forget(part, fs);
      if (answer.etag) {
        const partOf: PartOf = { url, etag: answer.etag };
        await writeAtomically(`${part}.etag`, JSON.stringify(partOf), fs);
      }
    }
    await append(response, url, part, answer, fs, idle.received, options);
    return true;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!idle.signal.aborted) throw error;
    throw new StoreError(
      `Fetching ${url}: expected data, received none for ${idleMs / 1000} s; ` +
        "pull it again (babycry models pull) to continue",
      { code: "interrupted", cause: error },
    );
  } finally {
    idle.end();
    await response?.body?.cancel().catch(() => {});
  }
}

/** Deletes a part, so that the next download starts from the beginning. */
export async function forget(part: string, fs: FileSystem): Promise<void> {
  await fs.rm(part, { force: true });
  await fs.rm(`${part}.etag`, { force: true });
}

async function readPart(
  part: string,
  url: string,
  fs: FileSystem,
): Promise<{ size: number; etag: string } | undefined> {
  const size = (await ifThere(fs.stat(part)))?.size ?? 0;
  const partOf = await readJson(`${part}.etag`, fs) as PartOf | undefined;
  return size > 0 && partOf?.url === url ? { size, etag: partOf.etag } : undefined;
}

interface Answer {
  /** Offset of the first byte of the body. */
  readonly from: number;
  readonly total: number | undefined;
  /** Strong ETag, to ask for the rest of the same version; undefined when there is none. */
  readonly etag: string | undefined;
}

/** Checks the headers. @returns undefined when the part is not of the server's current version */
function check(
  { status, headers }: Response,
  { id, url, file, bytes }: ModelFile,
  known: { size: number; etag: string } | undefined,
): Answer | undefined {
  if (known && status === 416) return undefined;
  if (status !== 200 && !(known && status === 206)) {
    const [code, remedy] = explain(status);
    throw new StoreError(`Fetching ${url}: expected status 200, received ${status}; ${remedy}`, {
      code,
    });
  }
  if (/^text\/html\b/i.test(headers.get("content-type") ?? "")) {
    throw new ModelError(`Fetching ${url}: expected ${file}, received a web page`, { modelId: id });
  }
  const tag = headers.get("etag") ?? undefined;
  const encoded = (headers.get("content-encoding") ?? "identity") !== "identity";
  const etag = encoded || tag?.startsWith("W/") ? undefined : tag;
  let from = 0;
  let length = encoded ? null : headers.get("content-length");
  if (status === 206) {
    const range = headers.get("content-range")?.match(/^bytes (\d+)-\d+\/(\d+)$/);
    if (Number(range?.[1]) !== known!.size || tag !== known!.etag) return undefined;
    from = known!.size;
    length = range![2]!;
  }
  const total = length === null ? bytes : Number(length);
  if (bytes !== undefined && total !== bytes) {
    throw new ModelError(
      `Fetching ${url}: expected ${bytes} bytes as in the manifest, received ${total}`,
      { modelId: id },
    );
  }
  return { from, total, etag };
}

function explain(status: number): [code: StoreErrorCode, remedy: string] {
  if (status === 401 || status === 403) {
    return ["unauthorized", "pass a token (option token or HF_TOKEN), or there is no such file"];
  }
  if (status === 404 || status === 410) return ["not_found", "there is no such file"];
  return ["http_status", "try again later"];
}

/** Appends the body of the response to the part. */
async function append(
  response: Response,
  url: string,
  part: string,
  { from, total }: Answer,
  fs: FileSystem,
  received: () => void,
  { onProgress }: ProgressOptions,
): Promise<void> {
  let done = from;
  const interrupted = (cause?: unknown) =>
    new StoreError(
      `Fetching ${url}: expected ${total ?? "more"} bytes, received ${done}; ` +
        "the download broke off, pull it again (babycry models pull) to continue",
      { code: "interrupted", cause },
    );
  const reader = response.body?.getReader();
  const file = await fs.open(part, from === 0 ? "w" : "a");
  try {
    for (;;) {
      const next = await reader?.read().catch((cause) => {
        throw interrupted(cause);
      });
      if (!next || next.done) break;
      received();
      const chunk = next.value;
      for (let at = 0; at < chunk.length;) {
        at += (await file.write(chunk, at, chunk.length - at, null)).bytesWritten;
      }
      done += chunk.length;
      if (total !== undefined) onProgress?.({ done, total });
    }
    await file.sync();
  } finally {
    reader?.releaseLock();
    await file.close();
  }
  if (total !== undefined && done !== total) throw interrupted();
}

function watchIdle(idleMs: number): {
  readonly signal: AbortSignal;
  readonly received: () => void;
  readonly end: () => void;
} {
  const controller = new AbortController();
  const stop = () => controller.abort(new Error("idle"));
  let timer = setTimeout(stop, idleMs);
  const end = () => clearTimeout(timer);
  return {
    signal: controller.signal,
    received() {
      end();
      timer = setTimeout(stop, idleMs);
    },
    end,
  };
}
