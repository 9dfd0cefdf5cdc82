import assert from "node:assert/strict";
import { test } from "node:test";
import { codeOf, files, read } from "./_repository.ts";

/** Words that start a sentence fragment and not a description. */
const FRAGMENTS = new Set(
  ("what how of as those so its it where which that when why who whose with without for by from in on " +
    "one ones all all that some such these this they them there here if unless until not no only also and or")
    .split(" "),
);
/** Idioms that readers cannot search for, and what the field calls them. */
const IDIOMS: Readonly<Record<string, string>> = {
  alike: "class-balanced, equal",
  anew: "again",
  hear: "detect, read",
  hears: "detects, reads",
  heard: "detected, read",
  judge: "evaluate",
  judged: "evaluated",
  judges: "evaluates",
  said: "predicted, reported",
};

const sources = files.filter((path) => /^(src|mod\.ts|cli\.ts)/.test(path) && path.endsWith(".ts"));
const docs = sources.flatMap((path) => docsOf(path));

test("doc comments start with a noun or a verb", () => {
  assert.ok(docs.length > 1000);
  const wrong = docs.filter(({ text }) => FRAGMENTS.has(firstWord(text)));
  assert.deepEqual(wrong.map(({ at, text }) => `${at}: ${text.slice(0, 60)}`), []);
});

test("code and pages use the terms of the field", () => {
  const pages = files.filter((path) => /\.(ts|md)$/.test(path) && !/^tests\/repo\//.test(path));
  const pattern = new RegExp(`\\b(?:${Object.keys(IDIOMS).join("|")})\\b`, "gi");
  const found = pages.flatMap((path) =>
    read(path).split("\n").flatMap((line, i) =>
      Array.from(line.matchAll(pattern), ([word]) => `${path}:${i + 1}: ${word}`)
    )
  );
  assert.deepEqual(found, []);
});

test("errors of the library name its options, of which the program knows the flags", () => {
  const commandOptions = read("src/cli/output/option_flags.ts");
  const library = sources.filter((path) => !/^(src\/(cli|report)\/|cli\.ts)/.test(path));
  const lines = library.flatMap((path) =>
    codeOf(path).split("\n").map((line) => ({ at: `${path}: ${line.trim()}`, line }))
  );
  const flags = lines.filter(({ line }) =>
    /--[a-z]{2}/.test(line) && !line.includes("models import ")
  );
  assert.deepEqual(flags.map(({ at }) => at), []);
  const named = lines.flatMap(({ line }) =>
    Array.from(line.matchAll(/\boption ([A-Za-z]+)/g), ([, name]) => name!)
  ).filter((name) => name !== "among");
  assert.ok(named.length > 20);
  const unknown = named.filter((name) => !commandOptions.includes(`  ${name}: "`));
  assert.deepEqual(unknown, []);
});

/** The first word of a summary, in lower case; empty for code and links. */
function firstWord(text: string): string {
  return text.match(/^[A-Za-z]+/)?.[0].toLowerCase() ?? "";
}

/** Doc comments of a file, with their lines; without tags and code. */
function docsOf(path: string): { readonly at: string; readonly text: string }[] {
  const code = read(path);
  return Array.from(code.matchAll(/\/\*\*([^]*?)\*\//g), (match) => ({
    at: `${path}:${code.slice(0, match.index).split("\n").length}`,
    text: match[1]!.replace(/^\s*\* ?/mg, "").trim(),
  })).filter(({ text }) => text !== "" && !text.startsWith("@"));
}
