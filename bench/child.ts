/**
 * Measures one case on the runtime that runs this program. The argument is the case's name. Prints
 * the times as JSON after a record separator, which separates them from other output.
 *
 * @module
 */
import process from "node:process";
import { benchCases } from "./cases/mod.ts";
import { measure } from "./measure.ts";
import type { CaseTimes } from "./row.ts";

const found = benchCases.find(({ name }) => name === process.argv[2]);
if (!found) {
  throw new RangeError(`Finding a bench case: expected a name, received ${process.argv[2]}`);
}
const { ours, rivals = {} } = await found.setUp();
const works = [ours];
for (const load of Object.values(rivals)) works.push(await load());
const [mine, ...theirs] = await measure(works);
const times: CaseTimes = {
  ours: mine!,
  rivals: Object.fromEntries(Object.keys(rivals).map((rival, i) => [rival, theirs[i]!])),
};
process.stdout.write(`\x1e${JSON.stringify(times)}\n`, () => process.exit());
