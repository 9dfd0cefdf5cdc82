/**
 * Runs cases in a process of their own, so that a crash or a hang costs one case and not the run.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mismatch } from "./compare.ts";
import type { Verdict } from "./check_case.ts";
import type { Case } from "./pack.ts";

/** Time after which a case counts as hanging, in ms. */
const CASE_MS_MAX = 120_000;

/**
 * Generates the verdicts in the order of the cases. When the process ends or hangs, its current
 * case fails, and another process continues with the next case.
 *
 * @param command returns program and arguments that run `cases.ts` from a given case on
 * @throws {Error} when the process cannot start
 */
export async function* runCases(
  cases: readonly Case[],
  command: (first: number) => readonly string[],
): AsyncGenerator<Verdict> {
  let done = 0;
  while (done < cases.length) {
    let ready = false;
    let end = "";
    for await (const message of messagesOf(command(done), (how) => end = how)) {
      if (ready) yield message as Verdict;
      if (ready && ++done === cases.length) return;
      ready = true;
    }
    if (!ready) {
      throw new Error(
        `Starting ${command(done).join(" ")}: expected verdicts, received none; ${end}`,
      );
    }
    yield { findings: [{ output: "", ...mismatch(end) }] };
    done++;
  }
}

/** Generates the messages of a process until it ends or hangs; kills it when the caller stops. */
async function* messagesOf(
  [program = "", ...args]: readonly string[],
  onEnd: (how: string) => void,
): AsyncGenerator<unknown> {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  await once(child, "spawn");
  const ended = once(child, "close");
  let hung = false;
  const hang = () => {
    hung = true;
    child.kill("SIGKILL");
  };
  let watchdog = setTimeout(hang, CASE_MS_MAX);
  let rest = "";
  try {
    for await (const chunk of child.stdout.setEncoding("utf8")) {
      clearTimeout(watchdog);
      watchdog = setTimeout(hang, CASE_MS_MAX);
      const lines = (rest + chunk).split("\n");
      rest = lines.pop()!;
      for (const line of lines) {
        const at = line.indexOf("\x1e");
        if (at >= 0) yield JSON.parse(line.slice(at + 1));
      }
    }
    const [code, signal] = await ended;
    onEnd(
      hung ? `no answer within ${CASE_MS_MAX / 1000} s` : `the process ended, ${code ?? signal}`,
    );
  } finally {
    clearTimeout(watchdog);
    child.kill("SIGKILL");
  }
}
