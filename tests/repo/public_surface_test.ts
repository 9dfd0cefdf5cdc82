/** Tests of the names that the entries of the package export, as `deno doc` lists them. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import process from "node:process";
import { test } from "node:test";
import { read } from "./_repository.ts";

/** Part of the output of `deno doc --json` that the tests read. */
interface Documentation {
  readonly nodes: Readonly<Record<string, { readonly symbols: readonly PublicName[] }>>;
}

interface PublicName {
  readonly name: string;
  readonly declarations: readonly {
    readonly kind: string;
    readonly location: { readonly filename: string };
  }[];
}

const { exports } = JSON.parse(read("deno.json")) as { exports: Record<string, string> };

/** Lists exported names by entry; a re-exported name has the location of its definition. */
const surface = new Map(
  Object.entries(exports).map(([entry, file]) => {
    const json = execFileSync(process.execPath, ["doc", "--json", file], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
    });
    const { nodes } = JSON.parse(json) as Documentation;
    return [entry, Object.values(nodes).flatMap(({ symbols }) => symbols)];
  }),
);
const isType = ({ declarations }: PublicName) =>
  declarations.every(({ kind }) => kind === "interface" || kind === "typeAlias");
const fileOf = ({ declarations }: PublicName) => declarations[0]!.location.filename;

test("the root entry exports at most 40 names", () => {
  for (const [entry, names] of surface) {
    const types = names.filter(isType).length;
    console.log(`${entry}: ${names.length - types} values, ${types} types`);
    assert.ok(names.length > 0, entry);
  }
  assert.ok(surface.get(".")!.length <= 40, `${surface.get(".")!.length}`);
});

test("a name has one definition in all entries", () => {
  const files = new Map<string, Set<string>>();
  for (const name of [...surface.values()].flat()) {
    files.set(name.name, (files.get(name.name) ?? new Set()).add(fileOf(name)));
  }
  const ambiguous = [...files].filter(([, { size }]) => size > 1)
    .map(([name, definitions]) => `${name}: ${[...definitions].join(", ")}`);
  assert.deepEqual(ambiguous, []);
});
