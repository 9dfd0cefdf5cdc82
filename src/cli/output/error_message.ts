import { DecodeError, InputError } from "../../errors.ts";
import { errorCode } from "../../store/file_system.ts";
import { withFlags } from "./option_flags.ts";

/** Messages for codes of system errors. */
const SYSTEM_MESSAGES: Readonly<Record<string, string>> = {
  ENOENT: "No such file",
  ENOTDIR: "No such file",
  EACCES: "Permission denied",
  EPERM: "Permission denied",
  EROFS: "Read-only disk",
  ENOSPC: "Disk is full",
  EDQUOT: "Disk quota exceeded",
  EISDIR: "Is a directory",
  EEXIST: "File exists",
  ELOOP: "Too many symbolic links",
  ENAMETOOLONG: "File name too long",
  EMFILE: "Too many open files",
};

/**
 * Formats the message of an error, with the flags and the remedy of the program. System errors have
 * no path.
 */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof DecodeError && error.reason === "unsupported") {
    return `${error.message}, or use classify --ffmpeg`;
  }
  const system = error instanceof InputError ? error.cause : error;
  return SYSTEM_MESSAGES[errorCode(system) ?? ""] ?? withFlags(error.message);
}

/** Formats the message of an error. System errors start with the path. */
export function messageWithPath(error: unknown): string {
  const system = error instanceof InputError ? error.cause : error;
  const { path } = (system ?? {}) as { readonly path?: unknown };
  const isSystem = (errorCode(system) ?? "") in SYSTEM_MESSAGES && typeof path === "string";
  return isSystem ? `${path}: ${lowerFirst(messageOf(error))}` : messageOf(error);
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
