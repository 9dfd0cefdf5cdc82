/**
 * `demo`: classifies a synthetic cry.
 *
 * @module
 */
import { type Command, defineCommand } from "../command.ts";
import { createTextReport } from "../output/text_report.ts";
import { classifyRecordings } from "./_classify_recordings.ts";
import { syntheticCry } from "./_synthetic_cry.ts";

const NAME = "synthetic cry";

/** Classifies a synthetic cry. */
export const demo: Command = defineCommand({
  name: "demo",
  description: "Synthesize a cry and classify it. Needs no recording.",
  options: {},
  example: "demo",
  async run(_values, _operands, host) {
    const { out, err } = host;
    const cry = syntheticCry();
    const seconds = cry.samples.length / cry.sampleRateHz;
    out.write(`${seconds} s of synthetic audio: room noise, with crying from 3 s to 9 s\n\n`);
    const report = createTextReport([NAME], { out, err, joinSeconds: 0 });
    const code = await classifyRecordings([{ path: NAME, open: () => cry }], host, { report });
    out.write(`
Classify a recording of your own:
  npx -y deno@2.9.6 task classify FILE   in a clone
  babycry FILE                           with the package installed
`);
    return code;
  },
});
