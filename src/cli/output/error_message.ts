import { DecodeError, InputError } from "../../errors.ts";
import { errorCode } from "../../store/file_system.ts";

/** What the system's commonest errors mean. */
const MEANINGS: Readonly<Record<string, string>> = {
  ENOENT: "No such file",
  ENOTDIR: "No such file",
  EACCES: "No permission",
  EPERM: "No permission",
  EROFS: "The disk is read-only",
  ENOSPC: "The disk is full",
  EDQUOT: "The quota is used up",
  EISDIR: "It is a folder",
  EEXIST: "It is there already",
  ELOOP: "It is a link to itself",
  ENAMETOOLONG: "The name is too long",
  EMFILE: "Too many files are open",
};

/** What went wrong, and what to do; an error of the system without its path. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof DecodeError && error.reason === "unsupported") {
    return `${error.message}; convert it first, as ffmpeg -i FILE FILE.wav does`;
  }
  const system = error instanceof InputError ? error.cause : error;
  return MEANINGS[errorCode(system) ?? ""] ?? error.message;
}

/** The same with the path, where the error knows it. */
export function messageWithPath(error: unknown): string {
  const { path } = (error ?? {}) as { readonly path?: unknown };
  const isSystem = (errorCode(error) ?? "") in MEANINGS && typeof path === "string";
  return isSystem ? `${path}: ${lowerFirst(messageOf(error))}` : messageOf(error);
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
