/**
 * The part of a golden run that happens on the runtime under test: judges the cases of a pack and
 * prints a JSON text sequence (RFC 7464), so that other output does no harm: first `"ready"`, then
 * a verdict per case.
 *
 * Arguments: the pack's folder, the first case, and the ops (none means all).
 *
 * @module
 */
import process from "node:process";
import { judge } from "./check_case.ts";
import { casesOf, openPack } from "./pack.ts";

function send(message: unknown): void {
  process.stdout.write(`\x1e${JSON.stringify(message)}\n`);
}

const [folder = "", first = "0", ...ops] = process.argv.slice(2);
const pack = openPack(folder);
send("ready");
for (const golden of casesOf(pack, ops).slice(Number(first))) send(await judge(pack, golden));
