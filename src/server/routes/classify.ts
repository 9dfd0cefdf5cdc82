import type { Prediction } from "../../prediction/prediction.ts";
import { toJson } from "../../prediction/to_json.ts";
import { receive } from "../body/receive.ts";
import type { JobRequest } from "../jobs/job_store.ts";
import { Problem, problemJson, problemOf } from "../problem.ts";
import { ClassifyQuery } from "../schemas.ts";
import { readQuery, type Services } from "../services.ts";

/** Answers `/v1/classify`: every recording of a request, in order. */
export async function classify(
  request: Request,
  services: Services,
  signal: AbortSignal,
): Promise<Response> {
  const { predictor, receiving } = services;
  const work = readWork(request);
  const received = await receive(request, receiving, { signal });
  try {
    const { recordings } = received;
    if (recordings.length === 0) throw missingFile();
    const answers = await Promise.allSettled(recordings.map(async (recording) => {
      if (recording.length === 0) throw emptyFile();
      return formatPrediction(
        await predictor.predict(recording, work, signal),
        work.events,
      );
    }));
    const [first] = answers;
    if (answers.length === 1 && first?.status === "rejected") throw first.reason;
    return Response.json({
      results: answers.map((answer) =>
        answer.status === "fulfilled"
          ? answer.value
          : { problem: problemJson(problemOf(answer.reason)) }
      ),
    });
  } finally {
    await received.release();
  }
}

/** Reads the choice of models and answers. @throws {Problem} 422 for an invalid parameter */
export function readWork(request: Request): JobRequest {
  const { models, coverage, events = "true" } = readQuery(request, ClassifyQuery);
  return {
    events: events === "true",
    ...(models !== undefined && { models: models.split(",") }),
    ...(coverage !== undefined && { coverage }),
  };
}

/** Formats a prediction as JSON data. @param hasEvents whether it has what happens when */
export function formatPrediction(
  prediction: Prediction,
  hasEvents: boolean,
): Record<string, unknown> {
  const json = toJson(prediction) as unknown as Record<string, unknown>;
  if (hasEvents || !prediction.cry) return json;
  const { timeline: _, segments: __, events: ___, ...cry } = prediction.cry;
  return { ...json, cry: toJson(cry) };
}

/** Problem of a form without a file. */
export function missingFile(): Problem {
  const detail = "Reading the form: expected a file, received none";
  return new Problem({ status: 422, code: "missing_file", detail });
}

/** Problem of a file without bytes. */
export function emptyFile(): Problem {
  const detail = "Reading the recording: expected a file, received 0 bytes";
  return new Problem({ status: 400, code: "empty_file", detail });
}
