/**
 * A Worker that makes its classifier when it is asked to, `/create`, and else predicts what is posted.
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
