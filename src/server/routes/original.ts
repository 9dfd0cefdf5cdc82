/**
 * Answers of the original service, `blessingoraz/baby-cry-classifier`, and of its Lambda.
 *
 * @module
 */
import type { Prediction } from "../../prediction/prediction.ts";
import { isJson, receive } from "../body/receive.ts";
import { problemOf } from "../problem.ts";
import { OriginalQuery } from "../schemas.ts";
import { readQuery, type Services } from "../services.ts";
import { emptyFile, missingFile } from "./classify.ts";

/** Default of `top_k`. */
const TOP_K = 3;

/** Answers `/predict`: a file of a form, or a URL in JSON as the Lambda takes it. */
export async function predictOriginal(
  request: Request,
  services: Services,
  signal: AbortSignal,
): Promise<Response> {
  if (isJson(request)) return await predictUrl(request, services, signal);
  const { top_k = TOP_K } = readQuery(request, OriginalQuery);
  const type = request.headers.get("content-type");
  if (type === null) throw missingFile();
  const received = await receive(request, services.receiving, { field: "file", signal });
  try {
    const [recording] = received.recordings;
    if (recording === undefined) throw missingFile();
    if (recording.length === 0) throw emptyFile();
    const prediction = await services.predictor.predict(
      recording,
      { original: "trained" },
      signal,
    );
    const ranking = rank(probabilities(prediction));
    return Response.json({
      label: labelOf(prediction) ?? ranking[0]!.label,
      probability: ranking[0]!.probability,
      top_k: ranking.slice(0, Math.max(1, top_k)),
      all_probs: probabilities(prediction),
    });
  } finally {
    await received.release();
  }
}

/** Answers a URL: probabilities by label, or `{ error }` with status 400, as the Lambda does. */
async function predictUrl(
  request: Request,
  services: Services,
  signal: AbortSignal,
): Promise<Response> {
  try {
    const received = await receive(request, services.receiving, { signal });
    try {
      const [recording] = received.recordings;
      const prediction = await services.predictor.predict(
        recording!,
        { original: "lambda" },
        signal,
      );
      return Response.json(probabilities(prediction));
    } finally {
      await received.release();
    }
  } catch (error) {
    const { status, detail, headers } = problemOf(error);
    // Faults of the server are no faults of the URL.
    const isOurs = status === 429 || status === 503 || status === 500;
    return Response.json({ error: detail }, { status: isOurs ? status : 400, headers });
  }
}

/** Finds the probabilities of the first task that has some: reason, valence, cry. */
function probabilities({ reason, valence, cry }: Prediction): Record<string, number> {
  if (reason) return reason.allProbs;
  if (valence) return { positive: valence.probPositive, distress: valence.probDistress };
  return { cry: cry?.probability ?? 0, no_cry: 1 - (cry?.probability ?? 0) };
}

function labelOf({ reason, valence, cry }: Prediction): string | undefined {
  return (reason ?? valence ?? cry)?.label;
}

function rank(all: Record<string, number>): { label: string; probability: number }[] {
  return Object.entries(all).map(([label, probability]) => ({ label, probability }))
    .sort((a, b) => b.probability - a.probability);
}
