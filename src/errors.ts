/**
 * The project's own errors. Wrong types are a `TypeError`, values out of range a `RangeError`,
 * text that does not parse a `SyntaxError`; only what none of these says has a class here.
 *
 * @module
 */

/** Why some bytes could not be decoded. */
export type DecodeErrorReason =
  /** No known format starts like this. */
  | "unrecognized"
  /** The format is known, this variant of it is not decoded here. */
  | "unsupported"
  /** The bytes contradict their own format. */
  | "damaged";

/** Bytes that could not be decoded, or not to their end. */
export class DecodeError extends Error {
  /** The name of the class. */
  override readonly name = "DecodeError";
  /** Why, for programs. */
  readonly reason: DecodeErrorReason;
  /** What the bytes look like, such as `wav` or `caf/ima4`; absent when unrecognized. */
  readonly format: string | undefined;

  /** An error whose message says what was done, what came and what was wanted. */
  constructor(
    message: string,
    fields: { reason: DecodeErrorReason; format?: string; cause?: unknown },
  ) {
    super(message, { cause: fields.cause });
    this.reason = fields.reason;
    this.format = fields.format;
  }
}

/** An optional dependency or a host feature that is not there. */
export class UnavailableError extends Error {
  /** The name of the class. */
  override readonly name = "UnavailableError";
  /** What was wanted, such as `mpg123-decoder`. */
  readonly dependency: string;

  /** An error whose message says what was done, what came and what was wanted. */
  constructor(message: string, fields: { dependency: string; cause?: unknown }) {
    super(message, { cause: fields.cause });
    this.dependency = fields.dependency;
  }
}

/** A model manifest that contradicts itself or what it is given. */
export class ModelError extends Error {
  /** The name of the class. */
  override readonly name = "ModelError";
  /** The model in question. */
  readonly modelId: string;

  /** An error whose message says what was done, what came and what was wanted. */
  constructor(message: string, fields: { modelId: string; cause?: unknown }) {
    super(message, { cause: fields.cause });
    this.modelId = fields.modelId;
  }
}
