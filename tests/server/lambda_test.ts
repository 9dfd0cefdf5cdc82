/** The application as an AWS Lambda function, in process. */
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import type { Hono } from "npm:hono@4.13.19";
import { type APIGatewayProxyResult, handle } from "npm:hono@4.13.19/aws-lambda";
import { createApp } from "../../src/server/mod.ts";
import { CRY } from "./_app.ts";

const handler = handle(createApp() as Hono);

/** Invokes the function with an event of API Gateway, payload format 2.0. */
async function invoke(
  method: string,
  path: string,
  body?: { readonly bytes: Uint8Array; readonly type: string },
): Promise<APIGatewayProxyResult> {
  const [rawPath = "", rawQueryString = ""] = path.split("?");
  const domainName = "id.execute-api.eu-west-1.amazonaws.com";
  return await handler({
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString,
    headers: { host: domainName, ...(body && { "content-type": body.type }) },
    body: body ? Buffer.from(body.bytes).toString("base64") : null,
    isBase64Encoded: body !== undefined,
    requestContext: {
      accountId: "1",
      apiId: "id",
      authentication: null,
      authorizer: {},
      domainName,
      domainPrefix: "id",
      http: { method, path: rawPath, protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "" },
      requestId: "id",
      routeKey: "$default",
      stage: "$default",
      time: "12/Mar/2026:19:03:58 +0000",
      timeEpoch: 0,
    },
  });
}

test("an event with a body in base64 is answered", async () => {
  const health = await invoke("GET", "/health");
  assert.deepEqual([health.statusCode, JSON.parse(health.body)], [200, { status: "ok" }]);
  const classified = await invoke("POST", "/v1/classify?events=false", {
    bytes: CRY,
    type: "audio/wav",
  });
  assert.equal(classified.statusCode, 200, classified.body);
  assert.equal(JSON.parse(classified.body).results[0].cry.label, "cry");
  const data = new FormData();
  data.append("file", new Blob([CRY]), "a.wav");
  const form = new Response(data);
  const predicted = await invoke("POST", "/predict?top_k=2", {
    bytes: new Uint8Array(await form.clone().arrayBuffer()),
    type: form.headers.get("content-type")!,
  });
  assert.equal(predicted.statusCode, 200, predicted.body);
  assert.equal(JSON.parse(predicted.body).top_k.length, 2);
});

test("a fault is a problem, and jobs need a store", async () => {
  const wrong = await invoke("POST", "/v1/classify", {
    bytes: new Uint8Array(9),
    type: "audio/wav",
  });
  assert.deepEqual([wrong.statusCode, JSON.parse(wrong.body).code], [415, "unrecognized"]);
  const jobs = await invoke("POST", "/v1/jobs", { bytes: CRY, type: "audio/wav" });
  assert.equal(jobs.statusCode, 501);
});
