import { isEvent, type WatchItem, watchJson } from "../watch_item.ts";
import type { Sink } from "./sink.ts";

/** Options of {@link execSink}. */
export interface ExecOptions {
  /** Arguments of the program. */
  readonly args?: readonly string[];
  /** Time after which the program is killed, in milliseconds; default 30,000. */
  readonly timeoutMs?: number;
}

/**
 * Creates a sink that runs a program for each event, without a shell: the event is JSON on standard
 * input, and its kind is in the variable `BABYCRY_EVENT`. Runs follow each other.
 */
export async function execSink(program: string, options: ExecOptions = {}): Promise<Sink> {
  const { spawn } = await import("node:child_process");
  const { default: process } = await import("node:process");
  const { args = [], timeoutMs = 30_000 } = options;
  const run = (item: WatchItem): Promise<void> =>
    new Promise((resolve, reject) => {
      const child = spawn(program, [...args], {
        stdio: ["pipe", "ignore", "ignore"],
        env: { ...process.env, BABYCRY_EVENT: item.type },
      });
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        child.kill("SIGKILL");
      }, timeoutMs);
      const fail = (reason: string) => reject(new RangeError(`Running ${program}: ${reason}`));
      child.on("error", (error) => {
        clearTimeout(timer);
        fail(error.message);
      });
      child.on("exit", (code) => {
        clearTimeout(timer);
        if (code === 0) resolve();
        else fail(isLate ? `killed after ${timeoutMs} ms` : `ended with code ${code}`);
      });
      // A program that does not read its input closes it.
      child.stdin.on("error", () => {});
      child.stdin.end(`${JSON.stringify(watchJson(item))}\n`);
    });
  return { name: "exec", send: (item) => isEvent(item) ? run(item) : undefined };
}
