/**
 * Imports the package, uses it once and prints two processor times in milliseconds: from the first line
 * of this program to the end, and of the first use of the core.
 *
 * @module
 */
import process from "node:process";

const marks: number[] = [];
const mark = (): void => {
  const { user, system } = process.cpuUsage();
  marks.push((user + system) / 1000);
};

mark();
const { createClassifier } = await import("@babycry/babycry");
const { rfft } = await import("@babycry/babycry/features");
mark();
rfft(Float32Array.of(1, 0, 0, 0));
mark();
const classifier = await createClassifier();
await classifier.predict({ samples: new Float32Array(7 * 16_000).fill(0.1), sampleRateHz: 16_000 });
mark();
const [start = 0, imported = 0, instantiated = 0, predicted = 0] = marks;
const times = [predicted - start, instantiated - imported];
process.stdout.write(`\x1e${JSON.stringify(times)}\n`);
