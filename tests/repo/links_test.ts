import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { dirname, join } from "node:path/posix";
import process from "node:process";
import { test } from "node:test";
import { promisify } from "node:util";
import { files, read } from "./_repository.ts";

const config = JSON.parse(read("deno.json"));
const repository: string = config.repository;
const pages = files.filter((path) => path.endsWith(".md"));

/** Lists the anchors of the headings of a page, as GitHub creates them. */
function anchorsOf(page: string): string[] {
  const headings = read(page).replace(/^```[^]*?^```/mg, "").matchAll(/^#+ (.*)$/mg);
  return Array.from(
    headings,
    ([, title]) => title!.toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, "").replaceAll(" ", "-"),
  );
}

/** Lists the targets of the links and images of a page, without code. */
function targetsOf(page: string): string[] {
  const text = read(page).replace(/^```[^]*?^```/mg, "").replace(/`[^`]*`/g, "");
  return Array.from(text.matchAll(/\]\(([^)\s]+)\)/g), ([, target]) => target!);
}

test("relative links lead to files and headings of the repository", () => {
  const broken = pages.flatMap((page) =>
    targetsOf(page).filter((target) => !/^https?:/.test(target)).filter((target) => {
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? page : join(dirname(page), path);
      const found = files.some((one) => one === file || one.startsWith(`${file}/`));
      return !found || (anchor !== undefined && !anchorsOf(file).includes(anchor));
    }).map((target) => `${page}: ${target}`)
  );
  assert.deepEqual(broken, []);
});

test("links to the repository start with its address in deno.json", () => {
  const name = repository.slice(repository.lastIndexOf("/"));
  const links = pages.flatMap((page) =>
    targetsOf(page).filter((target) => /github/.test(target) && target.includes(name))
      .map((target) => ({ page, target }))
  );
  assert.ok(links.length > 0);
  const others = links.filter(({ target }) => !`${target}/`.startsWith(`${repository}/`));
  assert.deepEqual(others, []);
});

test("the badges of the README name this package, its license and a workflow", () => {
  const badges = targetsOf("README.md").filter((target) => /badge|shields/.test(target));
  const [, workflow] = badges[0]!.match(/\/actions\/workflows\/([\w.]+)\/badge\.svg$/)!;
  assert.ok(files.includes(`.github/workflows/${workflow}`));
  assert.deepEqual(badges, [
    `${repository}/actions/workflows/${workflow}/badge.svg`,
    `https://img.shields.io/npm/v/${config.name}`,
    `https://jsr.io/badges/${config.name}`,
    `https://img.shields.io/badge/license-${config.license.replace("-", "--")}-blue`,
  ]);
});

test("a release requires the address of the repository in deno.json", async () => {
  const [, check] = read(".github/workflows/release.yml")
    .match(/deno\.json names this repository\n +run: node -p '(.+)'/)!;
  const releaseFrom = (address: string) => {
    const { origin, pathname } = new URL(address);
    const env = { GITHUB_SERVER_URL: origin, GITHUB_REPOSITORY: pathname.slice(1) };
    return promisify(execFile)("node", ["-p", check!], { env: { ...process.env, ...env } });
  };
  await releaseFrom(repository);
  await assert.rejects(releaseFrom("https://github.com/somebody/babycry"));
  await assert.rejects(releaseFrom(repository.slice(0, -1)));
});
