import { createHash } from "node:crypto";
import { join } from "node:path";
import process from "node:process";
import type { Sink } from "../../listen/sinks/sink.ts";
import { hostCacheFolder } from "../../store/cache_folder.ts";
import type { Host } from "../host.ts";
import type { ListenValues } from "../options/listen_options.ts";
import { withoutUndefined } from "../options/without_undefined.ts";
import { redact } from "../sources/redact.ts";
import { secretOf } from "./_secret_of.ts";

/**
 * Opens the webhooks, each with a folder of the spool.
 *
 * @throws {SyntaxError} when two are the same, or the number of keys is wrong
 * @throws {InputError} when another process uses a folder
 */
export async function openWebhooks(values: ListenValues, host: Host): Promise<Sink[]> {
  const sinks: Sink[] = [];
  for (const { url, secret } of await webhookSettings(values)) {
    const { webhookSink } = await import("../../listen/sinks/webhook.ts");
    const folder = values.spool ?? join(await hostCacheFolder(), "spool");
    sinks.push(
      await webhookSink(url, {
        spool: join(folder, shortHash(url.href)),
        onProblem: (message) => host.err.write(`${redact(message)}\n`),
        ...withoutUndefined({ secret }),
      }),
    );
  }
  return sinks;
}

/** Reads the addresses of the webhooks, and the key of each. */
async function webhookSettings(
  { webhook, "webhook-secret-file": files }: ListenValues,
): Promise<readonly { readonly url: URL; readonly secret: string | undefined }[]> {
  if (files.length > 1 && files.length !== webhook.length) {
    throw new SyntaxError(
      "Invalid --webhook-secret-file: expected one file, or as many as --webhook " +
        `(${webhook.length}), received ${files.length}`,
    );
  }
  const secrets: string[] = [];
  for (const file of files) secrets.push(await secretOf("--webhook-secret-file", file));
  const settings = webhook.map((url, i) => ({
    url,
    secret: secrets[i] ?? secrets[0] ?? process.env["BABYCRY_WEBHOOK_SECRET"],
  }));
  if (new Set(settings.map(({ url }) => url.href)).size < webhook.length) {
    throw new SyntaxError("Invalid --webhook: expected different URLs, received one twice");
  }
  return settings;
}

const shortHash = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 12);
