import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fitWidth, padEnd, printable, textWidth, wrapList } from "../../src/terminal/text_width.ts";

test("width counts cells, not code units", () => {
  assert.equal(textWidth("clip.wav"), 8);
  assert.equal(textWidth("e\u0301"), 1);
  assert.equal(textWidth("赤ちゃん.wav"), 12);
  assert.equal(textWidth("👶🏽"), 2);
  assert.equal(textWidth("ㄅ＄｡ｱ가"), 8, "wide and full-width take two, half-width one");
  assert.equal(textWidth("𠮷"), 2);
  assert.equal(textWidth("🇯🇵"), 2);
  assert.equal(padEnd("泣", 4), "泣  ");
});

test("text that is too long loses its middle", () => {
  assert.equal(fitWidth("clip.wav", 8), "clip.wav");
  assert.equal(fitWidth("recordings/night/clip.wav", 16), "recor…t/clip.wav");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 30 }), (text, width) => {
      assert.ok(textWidth(fitWidth(text, width)) <= width);
    }),
    { seed: 1 },
  );
});

test("control characters in names are replaced", () => {
  assert.equal(printable("a\x1b[2Jb\nc\u202ed"), "a\ufffd[2Jb\ufffdc\ufffdd");
  assert.equal(printable("naïve 名.wav"), "naïve 名.wav");
});

test("a list breaks between its items", () => {
  assert.deepEqual(wrapList(["1-2 s", "3-4 s", "5-6 s"], 14), ["1-2 s, 3-4 s,", "5-6 s"]);
  assert.deepEqual(wrapList(["longer than the line"], 5), ["longer than the line"]);
  assert.deepEqual(wrapList([], 5), []);
});
