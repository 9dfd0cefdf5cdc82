/** Add-on for Home Assistant: its script with a substitute for bashio, and its files. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { LISTEN_OPTIONS } from "../../src/cli/options/listen_options.ts";
import { requires } from "../_requires.ts";
import { inFolder, startListen, writeNight } from "./_program.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const text = (path: string) => readFile(root + path, "utf8");

/** Keys of a block of a YAML file, two spaces in. */
function keysOf(yaml: string, block: string): string[] {
  const lines = yaml.slice(yaml.indexOf(`\n${block}:\n`)).split("\n").slice(2);
  const end = lines.findIndex((line) => /^\S/.test(line));
  return lines.slice(0, end < 0 ? lines.length : end)
    .flatMap((line) => line.match(/^ {2}(\w+):/)?.[1] ?? []);
}

/** Substitute for bashio, which asks the Supervisor. */
const BASHIO = `
bashio::services() { case "$2" in host) echo broker;; port) echo 1884;; ssl) echo true;;
  username) echo addons;; password) echo secret;; esac; }
bashio::var.true() { [ "$1" = true ]; }
bashio::log.info() { :; }
babycry() { env | grep ^BABYCRY_ | sort; cat "$3"; }
exec() { "$@"; }
`;

/** Runs the script with options. @returns the environment and the arguments of \`listen\` */
async function run(folder: string, options: object) {
  await writeFile(join(folder, "options.json"), JSON.stringify(options));
  const script = (await text("addon/run.sh")).replaceAll("/data/", "$FOLDER/");
  const clean = ["-i", `PATH=${process.env["PATH"]}`, `FOLDER=${folder}`];
  const out = execFileSync("env", [...clean, "bash", "-euc", BASHIO + script], {
    encoding: "utf8",
  });
  const at = out.indexOf("{");
  return { env: out.slice(0, at).trim().split("\n"), config: JSON.parse(out.slice(at)) };
}

test(
  "the add-on passes its options and the broker's credentials",
  requires("jq"),
  () =>
    inFolder(async (folder) => {
      const { env, config } = await run(folder, {
        sources: [{ name: "nursery", source: "mic" }, { name: "hall", source: "rtsp://camera/1" }],
        ...{ sensitivity: "low", hold_seconds: 30, webhook_secret: "key", save: true },
      });
      assert.deepEqual(env, [
        `BABYCRY_CACHE=${folder}/cache`,
        "BABYCRY_MQTT_PASSWORD=secret",
        "BABYCRY_MQTT_USER=addons",
        "BABYCRY_WEBHOOK_SECRET=key",
      ]);
      assert.deepEqual(config, {
        ...{ sensitivity: "low", "hold-seconds": 30, mqtt: "mqtts://broker:1884" },
        ...{ save: "/media/babycry", sources: { nursery: "mic", hall: "rtsp://camera/1" } },
      });
    }),
);

test(
  "the program reads the file that the add-on writes",
  requires("jq"),
  () =>
    inFolder(async (folder) => {
      const source = await writeNight(folder);
      const sources = [{ name: "nursery", source }];
      const { config, env } = await run(folder, { sources, sensitivity: "high", save: false });
      assert.equal(env.length, 3);
      const { mqtt: _, ...rest } = config;
      const file = join(folder, "own.json");
      await writeFile(file, JSON.stringify({ ...rest, jsonl: true }));
      const { ended, written } = startListen(["--config", file]);
      assert.equal(await ended, 0, written.err);
      assert.match(written.out, /"cry_ended"[^\n]*"source":"nursery"/);
    }),
);

test("the files of the add-on agree with each other and with the program", async () => {
  const config = await text("addon/config.yaml");
  const { version } = JSON.parse(await text("deno.json"));
  assert.ok(config.includes(`\nversion: "${version}"\n`));
  const schema = keysOf(config, "schema");
  const translated = keysOf("\n" + await text("addon/translations/en.yaml"), "configuration");
  assert.deepEqual(translated, schema);
  assert.deepEqual(keysOf(config, "options").filter((key) => !schema.includes(key)), []);
  const own = ["sources", "webhook_secret"];
  const unknown = schema.filter((key) =>
    !own.includes(key) && !(key.replaceAll("_", "-") in LISTEN_OPTIONS)
  );
  assert.deepEqual(unknown, []);
});
