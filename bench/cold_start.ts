/**
 * Prints the CPU milliseconds of one start: importing the package, compiling the core, loading the
 * embedded model and predicting 7 s of audio. The runtime's own start is not in it.
 *
 * @module
 */
import process from "node:process";
import { seededAudio } from "./seeded_audio.ts";

const audio = { samples: seededAudio(7, 16_000), sampleRateHz: 16_000 };
const before = process.cpuUsage();
const { createClassifier } = await import("@babycry/babycry");
await (await createClassifier()).predict(audio);
const { user, system } = process.cpuUsage(before);
console.log((user + system) / 1000);
