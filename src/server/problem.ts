/**
 * Problem details of RFC 9457, and the problem of each error.
 *
 * @module
 */
import {
  DecodeError,
  InputError,
  type InputErrorCode,
  ModelError,
  StoreError,
  UnavailableError,
} from "../errors.ts";

/** Titles of the statuses that the server answers, as in RFC 9110. */
const TITLES: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  408: "Request Timeout",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  421: "Misdirected Request",
  422: "Unprocessable Content",
  426: "Upgrade Required",
  429: "Too Many Requests",
  500: "Internal Server Error",
  501: "Not Implemented",
  502: "Bad Gateway",
  503: "Service Unavailable",
  507: "Insufficient Storage",
};

/** Statuses of the errors of inputs. */
const INPUT_STATUS: Readonly<Record<InputErrorCode, number>> = {
  not_found: 404,
  permission: 403,
  unreadable: 500,
  http_status: 502,
  network: 502,
  too_large: 413,
  busy: 500,
  lost: 500,
  suspended: 500,
};

/** Seconds after which a client may repeat a request that was refused for load. */
export const RETRY_SECONDS = 1;

/** Plain data of a problem; survives the way between threads and to a file. */
export interface ProblemFields {
  /** HTTP status. */
  readonly status: number;
  /** Name of the fault, for programs, such as `too_large`. */
  readonly code: string;
  /** Description of this occurrence. */
  readonly detail: string;
}

/** Error with an HTTP status. */
export class Problem extends Error implements ProblemFields {
  /** Name of the class. */
  override readonly name = "Problem";
  /** HTTP status. */
  readonly status: number;
  /** Name of the fault. */
  readonly code: string;
  /** Headers of the response. */
  readonly headers: Readonly<Record<string, string>>;

  /** Creates a problem. */
  constructor(
    { status, code, detail }: ProblemFields,
    headers: Readonly<Record<string, string>> = {},
    cause?: unknown,
  ) {
    super(detail, { cause });
    this.status = status;
    this.code = code;
    this.headers = headers;
  }

  /** Description of this occurrence. */
  get detail(): string {
    return this.message;
  }
}

/** Creates a problem that a client may retry. */
export function busy(status: 429 | 503, code: string, detail: string): Problem {
  return new Problem({ status, code, detail }, { "retry-after": String(RETRY_SECONDS) });
}

/** Creates the problem of a client that left before its answer; only the log has it. */
export function clientGone(): Problem {
  const detail = "Answering the request: expected a connection, received its end";
  return new Problem({ status: 400, code: "client_gone", detail });
}

/** Finds the problem of any error; the table is in `docs/workers.md`. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const problem = (status: number, code: string) =>
    new Problem({ status, code, detail: (error as Error).message }, {}, error);
  if (error instanceof InputError) return problem(INPUT_STATUS[error.code], error.code);
  if (error instanceof DecodeError) {
    return problem(error.reason === "damaged" ? 422 : 415, error.reason);
  }
  if (error instanceof UnavailableError) {
    const isDecoder = error.dependency === "@babycry/decoders";
    return problem(isDecoder ? 415 : 501, "unavailable");
  }
  if (error instanceof StoreError) {
    if (error.code === "unauthorized" || error.code === "http_status") {
      return problem(502, "model_source");
    }
    return problem(error.code === "no_space" ? 507 : 503, "model_missing");
  }
  if (error instanceof RangeError) return problem(422, "out_of_range");
  if ((error as Partial<{ code: string }> | undefined)?.code === "ENOSPC") {
    return new Problem({ status: 507, code: "no_space", detail: "The disk is full" }, {}, error);
  }
  const code = error instanceof ModelError ? "model_damaged" : "internal";
  const detail = "The server failed; its log has the request id";
  return new Problem({ status: 500, code, detail }, {}, error);
}

/** Formats a problem as JSON data. */
export function problemJson(
  { status, code, detail }: ProblemFields,
  requestId?: string,
): Record<string, unknown> {
  return {
    type: "about:blank",
    title: TITLES[status] ?? "Error",
    status,
    detail,
    code,
    ...(requestId !== undefined && { request_id: requestId }),
  };
}

/** Creates the response to a problem. */
export function problemResponse(problem: Problem, requestId?: string): Response {
  return new Response(JSON.stringify(problemJson(problem, requestId)), {
    status: problem.status,
    headers: { ...problem.headers, "content-type": "application/problem+json" },
  });
}
