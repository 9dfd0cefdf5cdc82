// deno run --allow-read classify.ts clip.wav ...
import { createClassifier } from "@babycry/babycry";

const classifier = await createClassifier({ model: "cry-detect" });
for (const path of Deno.args) {
  const { cry } = await classifier.predict(path);
  console.log(`${path}: ${cry.label}, probability ${cry.probability.toFixed(2)}`);
}
