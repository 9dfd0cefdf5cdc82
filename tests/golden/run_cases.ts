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

/** A case that takes longer than this hangs. */
const PATIENCE_MS = 120_000;

/**
 * Yields the verdicts in the order of the cases. When the process ends or hangs, the case it was at
 * has failed, and another process goes on with the next.
 *
 * @param command program and arguments that run `cases.ts` on the cases from the given one
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
    if (!ready) throw new Error(`Could not start ${command(done).join(" ")}: ${end}`);
    yield { findings: [{ output: "", ...mismatch(end) }] };
    done++;
  }
}

/** What a process reports, until it ends or falls silent; it is ended when no more is wanted. */
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
  let watchdog = setTimeout(hang, PATIENCE_MS);
  let rest = "";
  try {
    for await (const chunk of child.stdout.setEncoding("utf8")) {
      clearTimeout(watchdog);
      watchdog = setTimeout(hang, PATIENCE_MS);
      const lines = (rest + chunk).split("\n");
      rest = lines.pop()!;
      for (const line of lines) {
        const at = line.indexOf("\x1e");
        if (at >= 0) yield JSON.parse(line.slice(at + 1));
      }
    }
    const [code, signal] = await ended;
    onEnd(
      hung ? `no answer within ${PATIENCE_MS / 1000} s` : `the process ended, ${code ?? signal}`,
    );
  } finally {
    clearTimeout(watchdog);
    child.kill("SIGKILL");
  }
}
