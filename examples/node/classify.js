// node classify.js clip.wav ...
import process from "node:process";
import { createClassifier } from "@babycry/babycry";

const classifier = await createClassifier();
for (const path of process.argv.slice(2)) {
  const { cry } = await classifier.predict(path);
  console.log(`${path}: ${cry.label}, probability ${cry.probability.toFixed(2)}`);
  for (const { startSeconds, endSeconds } of cry.segments) {
    console.log(`  ${startSeconds.toFixed(1)} to ${endSeconds.toFixed(1)} s`);
  }
}
