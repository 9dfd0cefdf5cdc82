import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMANDS } from "../../src/cli/main.ts";
import { nearest } from "../../src/cli/options/nearest.ts";
import { optionHelp } from "../../src/cli/options/option_help.ts";
import {
  flag,
  group,
  option,
  type OptionTable,
  parseOptions,
  repeated,
} from "../../src/cli/options/option_table.ts";
import {
  choice,
  integer,
  labeledShares,
  list,
  positive,
  seconds,
  share,
  text,
} from "../../src/cli/options/value_parsers.ts";

const TABLE = {
  out: option(text("FILE"), "Write the model to FILE", { required: true }),
  json: flag("Write JSON"),
  dtype: option(choice("fp32", "int8"), "Set the precision", { default: "fp32" }),
  ...group("Training", {
    model: repeated(text("MODEL"), "Use this model"),
    folds: option(integer(2), "Use this many folds", { default: "5" }),
    c: option(list(positive, "NUMBERS"), "Try these penalties", { default: "0.1,1" }),
    window: option(seconds, "Set the window length", { defaultText: "the model's" }),
    recall: option(share, "Let this share pass"),
    prior: option(labeledShares, "Assume these frequencies"),
  }),
};

test("values have the types of their parsers, and defaults where options are absent", () => {
  const { values, operands } = parseOptions(["a.wav", "--out", "b", "-", "--", "--json"], TABLE);
  const dtype: "fp32" | "int8" = values.dtype;
  const window: number | undefined = values.window;
  assert.deepEqual(operands, ["a.wav", "-", "--json"]);
  assert.deepEqual([dtype, window], ["fp32", undefined]);
  assert.deepEqual(values, {
    out: "b",
    json: false,
    dtype: "fp32",
    model: [],
    folds: 5,
    c: [0.1, 1],
    window: undefined,
    recall: undefined,
    prior: undefined,
  });
});

test("the last occurrence counts, of a repeated option all of them", () => {
  const args = "--out=a --out -  --json --model x --model=y --folds 2 --folds 3 --c 2, --window .5";
  const rest = ["--recall", "0.9", "--prior", "hungry=0.7, a=b=0.3"];
  const { values } = parseOptions([...args.replace("2,", "2,3").split(/ +/), ...rest], TABLE);
  assert.deepEqual(values, {
    out: "-",
    json: true,
    dtype: "fp32",
    model: ["x", "y"],
    folds: 3,
    c: [2, 3],
    window: 0.5,
    recall: 0.9,
    prior: { hungry: 0.7, "a=b": 0.3 },
  });
});

test("wrong options have messages", () => {
  const wrong: [string, string][] = [
    ["", "Missing --out FILE"],
    ["--out", "Missing FILE after --out"],
    ["--out --json", "Missing FILE after --out"],
    ["--out=", "Missing FILE after --out"],
    ["--dtype fp8", "Invalid --dtype: expected fp32 or int8, received fp8"],
    ["--folds 1", "Invalid --folds: expected a whole number from 2, received 1"],
    ["--folds 2.5", "Invalid --folds: expected a whole number from 2, received 2.5"],
    ["--folds -1", "Invalid --folds: expected a whole number from 2, received -1"],
    ["--window -.5", "Invalid --window: expected seconds above 0, received -.5"],
    ["--window 0", "Invalid --window: expected seconds above 0, received 0"],
    ["--window Infinity", "Invalid --window: expected seconds above 0, received Infinity"],
    ["--recall 1", "Invalid --recall: expected a number between 0 and 1, received 1"],
    [
      "--c 1,,2",
      "Invalid --c: expected a number above 0, or several separated by commas, received 1,,2",
    ],
    [
      "--prior hungry=much",
      "Invalid --prior: expected LABEL=SHARE,LABEL=SHARE,..., received hungry=much",
    ],
    ["--prior hungry", "Invalid --prior: expected LABEL=SHARE,LABEL=SHARE,..., received hungry"],
    ["--json=yes", "Invalid --json: expected no value, received yes"],
    ["--fold 3", "Unknown option --fold; did you mean --folds?"],
    ["--toString", "Unknown option --toString"],
    ["-c 1", "Unknown option -c; did you mean --c?"],
  ];
  for (const [args, message] of wrong) {
    assert.throws(
      () => parseOptions(args === "" ? [] : ["--out", "x", ...args.split(" ")], TABLE),
      {
        name: "SyntaxError",
        message,
      },
    );
  }
});

test("help has headings, values, defaults and wrapped descriptions", () => {
  const long =
    "Append to FILE and skip the recordings that it already has, so that an interrupted " +
    "run continues";
  assert.equal(
    optionHelp({
      ...TABLE,
      "a-long-option-name": option(text("FILE"), long),
    }),
    `Options:
  --out FILE            Write the model to FILE (required)
  --json                Write JSON
  --dtype fp32|int8     Set the precision (default: fp32)
  --a-long-option-name FILE
                        Append to FILE and skip the recordings that it already has, so that an
                        interrupted run continues

Training:
  --model MODEL         Use this model (may be repeated)
  --folds N             Use this many folds (default: 5)
  --c NUMBERS           Try these penalties (default: 0.1,1)
  --window SECONDS      Set the window length (default: the model's)
  --recall SHARE        Let this share pass
  --prior LABEL=SHARE,...
                        Assume these frequencies
`,
  );
});

test("the help of a command lists each option once, with its default", async () => {
  for (const [name, { load }] of Object.entries(COMMANDS)) {
    const { help, options } = await load();
    const listed = Array.from(help.matchAll(/^ {2}--([\w-]+)/gm), ([, option]) => option);
    assert.deepEqual(listed.toSorted(), Object.keys(options).toSorted(), name);
    for (const [key, option] of Object.entries(options)) {
      const [, description = ""] = help.match(
        new RegExp(`^  --${key}\\b([^]*?)\\n(?=  -|\\n)`, "m"),
      )!;
      const text = description.replaceAll(/\s+/g, " ");
      assert.ok(text.includes(option.help), `${name} --${key}`);
      const value = option.default ?? option.defaultText;
      if (value !== undefined) assert.ok(text.endsWith(`default: ${value})`), `${name} --${key}`);
      // A default that its own parser rejects would fail here.
      if (!option.required) option.read(`--${key}`, []);
    }
  }
});

test("the help of a command is at most 100 columns wide and has an example", async () => {
  for (const { load } of Object.values(COMMANDS)) {
    const { help } = await load();
    for (const line of help.split("\n")) assert.ok(line.length <= 100, line);
    assert.match(help, /\nExample: babycry .*\n$/);
  }
});

test("a sub-table keeps the type of its values", () => {
  const shared: OptionTable<{ readonly root?: string | undefined }> = group("Dataset", {
    root: option(text("DIR"), "Resolve paths from DIR"),
  });
  const { values } = parseOptions(["--root", "clips"], { ...shared, json: flag("Write JSON") });
  const root: string | undefined = values.root;
  assert.deepEqual([root, values.json], ["clips", false]);
});

test("a mistyped word suggests the nearest one, if any is near", () => {
  const names = ["classify", "demo", "fit", "models"];
  assert.equal(nearest("clasify", names), "classify");
  assert.equal(nearest("model", names), "models");
  assert.equal(nearest("fti", names), undefined);
  assert.equal(nearest("fi", names), "fit");
  assert.equal(nearest("recordings", names), undefined);
  assert.equal(nearest("fit", []), undefined);
});
