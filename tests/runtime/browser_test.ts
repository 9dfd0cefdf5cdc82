/** Tests of the example page in Chromium, with the package bundled for browsers. Run by Node. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { chromium } from "npm:playwright-core@1.65.1";
import { syntheticCry } from "../../src/cli/commands/_synthetic_cry.ts";
import { findProgram, requires } from "../_requires.ts";
import { AAC_ADTS, AAC_M4A, OPUS_WEBM } from "../decode/_encoded.ts";
import { withConfig, withSbrFrames } from "../decode/_aac_files.ts";
import { wav } from "../decode/_write.ts";

const FLAGS = [
  "--no-sandbox",
  "--headless",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const page = new URL("../../npm/tests/browser/", import.meta.url);

/** Serves the page on a free port while `use` runs with its address. */
async function withServer(use: (address: string) => Promise<void>): Promise<void> {
  const server = createServer((request, response) => {
    const path = request.url === "/" ? "index.html" : request.url!.slice(1);
    readFile(new URL(path, page)).then((bytes) => {
      const type = path.endsWith(".html") ? "text/html" : "text/javascript";
      response.writeHead(200, { "content-type": type }).end(bytes);
    }, () => response.writeHead(404).end());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test("the example page classifies a chosen file", requires("chromium"), async () => {
  const executablePath = findProgram("chromium")!;
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    await withServer(async (address) => {
      const tab = await browser.newPage();
      const errors: string[] = [];
      tab.on("pageerror", (error) => errors.push(String(error)));
      await tab.goto(address);
      const answer = async (name: string, bytes: Uint8Array) => {
        const file = { name, mimeType: "audio/wav", buffer: Buffer.from(bytes) };
        await tab.locator("input:enabled").setInputFiles(file);
        return await tab.locator("output", { hasText: `${name}: ` }).textContent();
      };
      const { samples, sampleRateHz } = syntheticCry();
      const cry = await answer("cry.wav", wav(samples, sampleRateHz));
      assert.match(cry!, /^cry\.wav: cry, probability (0\.9|1\.0)\d$/);
      const quiet = await answer("quiet.wav", wav(new Float32Array(16_000), 16_000));
      assert.match(quiet!, /^quiet\.wav: no_cry, probability 0\.0\d$/);
      const files = {
        ...{ "a.m4a": AAC_M4A, "b.webm": OPUS_WEBM },
        // HE-AAC without samples of the replicated band, announced or not.
        ...{ "c.m4a": withConfig([0x2c, 0x0a, 0x88, 0, 0]), "d.aac": withSbrFrames(AAC_ADTS) },
      };
      for (const [name, file] of Object.entries(files)) {
        assert.match((await answer(name, file))!, /probability \d/);
      }
      assert.match(
        (await answer("notes.wav", new Uint8Array(8)))!,
        /expected WAV, .*, received 8 bytes/,
      );
      assert.deepEqual(errors, []);
    });
  } finally {
    await browser.close();
  }
});
