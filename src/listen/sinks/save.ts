import { makeFolder } from "../../store/file_system.ts";
import type { WatchItem } from "../watch_item.ts";
import { slug } from "./home_assistant.ts";
import type { Sink } from "./sink.ts";
import { wavBytes } from "./wav_bytes.ts";

/** Options of {@link saveSink}. */
export interface SaveOptions {
  /** Age after which a recording is deleted, in days; default 7. */
  readonly maxDays?: number;
  /** Size of all recordings above which the oldest are deleted, in bytes; default 500 MB. */
  readonly maxBytes?: number;
}

const DAY_MS = 86_400_000;
/** Names of the recordings that this sink writes. */
const RECORDING = /^\d{8}T\d{6}Z-[a-z\d_]+-[a-f\d]{8}\.wav$/;

/**
 * Creates a sink that saves the audio of each event of crying as a WAV file, and deletes old ones.
 * It records a home: tell everybody who lives in it.
 */
export async function saveSink(folder: string, options: SaveOptions = {}): Promise<Sink> {
  const { maxDays = 7, maxBytes = 500_000_000 } = options;
  const fs = await import("node:fs/promises");
  await makeFolder(folder, fs, 0o700);
  const clean = async () => {
    const names = (await fs.readdir(folder)).filter((name) => RECORDING.test(name)).sort();
    let total = 0;
    for (const name of names.reverse()) {
      const { size, mtimeMs } = await fs.stat(`${folder}/${name}`);
      total += size;
      if (total > maxBytes || Date.now() - mtimeMs > maxDays * DAY_MS) {
        await fs.rm(`${folder}/${name}`, { force: true });
      }
    }
  };
  await clean();
  return {
    name: "save",
    async send(item: WatchItem) {
      if (item.type !== "cry_ended" || !item.audio) return;
      const time = item.startTime.replace(/\.\d+|[-:]/g, "");
      const name = `${time}-${slug(item.source)}-${item.id.slice(0, 8)}.wav`;
      await fs.writeFile(`${folder}/${name}`, wavBytes(item.audio), { mode: 0o600 });
      await clean();
    },
  };
}
