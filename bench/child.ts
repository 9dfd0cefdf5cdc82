/**
 * The part of a bench that happens on the runtime under measurement: measures one case, of which the
 * argument is the name, and prints its times after a record separator, so that other output does no
 * harm.
 *
 * @module
 */
import process from "node:process";
import { benchCases } from "./cases/mod.ts";
import { measure } from "./measure.ts";
import type { CaseTimes } from "./row.ts";

const found = benchCases.find(({ name }) => name === process.argv[2]);
if (!found) throw new RangeError(`There is no case ${process.argv[2]}`);
const { ours, rivals = {} } = await found.setUp();
const [mine, ...theirs] = await measure([ours, ...Object.values(rivals)]);
const times: CaseTimes = {
  ours: mine!,
  rivals: Object.fromEntries(Object.keys(rivals).map((rival, i) => [rival, theirs[i]!])),
};
process.stdout.write(`\x1e${JSON.stringify(times)}\n`, () => process.exit());
