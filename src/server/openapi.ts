/**
 * OpenAPI document of the routes, and pages that show it.
 *
 * @module
 */
import { VERSION } from "../version.ts";
import { OpenAPIHono, z } from "./hono.ts";
import type { ModelInfo } from "./predictor/predictor.ts";
import {
  ClassifyQuery,
  ClassifySchema,
  FlatSchema,
  JobSchema,
  ModelSchema,
  OriginalQuery,
  OriginalSchema,
  ProblemSchema,
  UrlSchema,
} from "./schemas.ts";

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  400: "The request is malformed, or the file empty",
  401: "A token is missing or wrong",
  404: "Unknown id",
  408: "The body arrived too slowly",
  413: "The body or the number of files exceeds a limit",
  415: "The type of the body or the format of the recording is not supported",
  421: "The host is not one of this server",
  422: "A parameter or the recording is not valid",
  429: "Too many jobs or streams; see Retry-After",
  500: "The server failed",
  501: "This server does not offer it",
  502: "The server of the URL, or of a model, failed",
  503: "The server is overloaded or closing; see Retry-After",
  507: "The disk is full",
};
/** Statuses of the problems of a request with a recording. */
const UPLOAD = [400, 401, 408, 413, 415, 421, 422, 500, 501, 502, 503, 507];

const binary = z.any().openapi({ type: "string", format: "binary" });
const json = (schema: z.ZodType) => ({ "application/json": { schema } });
const ok = (description: string, schema: z.ZodType) => ({ description, content: json(schema) });
const RAW = {
  "audio/wav": { schema: binary },
  "application/octet-stream": { schema: binary },
};

/** Problems by status. */
function problems(statuses: readonly number[]) {
  return Object.fromEntries(statuses.map((status) => [status, {
    description: DESCRIPTIONS[status]!,
    content: { "application/problem+json": { schema: ProblemSchema } },
  }]));
}

/** Form with a file, or several. */
function form(file: Record<string, unknown>) {
  const schema = { type: "object", properties: { file }, required: ["file"] };
  return {
    schema: z.any().openapi(schema as never),
    encoding: { file: { contentType: "audio/wav" } },
  };
}

const file = { type: "string", format: "binary", contentMediaType: "audio/wav" };

/** Lists the choices of at most one model for each task. */
function choicesOf(models: Offers["models"]): string[] {
  const byTask = new Map<string, string[]>();
  for (const { id, task } of models) byTask.set(task, [...byTask.get(task) ?? [], id]);
  let choices = [""];
  for (const ids of byTask.values()) {
    choices = choices.flatMap((
      choice,
    ) => [choice, ...ids.map((id) => choice ? `${choice},${id}` : id)]);
  }
  return choices.filter(Boolean);
}

/** Parts that a server offers. */
export interface Offers {
  /** Whether it accepts URLs. */
  readonly urls: boolean;
  /** Whether it runs jobs. */
  readonly jobs: boolean;
  /** Models. */
  readonly models: readonly Pick<ModelInfo, "id" | "task">[];
}

/** Creates the document of a server. */
export function openApiDocument({ urls, jobs, models }: Offers): Record<string, unknown> {
  const app = new OpenAPIHono();
  const { openAPIRegistry: registry } = app;
  const security = [{}, { token: [] }];
  const url = urls ? json(UrlSchema) : {};
  registry.registerComponent("securitySchemes", "token", { type: "http", scheme: "bearer" });
  for (const path of ["/health", "/livez", "/readyz"]) {
    registry.registerPath({
      method: "get",
      path,
      summary: path === "/readyz" ? "Whether the server takes new work" : "Whether the server runs",
      responses: {
        200: ok("It does", z.object({ status: z.string() }).openapi({ example: { status: "ok" } })),
        ...problems(path === "/readyz" ? [421, 503] : [421]),
      },
    });
  }
  registry.registerPath({
    method: "post",
    path: "/predict",
    summary: "Classify a recording, in the form of the original service",
    description: "With `{ url }`, the answer is that of its Lambda: probabilities by label, or " +
      "`{ error }`.",
    security,
    request: {
      query: OriginalQuery as never,
      body: {
        required: true,
        content: { "multipart/form-data": form(file), ...url },
      },
    },
    responses: {
      200: ok("Answer", z.union([OriginalSchema, FlatSchema])),
      ...problems(UPLOAD),
      400: {
        description: `${DESCRIPTIONS[400]}; for a URL, whatever its fault`,
        content: {
          "application/problem+json": { schema: ProblemSchema },
          ...json(z.object({ error: z.string() })),
        },
      },
    },
  });
  const recording = {
    query: (ClassifyQuery as z.ZodObject).extend({
      models: z.string().optional().openapi({
        description: "Names of models, separated by commas; at most one for each task",
        enum: choicesOf(models),
        example: models[0]!.id,
      }),
    }) as never,
    body: { required: true, content: { ...RAW, ...url } },
  };
  registry.registerPath({
    method: "post",
    path: "/v1/classify",
    summary: "Classify recordings",
    description: "A raw body, a URL, or the files of a form, one result each. A recording that " +
      "fails among several has a problem in place of its answer.",
    security,
    request: {
      ...recording,
      body: {
        required: true,
        content: {
          "multipart/form-data": form({ type: "array", items: file, minItems: 1, maxItems: 8 }),
          ...recording.body.content,
        },
      },
    },
    responses: {
      200: ok("Results in the order of the recordings", ClassifySchema),
      ...problems(UPLOAD),
    },
  });
  registry.registerPath({
    method: "get",
    path: "/v1/models",
    summary: "List models",
    security,
    responses: {
      200: ok("Models", z.object({ models: z.array(ModelSchema) })),
      ...problems([401, 421]),
    },
  });
  if (jobs) {
    registry.registerPath({
      method: "post",
      path: "/v1/jobs",
      summary: "Classify a recording later",
      description: "The same recording with the same options is the same job.",
      security,
      request: {
        ...recording,
        body: {
          required: true,
          content: { "multipart/form-data": form(file), ...recording.body.content },
        },
      },
      responses: {
        202: {
          ...ok("Job", JobSchema),
          headers: z.object({ location: z.string() }),
        },
        ...problems([...UPLOAD, 429]),
      },
    });
    registry.registerPath({
      method: "get",
      path: "/v1/jobs/{id}",
      summary: "Find a job",
      security,
      request: {
        params: z.object({
          id: z.string().regex(/^[\da-f]{64}$/).openapi({ example: "5f1e".repeat(16) }),
        }),
      },
      responses: { 200: ok("Job", JobSchema), ...problems([401, 404, 421, 501]) },
    });
  }
  registry.registerPath({
    method: "get",
    path: "/metrics",
    summary: "Metrics for Prometheus",
    security,
    responses: {
      200: { description: "Metrics", content: { "text/plain": { schema: z.string() } } },
      ...problems([401, 421]),
    },
  });
  return app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "babycry",
      version: VERSION,
      description: "Detects infant crying in recordings. Research software: not for medical, " +
        "safety or monitoring decisions. Live audio: WebSocket `/v1/listen`.",
      license: { name: "Apache-2.0" },
    },
  }) as unknown as Record<string, unknown>;
}
