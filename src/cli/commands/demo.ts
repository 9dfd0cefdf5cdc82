/**
 * `demo`: a cry that is made up, for those who have no recording at hand.
 *
 * @module
 */
import { parseArgs } from "node:util";
import { classifyRecordings } from "./_classify_recordings.ts";
import type { Host } from "../host.ts";
import { createHumanReport } from "../output/text_report.ts";
import { syntheticCry } from "./_synthetic_cry.ts";

export const help: string = `babycry demo

Synthesises a cry and classifies it. No recording is needed.

Example: babycry demo
`;

const NAME = "synthetic cry";

/** Runs the command. */
export async function run(args: readonly string[], host: Host): Promise<number> {
  parseArgs({ args: [...args] });
  const { out, err } = host;
  const cry = syntheticCry();
  const seconds = cry.samples.length / cry.sampleRateHz;
  out.write(
    `Made up ${seconds} s: a quiet room, and crying from 3 s to 9 s (a gliding pitch with harmonics,\n` +
      "breath, pauses and noise).\n\n",
  );
  const report = createHumanReport([NAME], out, err);
  const code = await classifyRecordings([{ path: NAME, open: () => cry }], host, { report });
  out.write(`
Next, a recording of your own:
  npx -y deno@2.9.6 task classify FILE   in the source's folder
  babycry FILE                           where the package is installed
`);
  return code;
}
