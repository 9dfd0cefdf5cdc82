import assert from "node:assert/strict";
import { test } from "node:test";
import { progressBar } from "../../src/terminal/progress_bar.ts";

test("a bar fills with its fraction and is full only at the end", () => {
  assert.equal(progressBar(0, 10), "░░░░░░░░░░   0 %");
  assert.equal(progressBar(0.399, 10), "███░░░░░░░  39 %");
  assert.equal(progressBar(0.999, 10), "█████████░  99 %");
  assert.equal(progressBar(1, 10), "██████████ 100 %");
});
