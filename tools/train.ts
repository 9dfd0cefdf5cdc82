/**
 * `deno task train`: fits the embedded models on the shared data, with the project's own `fit`.
 *
 * @module
 */
import { mkdir, writeFile } from "node:fs/promises";
import process from "node:process";
import { processHost } from "../src/cli/process_host.ts";
import { main } from "../src/cli/main.ts";
import { cryDetectManifest } from "./cry_detect_manifest.ts";

const shared = process.env["BABYCRY_SHARED"] ?? "../shared";
const manifest = ".cache/cry-detect.csv";
await mkdir(".cache", { recursive: true });
await writeFile(manifest, await cryDetectManifest(shared));
process.exitCode = await main([
  ...["fit", manifest, "--root", `${shared}/data`, "--positive", "cry", "--augment", "phone"],
  ...["--id", "cry-detect", "--licence", "CC-BY-SA-4.0, see NOTICE"],
  ...["--out", "models/cry-detect.json"],
], processHost());
