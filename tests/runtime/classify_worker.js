// A Worker that says whether an infant cries on the recording that is posted to it; docs/workers.md shows
// it. What is done once happens before there is a request.
import { createClassifier, DecodeError, toJson, UnavailableError } from "@babycry/babycry";

const classifier = await createClassifier();
await classifier.warmUp();

export default {
  async fetch(request) {
    try {
      const prediction = await classifier.predict(await request.arrayBuffer());
      return Response.json(toJson(prediction));
    } catch (error) {
      return Response.json({ error: error.message }, { status: statusOf(error) });
    }
  },
};

function statusOf(error) {
  // A format whose decoder is not there.
  if (error instanceof UnavailableError) return 415;
  return error instanceof DecodeError || error instanceof RangeError ? 400 : 500;
}
