/**
 * Schemas of parameters and answers, for checks and for the OpenAPI document.
 *
 * @module
 */
import { z } from "./hono.ts";

const probability = z.number().min(0).max(1);
const span = z.object({ start_seconds: z.number(), end_seconds: z.number() });
const timed = span.extend({ probability });
const abstention = {
  abstained: z.boolean(),
  abstention_reasons: z.array(z.string()),
  prediction_set: z.object({ coverage: z.number(), labels: z.array(z.string()) }).optional(),
  experimental: z.boolean().optional(),
};
const ranked = z.object({ label: z.string(), probability });
const probabilities = z.record(z.string(), probability);

/** Problem details of RFC 9457. */
export const ProblemSchema: z.ZodType = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  request_id: z.string().optional(),
}).openapi("Problem", {
  example: {
    type: "about:blank",
    title: "Content Too Large",
    status: 413,
    detail: "Reading the body: expected at most 25000000 bytes, received more",
    code: "too_large",
    request_id: "0c91ed84-b161-4601-a62e-6890a926891c",
  },
});

/** Answer for one recording. */
export const PredictionSchema: z.ZodType = z.object({
  audio: z.object({
    duration_seconds: z.number(),
    sample_rate_hz: z.number(),
    format: z.string().optional(),
    damage: z.string().optional(),
  }),
  cry: z.object({
    label: z.enum(["cry", "no_cry", "unknown"]),
    probability,
    threshold: probability,
    timeline: z.array(timed).optional(),
    segments: z.array(timed).optional(),
    events: z.array(span).optional(),
    ...abstention,
  }).optional(),
  valence: z.object({
    label: z.enum(["positive", "distress", "unknown"]),
    prob_positive: probability,
    prob_distress: probability,
    head: z.string(),
    ...abstention,
  }).optional(),
  reason: z.object({
    model: z.string(),
    label: z.string(),
    probability,
    top_reasons: z.array(ranked),
    all_probs: probabilities,
    ...abstention,
  }).loose().optional(),
  tags: z.object({ model: z.string(), tags: z.array(ranked.loose()) }).loose().optional(),
}).openapi("Prediction");

/** Answer of `/v1/classify`. */
export const ClassifySchema: z.ZodType = z.object({
  results: z.array(z.union([PredictionSchema, z.object({ problem: ProblemSchema })])),
}).openapi("Classification", {
  example: {
    results: [{
      audio: { duration_seconds: 7, sample_rate_hz: 44100, format: "wav/pcm_s16le" },
      cry: {
        label: "cry",
        probability: 0.99,
        threshold: 0.5,
        abstained: false,
        abstention_reasons: [],
      },
    }],
  },
});

/** Answer of `/predict`. */
export const OriginalSchema: z.ZodType = z.object({
  label: z.string(),
  probability,
  top_k: z.array(ranked),
  all_probs: probabilities,
}).openapi("OriginalPrediction", {
  example: {
    label: "hungry",
    probability: 0.7,
    top_k: [{ label: "hungry", probability: 0.7 }],
    all_probs: { hungry: 0.7, tired: 0.3 },
  },
});

/** Answer of `/predict` to a URL. */
export const FlatSchema: z.ZodType = z.record(z.string(), z.number()).openapi("FlatProbabilities", {
  example: { hungry: 0.7, tired: 0.3 },
});

/** Model of the server. */
export const ModelSchema: z.ZodType = z.object({
  id: z.string(),
  task: z.string(),
  default: z.boolean(),
  experimental: z.boolean(),
  min_seconds: z.number(),
  license: z.string(),
}).openapi("Model");

/** Job. */
export const JobSchema: z.ZodType = z.object({
  id: z.string(),
  status: z.enum(["queued", "running", "done", "failed"]),
  attempts: z.int(),
  result: PredictionSchema.optional(),
  problem: ProblemSchema.optional(),
}).openapi("Job", { example: { id: "5f1e".repeat(16), status: "queued", attempts: 0 } });

/** Body with a URL. */
export const UrlSchema: z.ZodType = z.object({ url: z.url() }).strict().openapi("RecordingUrl", {
  example: { url: "https://example.org/clip.wav" },
});

/** Parameter that is a text on the wire, and a number in the document. */
function numeric(type: "integer" | "number", range: Record<string, number>) {
  const pattern = type === "integer" ? /^-?\d+$/ : /^-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?$/;
  const { minimum = -Infinity, exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = range;
  return z.string().regex(pattern).transform(Number)
    .refine((value) => value >= minimum && value > exclusiveMinimum && value < exclusiveMaximum)
    .openapi({ type, ...range });
}

/** Parameters of `/predict`. */
export const OriginalQuery: z.ZodType<{ top_k?: number | undefined }> = z.object({
  top_k: numeric("integer", { minimum: 0 }).optional().openapi({
    description: "Number of labels in `top_k`; 0 counts as 1",
    example: 3,
  }),
});

/** Values of {@link ClassifyQuery}. */
export interface ClassifyParameters {
  readonly models?: string | undefined;
  readonly coverage?: number | undefined;
  readonly events?: "true" | "false" | undefined;
}

/** Parameters of `/v1/classify` and `/v1/jobs`. */
export const ClassifyQuery: z.ZodType<ClassifyParameters> = z.object({
  models: z.string().regex(/^[\w.-]{1,64}(,[\w.-]{1,64}){0,7}$/).optional(),
  coverage: numeric("number", { exclusiveMinimum: 0, exclusiveMaximum: 1 }).optional().openapi({
    description: "Coverage of prediction sets",
    example: 0.9,
  }),
  events: z.enum(["true", "false"]).optional().openapi({
    description: "Whether the answer has the timeline, segments and events of the cry",
    example: "true",
  }),
});
