import { InputError, type InputErrorCode } from "../errors.ts";

/** Codes by the names of the browser's errors. */
const CODES: Readonly<Record<string, InputErrorCode>> = {
  NotAllowedError: "permission",
  SecurityError: "permission",
  NotFoundError: "not_found",
  OverconstrainedError: "not_found",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** Converts an error of `getUserMedia`. */
export function microphoneError(cause: unknown): InputError {
  const { name, message } = cause as Error;
  return new InputError(
    `Opening the microphone: expected one that may be used, received ${name}: ${message}`,
    { code: CODES[name] ?? "unreadable", cause },
  );
}
