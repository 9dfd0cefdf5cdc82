// A Worker that detects crying in the recording that is posted to it, as the body or as a file of a
// form. What is done once happens in the global scope, before the first request.
import { createClassifier, DecodeError, toJson, UnavailableError } from "@babycry/babycry";

const classifier = await createClassifier();
await classifier.warmUp();

export default {
  async fetch(request) {
    if (request.method !== "POST") {
      return Response.json({ error: "Expected a recording by POST" }, {
        status: 405,
        headers: { allow: "POST" },
      });
    }
    try {
      const prediction = await classifier.predict(await recordingOf(request));
      return Response.json(toJson(prediction));
    } catch (error) {
      return Response.json({ error: error.message }, { status: statusOf(error) });
    }
  },
};

/** The body, or the first file of a form. */
async function recordingOf(request) {
  const type = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data/i.test(type)) return await request.arrayBuffer();
  const form = await request.formData().catch(() => new FormData());
  const file = [...form.values()].find((value) => value instanceof File);
  if (!file) throw new RangeError("Reading the form: expected a file, received none");
  return file;
}

function statusOf(error) {
  // A known format that is not decoded, or whose decoder cannot run in a Worker.
  if (error instanceof UnavailableError || error.reason === "unsupported") return 415;
  return error instanceof DecodeError || error instanceof RangeError ? 400 : 500;
}
