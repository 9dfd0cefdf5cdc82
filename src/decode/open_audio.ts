import { DecodeError } from "../errors.ts";
import { createTurns } from "../event_loop.ts";
import type { ByteSource } from "../source/byte_source.ts";
import { unsupported } from "./_errors.ts";
import { FORMATS, OPENERS } from "./_formats.ts";
import type { OpenedAudio } from "./opened_audio.ts";
import { sniffFormat } from "./sniff_format.ts";
import { skipTags } from "./_skip_tags.ts";

/** Numbers of bytes after the tags from which the format is detected, so that a stream starts soon. */
const HEADS_BYTES = [8192, 65_536] as const;

/**
 * Opens an audio file. The format is detected from the content. Reading gives the event loop turns
 * and stops when the signal aborts.
 *
 * @throws {DecodeError} when the format is unknown or unsupported, or the headers are damaged; from
 *   the blocks, when nothing can be decoded
 * @throws {UnavailableError} when the format's decoder is not installed or cannot run on this host
 */
export async function openAudio(source: ByteSource, signal?: AbortSignal): Promise<OpenedAudio> {
  const turn = createTurns(signal);
  const audio = await skipTags({
    get size() {
      return source.size;
    },
    async read(...range) {
      await turn();
      return await source.read(...range);
    },
    release: (offset) => source.release(offset),
    close: () => source.close(),
  });
  let head = await audio.read(0, HEADS_BYTES[0]);
  if (sniffFormat(head) === undefined) head = await audio.read(0, HEADS_BYTES[1]);
  const format = sniffFormat(head);
  if (format === undefined) throw unrecognized(head, audio.size);
  const open = OPENERS[format];
  if (!open) throw unsupported(format, `expected ${FORMATS}, received ${format}`);
  const opened = await open(audio);
  return { ...opened, blocks: withTurns(opened.blocks, turn) };
}

async function* withTurns(
  blocks: OpenedAudio["blocks"],
  turn: () => Promise<void>,
): OpenedAudio["blocks"] {
  let isEmpty = true;
  try {
    for (;;) {
      await turn();
      const { done, value } = await blocks.next();
      if (done) {
        if (value && isEmpty) throw value;
        return value;
      }
      isEmpty = false;
      yield value;
    }
  } finally {
    await blocks.return(undefined);
  }
}

function unrecognized(file: Uint8Array, size: number | undefined): DecodeError {
  if (file.length === 0) {
    return new DecodeError(
      "Decoding audio: expected an audio file, received 0 bytes; the file is empty: copy or " +
        "record it again",
      { reason: "unrecognized" },
    );
  }
  const text = nameText(file);
  if (text) {
    return new DecodeError(`Decoding audio: expected an audio file, received ${text}`, {
      reason: "unrecognized",
    });
  }
  const head = Array.from(file.subarray(0, 8), (byte) => byte.toString(16).padStart(2, "0"));
  return new DecodeError(
    `Decoding audio: expected ${FORMATS}, received ${
      size ?? "a stream of"
    } bytes that begin with ` +
      head.join(" "),
    { reason: "unrecognized" },
  );
}

/** Kinds of text files, by their beginning. */
const TEXTS: readonly (readonly [RegExp, string])[] = [
  [/^version https:\/\/git-lfs/, "a Git LFS pointer; run git lfs pull"],
  [/^<(!doctype html|html)/i, "an HTML page; check the address that it was downloaded from"],
  [/^<\?xml/, "an XML document"],
  [/^[{[]/, "a JSON document"],
];

/** Describes a text file; undefined when the bytes are not text. */
function nameText(file: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(file.subarray(0, 64)).trimStart();
  // deno-lint-ignore no-control-regex -- text has no control characters
  if (text === "" || /[\0-\x08\x0e-\x1f\x7f\ufffd]/.test(text.slice(0, 40))) return undefined;
  return TEXTS.find(([start]) => start.test(text))?.[1] ??
    `text that begins with ${JSON.stringify(text.slice(0, 20))}`;
}
