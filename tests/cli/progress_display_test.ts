import assert from "node:assert/strict";
import { test } from "node:test";
import { createProgressDisplay } from "../../src/cli/output/progress_display.ts";

function display(isTerminal: boolean, columns = 80) {
  const written: string[] = [];
  let time = 0;
  const output = { write: (text: string) => void written.push(text), isTerminal, columns };
  const progress = createProgressDisplay({ ...output, color: false }, () => time);
  return { written, progress, wait: (ms: number) => void (time += ms) };
}

test("a terminal gets a bar after a second, redrawn at most ten times a second", () => {
  const { written, progress, wait } = display(true);
  progress.update("a.wav", 0);
  wait(999);
  progress.update("a.wav", 0.25);
  progress.clear();
  assert.deepEqual(written, []);
  wait(1);
  progress.update("a.wav", 0.5);
  wait(99);
  progress.update("a.wav", 0.6);
  progress.clear();
  progress.clear();
  assert.deepEqual(written, ["\r\x1b[K████████████░░░░░░░░░░░░  50 % a.wav", "\r\x1b[K"]);
});

test("the bar stays on one line of a narrow terminal", () => {
  const { written, progress, wait } = display(true, 40);
  wait(1000);
  progress.update("recordings/night/clip.wav", 1);
  assert.equal([...written[0]!.replace("\r\x1b[K", "")].length, 39);
});

test("elsewhere there is a plain line every ten seconds", () => {
  const { written, progress, wait } = display(false);
  for (let i = 0; i <= 25; i++, wait(1000)) progress.update("a\nb.wav", i / 100);
  progress.clear();
  assert.deepEqual(written, [" 10 % a\ufffdb.wav\n", " 20 % a\ufffdb.wav\n"]);
});
