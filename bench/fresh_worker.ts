/**
 * Worker that creates its classifier on the first request and, except for `/create`, predicts the posted
 * recording.
 *
 * @module
 */
import { type Classifier, createClassifier } from "@babycry/babycry";

let classifier: Classifier | undefined;

export default {
  async fetch(request: Request): Promise<Response> {
    const body = await request.arrayBuffer();
    classifier ??= await createClassifier();
    if (!request.url.endsWith("/create")) await classifier.predict(body);
    return new Response("done");
  },
};
