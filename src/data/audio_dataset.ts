/**
 * Datasets with access to their audio, on disk or in memory.
 *
 * @module
 */
import { checkOptions, checkType, describe } from "../check_option.ts";
import { isInstance } from "../instance_of.ts";
import type { RawAudio } from "../types.ts";
import { checkRate, checkSamples } from "../waveform/check_waveform.ts";
import { type Clip, collectDataset, type Dataset } from "./dataset.ts";
import type { ReadFile } from "./read_clips.ts";

/** A dataset and access to the audio of its clips. */
export interface AudioDataset {
  /** Name in reports. */
  readonly name: string;
  /** Clips with their labels. */
  readonly dataset: Dataset;
  /** Reads the audio of a clip by its path. */
  readonly read: ReadFile;
}

const ACTION = "Collecting clips";

/** A labeled recording in memory, or a part of one. */
export interface AudioClip {
  /** Bytes of a file in any format that `decode` reads, or samples with their rate. */
  readonly audio: Uint8Array | Blob | RawAudio;
  /** Label of the recording. */
  readonly label: string;
  /**
   * Group that must stay on one side of a split: a donor, a speaker, a source. Default: its own.
   */
  readonly group?: string;
  /** Session in which the recording was made. */
  readonly session?: string;
  /** Name in messages, one per recording. Default: `clip 1`, `clip 2`, and so on. */
  readonly path?: string;
  /** Start of the part to use, seconds. Default 0. */
  readonly startSeconds?: number;
  /** End of the part to use, seconds. Default: the end of the recording. */
  readonly endSeconds?: number;
  /** Further properties by name, such as `fold` and `kind`. */
  readonly columns?: Readonly<Record<string, string>>;
}

/**
 * Creates a dataset from recordings in memory.
 *
 * @param options.name name in reports, default `clips`
 * @throws {TypeError} when the audio of a clip is neither bytes nor samples with a rate, or another
 *   property or option has another type
 * @throws {RangeError} when two different recordings have the same path, or a rate is out of range
 *
 * @example
 * ```ts
 * import { datasetFromAudio } from "@babycry/babycry/data";
 * import assert from "node:assert/strict";
 *
 * const audio = { samples: new Float32Array(16_000), sampleRateHz: 16_000 };
 * const { dataset } = datasetFromAudio([{ audio, label: "other", group: "kitchen" }]);
 * assert.equal(dataset.clips[0]?.path, "clip 1");
 * ```
 */
export function datasetFromAudio(
  clips: readonly AudioClip[],
  options: { readonly name?: string } = {},
): AudioDataset {
  if (!Array.isArray(clips)) {
    throw new TypeError(`${ACTION}: expected an array of clips, received ${describe(clips)}`);
  }
  clips.forEach(checkClip);
  checkOptions(ACTION, options, { name: true });
  if (options.name !== undefined) checkType(ACTION, "name", options.name, "string");
  const audioOf = new Map<string, AudioClip["audio"]>();
  const described = (clips as readonly AudioClip[]).map(
    ({ audio, columns = {}, ...clip }, i): Clip => {
      const { path = `clip ${i + 1}`, startSeconds = 0, endSeconds = Infinity } = clip;
      checkAudio(path, audio);
      if ((audioOf.get(path) ?? audio) !== audio) {
        throw new RangeError(
          `${ACTION}: expected one recording per path, received two named ${path}`,
        );
      }
      audioOf.set(path, audio);
      return { ...clip, path, startSeconds, endSeconds, columns };
    },
  );
  return {
    name: options.name ?? "clips",
    dataset: collectDataset(described),
    async read(path) {
      const audio = audioOf.get(path);
      return isInstance(audio, "Blob") || isInstance(audio, "File")
        ? new Uint8Array(await (audio as Blob).arrayBuffer())
        : audio as Uint8Array | RawAudio | undefined;
    },
  };
}

/**
 * Checks that a value is a dataset with access to its audio.
 *
 * @param action start of the message
 * @throws {TypeError} when it is something else, such as a list of clips
 */
export function checkAudioDataset(action: string, value: unknown): void {
  const { dataset, read } = (value ?? {}) as Partial<AudioDataset>;
  if (Array.isArray(dataset?.clips) && typeof read === "function") return;
  throw new TypeError(
    `${action}: expected a dataset of datasetFromAudio or openDataset, received ${describe(value)}`,
  );
}

/** Checks the properties of a clip except its audio. @throws {TypeError} for another type */
function checkClip(clip: AudioClip, i: number): void {
  checkType(ACTION, `clip ${i + 1}`, clip, "object");
  checkType(ACTION, `label of clip ${i + 1}`, clip.label, "string");
  for (const name of ["group", "session", "path"] as const) {
    if (clip[name] !== undefined) {
      checkType(ACTION, `${name} of clip ${i + 1}`, clip[name], "string");
    }
  }
}

function checkAudio(path: string, audio: AudioClip["audio"]): void {
  if (["Uint8Array", "Blob", "File"].some((name) => isInstance(audio, name as "Blob"))) return;
  if (typeof audio !== "object" || audio === null || !("samples" in audio)) {
    throw new TypeError(
      `${ACTION}: expected bytes, a Blob or { samples, sampleRateHz } as audio of ${path}, ` +
        `received ${describe(audio)}`,
    );
  }
  const { samples, sampleRateHz } = audio;
  for (const channel of Array.isArray(samples) ? samples : [samples]) checkSamples(channel);
  checkRate(sampleRateHz);
}
