// bun classify.js clip.wav ...
import { createClassifier } from "@babycry/babycry";

const classifier = await createClassifier();
for (const path of Bun.argv.slice(2)) {
  const { cry } = await classifier.predict(Bun.file(path));
  console.log(`${path}: ${cry.label}, probability ${cry.probability.toFixed(2)}`);
}
