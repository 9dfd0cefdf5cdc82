/**
 * Op of the pack `yamnet`: log-mel, scores and embeddings of recordings.
 *
 * @module
 */
import { UnavailableError } from "@babycry/babycry";
import { createYamnet, type Yamnet } from "@babycry/babycry/encoders";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import process from "node:process";
import type { Given } from "./given.ts";
import type { Compute } from "./op.ts";
import { yamnetOutputs } from "./yamnet_outputs.ts";

let network: Yamnet | undefined;

export const YAMNET_OPS: Readonly<Record<string, Compute>> = {
  async yamnet(given) {
    network ??= createYamnet(weights(given));
    const samples = await given.samples("x");
    return yamnetOutputs(network, { samples, sampleRateHz: given.number("sample_rate_hz") });
  },
};

/** The network that the references were computed with, which no pack holds. */
function weights({ pack }: Given): Uint8Array {
  const shared = process.env["BABYCRY_SHARED"] ?? "../shared";
  const folders = [resolve(shared, "teacher"), resolve(pack.folder, "../../teacher")];
  const file = folders.map((folder) => `${folder}/yamnet.tflite`).find(existsSync);
  if (file) return new Uint8Array(readFileSync(file));
  throw new UnavailableError(
    `Reading yamnet.tflite failed: expected it in ${folders[0]}; set BABYCRY_SHARED`,
    { dependency: "yamnet.tflite" },
  );
}
