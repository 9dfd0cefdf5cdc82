/** Microphone of Chromium, which plays a recording. Run by Node. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { build } from "npm:esbuild@0.28.2";
import { chromium } from "npm:playwright-core@1.65.1";
import { syntheticCry } from "../../src/cli/commands/_synthetic_cry.ts";
import { findProgram, requires } from "../_requires.ts";
import { wav } from "../decode/_write.ts";
import { inFolder, serve } from "../listen/_program.ts";

const PAGE = `
import { createClassifier } from "./mod.ts";
import { watch } from "./src/listen/mod.ts";
import { MICROPHONE_WORKLET, openMicrophone } from "./src/microphone/mod.ts";
globalThis.listen = async (workletUrl) => {
  const microphone = await openMicrophone(workletUrl ? { workletUrl } : {});
  const types = [];
  for await (const { type } of watch(microphone, await createClassifier(), { holdSeconds: 0 })) {
    if (type !== "update") types.push(type);
    if (type === "cry_started") break;
  }
  return { types, rate: microphone.sampleRateHz, level: microphone.levelDbfs };
};
globalThis.open = () => openMicrophone().then(() => "opened", ({ name, code }) => name + " " + code);
globalThis.worklet = MICROPHONE_WORKLET;
`;

test(
  "a cry at the microphone of a browser is an event",
  requires("chromium"),
  () =>
    inFolder(async (folder) => {
      const recording = join(folder, "cry.wav");
      const { samples, sampleRateHz } = syntheticCry();
      await writeFile(recording, wav(samples, sampleRateHz));
      const { outputFiles } = await build({
        stdin: { contents: PAGE, resolveDir: ".", loader: "js" },
        ...{ bundle: true, format: "esm", platform: "browser", target: "es2022", write: false },
        ...{ external: ["node:*"], packages: "external", logLevel: "silent" },
      });
      let worklet = "";
      const { url, end } = await serve(({ url }, response) => {
        const script = url === "/page.js" ? outputFiles[0]!.text : worklet;
        if (url !== "/strict" && url !== "/") {
          return response.writeHead(200, { "content-type": "text/javascript" }).end(script);
        }
        const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
        response.writeHead(200, {
          "content-type": "text/html",
          ...(url === "/strict" ? { "content-security-policy": policy } : {}),
        }).end(`<script type="module" src="page.js"></script>`);
      });
      const flags = (...more: string[]) => [
        ...["--no-sandbox", "--headless", "--disable-gpu", "--no-first-run"],
        ...["--use-fake-device-for-media-stream", "--autoplay-policy=no-user-gesture-required"],
        ...[`--use-file-for-fake-audio-capture=${recording}`, ...more],
      ];
      const executablePath = findProgram("chromium")!;
      const browser = await chromium.launch({
        executablePath,
        args: flags("--use-fake-ui-for-media-stream"),
      });
      try {
        const tab = await browser.newPage();
        for (const [path, workletUrl] of [["/", ""], ["/strict", "/worklet.js"]] as const) {
          await tab.goto(url + path);
          await tab.waitForFunction("globalThis.listen");
          worklet = await tab.evaluate("worklet") as string;
          const found = await tab.evaluate(`listen("${workletUrl}")`) as {
            types: string[];
            rate: number;
            level: number;
          };
          assert.deepEqual(found.types, ["cry_started"]);
          assert.ok(found.rate >= 8000 && found.level > -60, `${found.level}`);
        }
      } finally {
        await browser.close();
      }
      const denying = await chromium.launch({
        executablePath,
        args: flags("--deny-permission-prompts"),
      });
      try {
        const tab = await denying.newPage();
        await tab.goto(url);
        await tab.waitForFunction("globalThis.open !== undefined && globalThis.listen");
        assert.equal(await tab.evaluate("globalThis.open()"), "InputError permission");
      } finally {
        await denying.close();
        await end();
      }
    }),
);
