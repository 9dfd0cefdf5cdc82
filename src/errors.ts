/**
 * The project's own errors, one class for each kind of fault. Built-in classes come first: a wrong type
 * is a `TypeError`, a value out of range a `RangeError`, text that does not parse a `SyntaxError`.
 *
 * @module
 */

/** Reason why bytes could not be decoded. */
export type DecodeErrorReason =
  /** The bytes start like no known format. */
  | "unrecognized"
  /** The format is known, but this variant of it has no decoder here. */
  | "unsupported"
  /** The bytes contradict their own format. */
  | "damaged";

/** Bytes that could not be decoded, or not to their end. */
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

/** Reason why a recording could not be read from its path or URL. */
export type InputErrorCode =
  /** There is no such file. */
  | "not_found"
  /** The program may not read the file. */
  | "permission"
  /** The system failed to read the file, or the path is a directory. */
  | "unreadable"
  /** The server answered with a status that is not a success; see {@link InputError.status}. */
  | "http_status"
  /** The server did not answer, or broke the connection. */
  | "network"
  /** The recording has more bytes than `maxBytes`, or than the host can hold at once. */
  | "too_large";

/** A recording whose bytes could not be read from a path, a URL or a stream. */
export class InputError extends Error {
  /** Name of the class. */
  override readonly name = "InputError";
  /** Reason, for programs. */
  readonly code: InputErrorCode;
  /** Status of the server's answer; absent unless `code` is `http_status`. */
  readonly status: number | undefined;

  /** Creates an error; `cause` is the error of the system, if there is one. */
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
  /** The file is neither in the store nor on the server, or no address of it is known. */
  | "not_found"
  /** The server requires a token, or refuses the one that was sent. */
  | "unauthorized"
  /** The server does not answer. */
  | "offline"
  /** The server answered with another status than success, or with too many redirects. */
  | "http_status"
  /** The download stalled or broke off; the next one continues it. */
  | "interrupted"
  /** Another program is writing to the store. */
  | "locked"
  /** The disk is full, or the quota is used up. */
  | "no_space"
  /** The program may not write to the folder. */
  | "permission"
  /** The system failed to read or write for another reason. */
  | "io";

/** A file that the model store could not download, read or write. */
export class StoreError extends Error {
  /** Name of the class. */
  override readonly name = "StoreError";
  /** Reason, for programs. */
  readonly code: StoreErrorCode;

  /** Creates an error; `cause` is the error of the system or of the network, if there is one. */
  constructor(message: string, fields: { code: StoreErrorCode; cause?: unknown }) {
    super(message, { cause: fields.cause });
    this.code = fields.code;
  }
}

/** An optional package or a feature of the host that is missing. */
export class UnavailableError extends Error {
  /** Name of the class. */
  override readonly name = "UnavailableError";
  /** Name of the package or feature, such as `mpg123-decoder`. */
  readonly dependency: string;

  /** Creates an error with a message that names the remedy. */
  constructor(message: string, fields: { dependency: string; cause?: unknown }) {
    super(message, { cause: fields.cause });
    this.dependency = fields.dependency;
  }
}

/** A manifest or a file of a model that is invalid, or does not match the other. */
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
