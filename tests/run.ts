/**
 * Runs everything that has to pass: the checks, and one suite on every runtime. Deno runs the sources,
 * as it gets them from JSR; Node, Bun and workerd run the packed npm package. Prints one line a run,
 * the output of those that failed, and the sum last.
 *
 *     deno task test
 *     deno task test --only node20,workerd
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import process from "node:process";
import { parseArgs } from "node:util";
import { bundleTests, bundleWorker, stopBundling } from "./runner/bundle.ts";
import { checks, failureOf, LOCK } from "./runner/checks.ts";
import { installPackage } from "./runner/install.ts";
import { OUT, ROOT } from "./runner/paths.ts";
import { run } from "./runner/run.ts";
import { formatTally, readTally, sumTallies, type Tally } from "./runner/tally.ts";

const BUN = "1.4.4";
const TAIL_LINES = 120;
/** Of the tests in `tests/runtime`, those that drive something from Node. */
const FROM_NODE = ["workerd", "package"];

const { exports, imports } = JSON.parse(await readFile(`${ROOT}deno.json`, "utf8"));
const entries: string[] = Object.values(exports);
const { values: { only } } = parseArgs({ options: { only: { type: "string" } } });
const wanted = only?.split(",");
const tallies: Tally[] = [];

await step("check", async () => {
  const failures: string[] = [];
  const all = await checks(entries);
  for (const check of all) failures.push(await failureOf(check) ?? "");
  const failed = failures.filter(Boolean).length;
  return { tally: { passed: all.length - failed, failed, skipped: 0 }, output: failures.join("") };
});
await step("examples", () => deno("--doc", ...entries, "src"));
await step("deno", () => deno(`--ignore=${FROM_NODE.map(driver).join()}`, "tests"));

const onPackage = ["node20", "node24", "bun", ...FROM_NODE];
if (onPackage.some((name) => !wanted || wanted.includes(name))) {
  const files = await prepare();
  const shared = files.filter((file) => !FROM_NODE.some((name) => file.endsWith(bundle(name))));
  await step("node20", () => node(20, shared));
  await step("node24", () => node(24, shared));
  await step("bun", () => bun(shared));
  for (const name of FROM_NODE) await step(name, () => node(20, [`npm/tests/${bundle(name)}`]));
}

const total = sumTallies(tallies);
console.log(formatTally(total));
if (total.failed > 0) process.exitCode = 1;

/** Runs one step, if it is wanted, and reports it. */
async function step(
  name: string,
  work: () => Promise<{ tally: Tally; output: string }>,
): Promise<void> {
  if (wanted && !wanted.includes(name)) return;
  const started = performance.now();
  const { tally, output } = await work();
  tallies.push(tally);
  if (tally.failed > 0) console.log(tail(output));
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${name.padEnd(10)}${formatTally(tally)} (${seconds} s)`);
}

/** Builds the package, bundles the tests, installs both. @returns the bundled test files */
async function prepare(): Promise<readonly string[]> {
  const started = performance.now();
  const built = await run(Deno.execPath(), ["run", "-A", LOCK, "npm/build.ts"]);
  if (built.status !== 0) throw new Error(`Building the npm package failed:\n${built.output}`);
  const { packages, files } = await bundleTests(imports);
  await installPackage({ ...packages, bun: BUN });
  await bundleWorker();
  await stopBundling();
  console.log(
    `npm package built and installed (${((performance.now() - started) / 1000).toFixed(0)} s)`,
  );
  return files;
}

async function deno(...args: string[]) {
  const { status, output } = await run(Deno.execPath(), ["test", "-A", LOCK, ...args]);
  return { tally: readTally("deno", output, status), output };
}

/** Runs bundles on a major version of Node: the machine's own, or npm's. */
async function node(major: number, files: readonly string[]) {
  const args = ["--test", "--test-reporter=tap", ...files];
  const own = (await run("node", ["--version"])).output.startsWith(`v${major}.`);
  const { status, output } = own
    ? await run("node", args)
    : await run("npx", ["-y", `node@${major}`, ...args]);
  return { tally: readTally("node", output, status), output: failuresOfTap(output) };
}

async function bun(files: readonly string[]) {
  const program = `${OUT}node_modules/bun/bin/bun.exe`;
  const { status, output } = await run(program, [
    "test",
    "--timeout=600000",
    ...files.map((file) => `./${file}`),
  ]);
  return { tally: readTally("bun", output, status), output };
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
