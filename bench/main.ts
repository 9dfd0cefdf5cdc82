/**
 * Measures all cases on the runtime that runs this, and prints the rows as JSON. Argument: its name.
 *
 * @module
 */
import process from "node:process";
import { cases } from "./cases/mod.ts";
import { measure, type Row } from "./measure.ts";

const [runtime = ""] = process.argv.slice(2);
const rows: Row[] = [];
for (const bench of cases) rows.push(await measure(bench, runtime));
console.log(JSON.stringify(rows));
