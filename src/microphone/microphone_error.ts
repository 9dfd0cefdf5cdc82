/** Reason why a microphone cannot be used. */
export type MicrophoneErrorCode =
  /** Refused permission. */
  | "denied"
  /** Missing microphone, or none with the given `deviceId`. */
  | "not_found"
  /** Microphone that another program uses. */
  | "busy"
  /** Microphone that was unplugged, or whose permission was withdrawn. */
  | "lost"
  /** Audio that the browser keeps suspended until the user touches the page. */
  | "suspended"
  /** Host without microphones, or a page that was not loaded by HTTPS. */
  | "unavailable";

/** Error of a microphone. */
export class MicrophoneError extends Error {
  /** Name of the class. */
  override readonly name = "MicrophoneError";
  /** Reason, for programs. */
  readonly code: MicrophoneErrorCode;

  /** Creates an error; `cause` is that of the browser, if any. */
  constructor(message: string, fields: { code: MicrophoneErrorCode; cause?: unknown }) {
    super(message, { cause: fields.cause });
    this.code = fields.code;
  }
}

/** Codes by the names of the browser's errors. */
const CODES: Readonly<Record<string, MicrophoneErrorCode>> = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "not_found",
  OverconstrainedError: "not_found",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** Converts an error of `getUserMedia`. */
export function microphoneError(cause: unknown): MicrophoneError {
  const { name, message } = cause as Error;
  const code = CODES[name] ?? "unavailable";
  return new MicrophoneError(
    `Opening the microphone: expected one that may be used, received ${name}: ${message}`,
    { code, cause },
  );
}
