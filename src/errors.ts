/**
 * Error classes of the library, one for each kind of fault. Built-in classes are preferred:
 * `TypeError` for a wrong type, `RangeError` for a value out of range, `SyntaxError` for text that
 * does not parse.
 *
 * @module
 */

/** Reason why bytes could not be decoded. */
export type DecodeErrorReason =
  /** Unknown format. */
  | "unrecognized"
  /** Known format or variant that is not supported. */
  | "unsupported"
  /** Bytes that contradict their own format. */
  | "damaged";

/** Error of bytes that could not be decoded, or only in part. */
export class DecodeError extends Error {
  /** Name of the class. */
  override readonly name = "DecodeError";
  /** Reason, for programs. */
  readonly reason: DecodeErrorReason;
  /** Detected container and codec, such as `wav` or `caf/ima4`; absent when unrecognized. */
  readonly format: string | undefined;

  /** Creates an error with a message that names what was expected and received. */
  constructor(
    message: string,
    fields: { reason: DecodeErrorReason; format?: string; cause?: unknown },
  ) {
    super(message, { cause: fields.cause });
    this.reason = fields.reason;
    this.format = fields.format;
  }
}

/** Reason why audio could not be read from its path, URL, stream or microphone. */
export type InputErrorCode =
  /** File or microphone not found. */
  | "not_found"
  /** Missing permission to read the file, or to use the microphone. */
  | "permission"
  /** System error while reading the file, or a path of a directory. */
  | "unreadable"
  /** Error status of the server; see {@link InputError.status}. */
  | "http_status"
  /** Missing response of the server, or a broken connection. */
  | "network"
  /** Recording with more bytes than `maxBytes`, or than fit in memory. */
  | "too_large"
  /** Microphone that another program uses. */
  | "busy"
  /** Microphone that was unplugged, or whose permission was withdrawn. */
  | "lost"
  /** Microphone that the browser keeps suspended until the user touches the page. */
  | "suspended";

/** Error of audio that could not be read from a path, a URL, a stream or a microphone. */
export class InputError extends Error {
  /** Name of the class. */
  override readonly name = "InputError";
  /** Reason, for programs. */
  readonly code: InputErrorCode;
  /** HTTP status of the response; absent unless `code` is `http_status`. */
  readonly status: number | undefined;

  /** Creates an error; `cause` is the underlying system error, if any. */
  constructor(
    message: string,
    fields: { code: InputErrorCode; status?: number; cause?: unknown },
  ) {
    super(message, { cause: fields.cause });
    this.code = fields.code;
    this.status = fields.status;
  }
}

/** Reason why the model store could not provide or keep a file. */
export type StoreErrorCode =
  /** File that is neither in the store nor on the server, or whose URL is unknown. */
  | "not_found"
  /** Missing token, or a token that the server rejects. */
  | "unauthorized"
  /** Missing response of the server. */
  | "offline"
  /** Error status of the server, or too many redirects. */
  | "http_status"
  /** Stalled or interrupted download; the next one resumes it. */
  | "interrupted"
  /** Lock of another program that writes to the store. */
  | "locked"
  /** Full disk, or exceeded quota. */
  | "no_space"
  /** Missing permission to write to the folder. */
  | "permission"
  /** Other system error while reading or writing. */
  | "io";

/** Error of a file that the model store could not download, read or write. */
export class StoreError extends Error {
  /** Name of the class. */
  override readonly name = "StoreError";
  /** Reason, for programs. */
  readonly code: StoreErrorCode;

  /** Creates an error; `cause` is the underlying system or network error, if any. */
  constructor(message: string, fields: { code: StoreErrorCode; cause?: unknown }) {
    super(message, { cause: fields.cause });
    this.code = fields.code;
  }
}

/** Error of a missing optional package or host feature. */
export class UnavailableError extends Error {
  /** Name of the class. */
  override readonly name = "UnavailableError";
  /** Name of the missing package or feature, such as `@babycry/decoders`. */
  readonly dependency: string;

  /** Creates an error with a message that names the remedy. */
  constructor(message: string, fields: { dependency: string; cause?: unknown }) {
    super(message, { cause: fields.cause });
    this.dependency = fields.dependency;
  }
}

/** Error of an invalid manifest or file of a model, or of two that do not match. */
export class ModelError extends Error {
  /** Name of the class. */
  override readonly name = "ModelError";
  /** Name of the model. */
  readonly modelId: string;

  /** Creates an error with a message that names what was expected and received. */
  constructor(message: string, fields: { modelId: string; cause?: unknown }) {
    super(message, { cause: fields.cause });
    this.modelId = fields.modelId;
  }
}
