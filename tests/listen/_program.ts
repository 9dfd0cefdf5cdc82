/** The program as a process: the source on Deno, the installed package elsewhere. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { syntheticCry } from "../../src/cli/commands/_synthetic_cry.ts";
import { wav } from "../decode/_write.ts";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const program = process.versions["deno"]
  ? ["run", "-A", "--no-check", "--lock=npm/deno.lock", "--quiet", path("../../cli.ts")]
  : [path("../../npm/tests/node_modules/@babycry/babycry/cli.js")];

/** Running program, and what it has written. */
export interface Running {
  readonly child: ChildProcess;
  readonly written: { out: string; err: string };
  readonly ended: Promise<number | null>;
}

/** Starts `babycry`. */
export function startProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  const child = spawn(process.execPath, [...program, ...args], {
    env: { ...process.env, ...env },
  });
  const written = { out: "", err: "" };
  child.stdout.on("data", (chunk) => written.out += chunk);
  child.stderr.on("data", (chunk) => written.err += chunk);
  return { child, written, ended: once(child, "close").then(([code]) => code) };
}

/** Starts `babycry listen`. */
export const startListen = (
  args: readonly string[],
  env?: Readonly<Record<string, string>>,
): Running => startProgram(["listen", ...args], env);

/** Waits until a condition holds. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  explain: () => string = () => "",
): Promise<void> {
  const end = Date.now() + 40_000;
  while (!await condition()) {
    if (Date.now() > end) throw new Error(`Waited too long for ${condition} ${explain()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export const RATE = 16_000;

/** Recordings: `cries` cries of 12 s, each between 15 s of quiet noise. */
export function night(cries = 1): Float32Array {
  const { samples } = syntheticCry();
  const pause = 15 * RATE;
  const all = new Float32Array(cries * (samples.length + pause) + pause);
  for (let i = 0; i < all.length; i++) all[i] = 0.001 * ((i * i % 8191) / 4096 - 1);
  for (let i = 0; i < cries; i++) all.set(samples, pause + i * (samples.length + pause));
  return all;
}

/** Runs `work` in a temporary folder. */
export async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "babycry-"));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Writes a recording to a folder. @returns its path */
export async function writeNight(folder: string, cries?: number): Promise<string> {
  const file = join(folder, "night.wav");
  await writeFile(file, wav(night(cries), RATE));
  return file;
}

/** Starts a server. @returns its address, and a function that ends it */
export async function serve(
  listener: Parameters<typeof createServer>[1] & object,
): Promise<{ url: string; server: Server; end(): Promise<void> }> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    server,
    end: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Parses lines of JSON. */
export function jsonOf(text: string): Record<string, unknown>[] {
  return text.split("\n").filter((line) => line.endsWith("}")).map((line) => JSON.parse(line));
}

/** Kinds of events in lines of JSON. */
export const typesOf = (text: string): unknown[] =>
  jsonOf(text).map(({ type }) => type).filter((type) => type !== "update");
