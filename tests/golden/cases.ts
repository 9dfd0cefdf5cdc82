/**
 * Program that runs on the runtime under test. It checks the cases of a pack and prints a JSON text
 * sequence (RFC 7464), so that the reader can skip other output: `"ready"`, then a verdict per
 * case.
 *
 * Arguments: the pack's folder, the first case, and the ops (none means all).
 *
 * @module
 */
import process from "node:process";
import { checkCase } from "./check_case.ts";
import { casesOf, openPack } from "./pack.ts";

function send(message: unknown): void {
  process.stdout.write(`\x1e${JSON.stringify(message)}\n`);
}

const [folder = "", first = "0", ...ops] = process.argv.slice(2);
const pack = openPack(folder);
send("ready");
for (const golden of casesOf(pack, ops).slice(Number(first))) send(await checkCase(pack, golden));
