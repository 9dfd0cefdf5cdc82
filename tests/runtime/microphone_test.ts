/** Microphone of Chromium, which plays a recording. Run by Node. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "npm:esbuild@0.28.2";
import { chromium } from "npm:playwright-core@1.65.1";
import { syntheticCry } from "../../src/cli/commands/_synthetic_cry.ts";
import { findProgram, requires } from "../_requires.ts";
import { wav } from "../decode/_write.ts";
import { inFolder, serve } from "../listen/_program.ts";

const INSTALLED = fileURLToPath(new URL("../../npm/tests/", import.meta.url));
const PAGE = `
import { createClassifier } from "@babycry/babycry";
import { watch } from "@babycry/babycry/listen";
import {
  createClassifierWorker,
  MICROPHONE_WORKLET,
  openMicrophone,
} from "@babycry/babycry/microphone";
globalThis.listen = async (workletUrl, inWorker) => {
  const microphone = await openMicrophone(workletUrl ? { workletUrl } : {});
  const classifier = await (inWorker ? createClassifierWorker() : createClassifier());
  const types = [];
  let level = -120;
  for await (const item of watch(microphone, classifier, { holdSeconds: 0 })) {
    if (item.type === "update") level = Math.max(level, item.levelDbfs);
    else types.push(item.type);
    if (item.type === "update" && item.crying) break;
  }
  if (inWorker) classifier.close();
  return { types, rate: microphone.sampleRateHz, level, last: microphone.levelDbfs };
};
globalThis.predict = async () => {
  const classifier = await createClassifierWorker();
  const error = await classifier.predict("missing.wav").catch((error) => error);
  const { cry } = await classifier.predict("cry.wav");
  classifier.close();
  return [cry.label, error.name, error.code, error.status].join();
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
        entryPoints: {
          page: "page",
          classifier_worker: `${INSTALLED}node_modules/@babycry/babycry/classifier_worker.js`,
        },
        ...{ bundle: true, splitting: true, format: "esm", platform: "browser" },
        ...{ target: "es2022", write: false, outdir: "/", logLevel: "silent" },
        plugins: [{
          name: "page",
          setup({ onLoad, onResolve }) {
            onResolve({ filter: /^page$/ }, () => ({ path: "page", namespace: "page" }));
            onLoad(
              { filter: /./, namespace: "page" },
              () => ({ contents: PAGE, resolveDir: INSTALLED }),
            );
          },
        }],
      });
      const scripts = new Map(outputFiles.map(({ path, text }) => [path, text]));
      const { url, end } = await serve(({ url = "" }, response) => {
        const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";
        const send = (type: string, body: string | Uint8Array) =>
          response.writeHead(200, {
            "content-type": type,
            "content-security-policy": url === "/" ? "" : policy,
          }).end(body);
        const script = scripts.get(url);
        if (script !== undefined) send("text/javascript", script);
        else if (url === "/cry.wav") send("audio/wav", wav(samples, sampleRateHz));
        else if (url === "/" || url === "/strict") {
          send("text/html", `<script type="module" src="page.js"></script>`);
        } else response.writeHead(404).end();
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
        for (
          const [path, workletUrl, inWorker] of [
            ["/", "", false],
            ["/", "", true],
            ["/strict", "/worklet.js", false],
            ["/strict", "/worklet.js", true],
          ] as const
        ) {
          await tab.goto(url + path);
          await tab.waitForFunction("globalThis.listen");
          scripts.set("/worklet.js", await tab.evaluate("worklet") as string);
          const found = await tab.evaluate(`listen("${workletUrl}", ${inWorker})`) as {
            types: string[];
            rate: number;
            level: number;
            last: number;
          };
          assert.deepEqual(found.types, ["cry_started"]);
          assert.ok(found.rate >= 8000 && found.level > -60, `${found.level}`);
          assert.ok(found.last >= -120 && found.last <= 0, `${found.last}`);
        }
        assert.equal(await tab.evaluate("predict()"), "cry,InputError,http_status,404");
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
