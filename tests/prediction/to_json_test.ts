import { toJson } from "@babycry/babycry";
import assert from "node:assert/strict";
import { test } from "node:test";

test("keys are converted to snake_case, values stay as they are", () => {
  assert.deepEqual(toJson({ startSeconds: 1, inner: [{ topK: null, a: "camelCase" }], ok: true }), {
    start_seconds: 1,
    inner: [{ top_k: null, a: "camelCase" }],
    ok: true,
  });
});
