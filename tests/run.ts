/**
 * Runs everything that has to pass: the checks, and one suite on every runtime. Deno runs the
 * sources, as it gets them from JSR; Node, Bun, workerd and Chromium run the packed npm package.
 * Prints one line a run, the output of those that failed, what skipped tests need, and the sum last.
 *
 *     deno task test
 *     deno task test --only node20,workerd
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import process from "node:process";
import { readOptions } from "../tools/read_options.ts";
import { checks, failureOf, LOCK } from "./runner/checks.ts";
import { ROOT } from "./runner/paths.ts";
import { BUN, preparePackage } from "./runner/prepare.ts";
import { run } from "./runner/run.ts";
import { formatSkips, readSkips } from "./runner/skips.ts";
import { formatTally, readTally, sumTallies, type Tally } from "./runner/tally.ts";

/** What one step did, and what to print when something failed. */
interface Outcome {
  readonly tally: Tally;
  readonly output: string;
}

const TAIL_LINES = 120;
/** Compiling in the background, Node may wait for itself at its exit: nodejs/node#54918. */
const NODE_OPTIONS = ["--no-concurrent-recompilation"];
/** Of the tests in `tests/runtime`, those that drive something from Node. */
const FROM_NODE = ["workerd", "package", "browser", "microphone"];

const { only } = readOptions(
  `deno task test [--only NAME,NAME]

Run the checks, and the tests on every runtime.

  --only NAME,NAME  Run only these steps: check, examples, deno, npm, node20, node24, bun, workerd,
                    package, browser, microphone`,
  { only: { type: "string" } },
);
const wanted = only?.split(",");
const tallies: Tally[] = [];
const outputs: string[] = [];

await step("check", check);
await step("examples", () => deno("--doc", "mod.ts", "src"));
await step("deno", () => deno(`--ignore=${FROM_NODE.map(driver).join()}`, "tests"));

let bundles: readonly string[] = [];
const onPackage = ["node20", "node24", "bun", ...FROM_NODE];
if (!wanted || onPackage.some((name) => wanted.includes(name))) {
  await step("npm", async () => {
    bundles = await preparePackage();
    return { tally: { passed: 1, failed: 0, skipped: 0 }, output: "" };
  }, true);
}
if (bundles.length > 0) {
  const shared = bundles.filter((file) => !FROM_NODE.some((name) => file.endsWith(bundle(name))));
  await step("node20", () => node(20, shared));
  await step("node24", () => node(24, shared));
  // Bun runs all files in one process, whose memory is not that of one test.
  const measured = shared.filter((file) => file.endsWith("listen/bad_input_test.mjs"));
  await step("bun", () => bun(shared.filter((file) => !measured.includes(file))));
  await step("bun", () => bun(measured));
  for (const name of FROM_NODE) await step(name, () => node(20, [`npm/tests/${bundle(name)}`]));
}

const total = sumTallies(tallies);
const skips = formatSkips(readSkips(outputs.join("\n")), total.skipped);
if (skips) console.log(skips);
console.log(formatTally(total));
if (total.failed > 0 || total.passed === 0) process.exitCode = 1;

/** Runs one step, if it is wanted, and reports it. What it throws is one failure. */
async function step(
  name: string,
  work: () => Promise<Outcome>,
  needed = wanted?.includes(name) ?? true,
): Promise<void> {
  if (!needed) return;
  const started = performance.now();
  const { tally, output } = await work().catch((error) => ({
    tally: { passed: 0, failed: 1, skipped: 0 },
    output: String(error),
  }));
  tallies.push(tally);
  outputs.push(output);
  if (tally.failed > 0) console.log(tail(output));
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${name.padEnd(10)}${formatTally(tally)} (${seconds} s)`);
}

async function check(): Promise<Outcome> {
  const { exports } = JSON.parse(await readFile(`${ROOT}deno.json`, "utf8"));
  const all = await checks(Object.values(exports));
  const failures: string[] = [];
  for (const one of all) {
    const failure = await failureOf(one);
    if (failure !== undefined) failures.push(tail(failure));
  }
  return {
    tally: { passed: all.length - failures.length, failed: failures.length, skipped: 0 },
    output: failures.join("\n"),
  };
}

async function deno(...args: string[]): Promise<Outcome> {
  const { status, output } = await run(Deno.execPath(), ["test", "-A", ...LOCK, ...args]);
  return { tally: readTally("deno", output, status), output };
}

/** Runs bundles on a major version of Node: the machine's own, or npm's. */
async function node(major: number, files: readonly string[]): Promise<Outcome> {
  const args = [...NODE_OPTIONS, "--test", "--test-reporter=tap", ...files];
  const own = (await run("node", ["--version"])).output.startsWith(`v${major}.`);
  const { status, output } = own
    ? await run("node", args)
    : await run("npx", ["-y", `node@${major}`, ...args]);
  return { tally: readTally("node", output, status), output: failuresOfTap(output) };
}

async function bun(files: readonly string[]): Promise<Outcome> {
  const args = ["test", "--timeout=600000", ...files.map((file) => `./${file}`)];
  const { status, output } = await run(BUN, args);
  return { tally: readTally("bun", output, status), output: output.replace(/^\(pass\).*\n/mg, "") };
}

/** The end of an output, which names what failed. */
function tail(output: string): string {
  return output.trimEnd().split("\n").slice(-TAIL_LINES).join("\n");
}

/** TAP without the tests that passed. */
function failuresOfTap(output: string): string {
  return output.replace(/^ *(?:# Subtest:.*\n *)?ok .*\n( *)---\n(?:.*\n)*?\1\.\.\.\n/mg, "");
}

function driver(name: string): string {
  return `tests/runtime/${name}_test.ts`;
}

function bundle(name: string): string {
  return `runtime/${name}_test.mjs`;
}
