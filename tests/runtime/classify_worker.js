// A Worker that says whether an infant cries on the recording that is posted to it; docs/workers.md shows
// it. What is done once happens before there is a request.
import { createClassifier, DecodeError, toJson } from "babycry";

const classifier = await createClassifier();
await classifier.warmUp();

export default {
  async fetch(request) {
    try {
      const prediction = await classifier.predict(await request.arrayBuffer());
      return Response.json(toJson(prediction));
    } catch (error) {
      const isInput = error instanceof DecodeError || error instanceof RangeError;
      return Response.json({ error: error.message }, { status: isInput ? 400 : 500 });
    }
  },
};
