// A Worker that detects crying in a posted recording: the body, or a file of a form. The models are
// loaded once in the global scope, before the first request.
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

/** Returns the request, whose body is a recording, or the first file of a form. */
async function recordingOf(request) {
  const type = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data/i.test(type)) return request.body ? request : new Uint8Array();
  const form = await request.formData().catch(() => new FormData());
  const file = [...form.values()].find((value) => value instanceof File);
  if (!file) throw new TypeError("Reading the form: expected a file, received none");
  return file;
}

/** Returns the status of the response to an error. */
function statusOf(error) {
  if (error instanceof InputError) return error.code === "too_large" ? 413 : 400;
  if (error instanceof DecodeError) return error.reason === "damaged" ? 422 : 415;
  // The decoder of the format cannot run in a Worker. The embedded models need no other package.
  if (error instanceof UnavailableError) return 415;
  if (error instanceof TypeError) return 400;
  return error instanceof RangeError ? 422 : 500;
}
