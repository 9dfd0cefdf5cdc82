// A Worker that detects crying in the recording that is posted to it, as the body or as a file of a
// form. What is done once happens in the global scope, before the first request.
import {
  createClassifier,
  DecodeError,
  InputError,
  toJson,
  UnavailableError,
} from "@babycry/babycry";

const classifier = await createClassifier({ maxBytes: 25_000_000 });
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
  if (!/^multipart\/form-data/i.test(type)) return request.body ?? new Uint8Array();
  const form = await request.formData().catch(() => new FormData());
  const file = [...form.values()].find((value) => value instanceof File);
  if (!file) throw new TypeError("Reading the form: expected a file, received none");
  return file;
}

/** Status of the response to an error. */
function statusOf(error) {
  if (error instanceof InputError) return error.code === "too_large" ? 413 : 400;
  if (error instanceof DecodeError) return error.reason === "damaged" ? 422 : 415;
  // A format whose decoder cannot run in a Worker; the embedded models need no package.
  if (error instanceof UnavailableError) return 415;
  if (error instanceof TypeError) return 400;
  return error instanceof RangeError ? 422 : 500;
}
