import { readYamnetFile } from "../../encoder/yamnet/read_file.ts";
import { createYamnet, type Yamnet, type YamnetPatch } from "../../encoder/yamnet/yamnet.ts";
import type { TagsManifest } from "../../models/manifest.ts";
import { createMeanVector } from "../../pooling/mean_vector.ts";
import type { ModelSource } from "../../types.ts";
import type { TagProbability, TagsPrediction } from "../prediction.ts";
import type { Scorer } from "../scorer.ts";

const TOP_K = 5;

/**
 * Creates the scorer of the task `tags`. The file is read when the first recording is scored.
 *
 * @param model checked by `checkManifest`
 * @param options.topK number of tags, default 5; 0 counts as 1, a number above all classes as all
 */
export function createTagsScorer(
  model: TagsManifest,
  options: { readonly source: ModelSource; readonly topK?: number },
): Scorer {
  const { id, file, classes } = model;
  const { source, topK = TOP_K } = options;
  let opening: Promise<Yamnet> | undefined;
  const open = async () => createYamnet(await readYamnetFile(source, id, file));
  return {
    async begin(hub) {
      opening ??= open();
      const yamnet = await opening.catch((error) => {
        opening = undefined;
        throw error;
      });
      const mean = createMeanVector(classes.length);
      const timeline: TagsPrediction["timeline"][number][] = [];
      const recording = yamnet.begin(hub);
      const add = function* (patches: Generator<YamnetPatch>) {
        for (const { startSeconds, endSeconds, scores } of patches) {
          mean.add(scores);
          timeline.push({ startSeconds, endSeconds, tags: mostProbable(classes, scores, topK) });
          yield;
        }
      };
      hub.addListener({
        process: (block) => add(recording.process(block)),
        flush: () => add(recording.flush()),
      });
      return ({ lengthSamples, sampleRateHz }) => {
        const end = lengthSamples / sampleRateHz;
        const tags = mostProbable(classes, mean.mean(), topK);
        const within = timeline.map((patch) => ({
          ...patch,
          endSeconds: Math.min(patch.endSeconds, end),
        }));
        return { tags: { model: id, tags, timeline: within } };
      };
    },
    async dispose() {
      const yamnet = await opening?.catch(() => undefined);
      opening = undefined;
      yamnet?.dispose();
    },
  };
}

/** Selects the most probable classes, best first; equal ones keep their order. */
function mostProbable(
  classes: TagsManifest["classes"],
  probabilities: ArrayLike<number>,
  topK: number,
): TagProbability[] {
  return classes
    .map(([mid, label], index) => ({ index, mid, label, probability: probabilities[index]! }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, Math.max(1, topK));
}
