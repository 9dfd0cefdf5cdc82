/**
 * Worker that runs the case in the path of a request: status 200 when it passes, 500 with the error
 * otherwise. Posted samples at 16 kHz are answered with the outputs of the golden op `yamnet`.
 *
 * @module
 */
import { createYamnet, type Yamnet } from "@babycry/babycry/encoders";
import { yamnetOutputs } from "../golden/yamnet_outputs.ts";
import { cases } from "./cases.ts";

/** Bindings of the Worker. */
interface Bindings {
  /** R2 bucket with `yamnet.tflite`. */
  readonly BUCKET: { get(key: string): Promise<{ arrayBuffer(): Promise<ArrayBuffer> }> };
}

let network: Yamnet | undefined;

export default {
  async fetch(request: Request, bindings: Bindings): Promise<Response> {
    try {
      if (request.method === "POST") return await yamnet(request, bindings);
      const name = decodeURIComponent(new URL(request.url).pathname.slice(1));
      await cases[name]!();
      return new Response("passed");
    } catch (error) {
      return new Response(String(error instanceof Error ? error.stack : error), { status: 500 });
    }
  },
};

async function yamnet(request: Request, { BUCKET }: Bindings): Promise<Response> {
  if (!network) {
    const file = await BUCKET.get("yamnet.tflite");
    network = createYamnet(new Uint8Array(await file.arrayBuffer()));
  }
  const samples = new Float32Array(await request.arrayBuffer());
  const outputs = Object.entries(await yamnetOutputs(network, { samples, sampleRateHz: 16_000 }));
  return Response.json(Object.fromEntries(
    outputs.map(([name, { data, shape }]) => [name, { data: Array.from(data), shape }]),
  ));
}
