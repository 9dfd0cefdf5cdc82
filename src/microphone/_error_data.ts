import { DecodeError, InputError, ModelError, StoreError, UnavailableError } from "../errors.ts";

/** Error as data; a structured clone keeps neither the class nor the fields. */
export interface ErrorData {
  readonly name: string;
  readonly message: string;
  /** Own fields, such as `code`. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly cause?: ErrorData;
}

type ErrorClass = new (message: string, fields: never) => Error;

/** Classes that an error keeps. */
const CLASSES: Readonly<Record<string, ErrorClass>> = {
  TypeError,
  RangeError,
  SyntaxError,
  DecodeError,
  InputError,
  ModelError,
  StoreError,
  UnavailableError,
};

/** Converts an error, with those that caused it. */
export function errorToData(error: unknown): ErrorData {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), fields: {} };
  const { name, message, cause } = error;
  const fields = Object.fromEntries(
    Object.entries(error).filter(([, value]) => ["string", "number"].includes(typeof value)),
  );
  return {
    name,
    message,
    fields,
    ...(cause instanceof Error ? { cause: errorToData(cause) } : {}),
  };
}

/** Restores an error; one of an unknown class is an `Error` with its name. */
export function errorFrom({ name, message, fields, cause }: ErrorData): Error {
  const options = { ...fields, ...(cause ? { cause: errorFrom(cause) } : {}) };
  const Class = CLASSES[name];
  if (Class) return new Class(message, options as never);
  return Object.assign(new Error(message, options), { ...fields, name });
}
