import { type Clip, collectDataset, type Dataset, type Omission } from "./dataset.ts";
import { parseEsc50Name } from "./esc50_name.ts";

/** Folders of this name hold a side of a split, and the classes lie in them. */
const SIDES = /^(train(ing)?|valid(ation)?|val|dev|test(ing)?|eval)$/i;

/**
 * A dataset of files alone: a folder per class, perhaps within folders `train`, `test` and the like;
 * or files in one folder whose names say it, as ESC-50's do.
 *
 * @param paths from the dataset's root, parts joined by `/`
 */
export function datasetFromPaths(
  paths: readonly string[],
  options: { readonly labels?: readonly string[] } = {},
): Dataset {
  const omitted: Omission[] = [];
  const clips = paths.flatMap((path): Clip[] => {
    const clip = clipOf(path);
    if (clip) return [clip];
    omitted.push({ path, reason: "no_label", detail: "the file lies in no class's folder" });
    return [];
  });
  return collectDataset(clips, { omitted, ...(options.labels ? { labels: options.labels } : {}) });
}

function clipOf(path: string): Clip | undefined {
  const whole = { path, startSeconds: 0, endSeconds: Infinity };
  const parts = path.split("/");
  const named = parseEsc50Name(parts.at(-1)!);
  const side = parts.length > 1 && SIDES.test(parts[0]!) ? parts.shift()! : undefined;
  const split: Record<string, string> = side === undefined ? {} : { split: side };
  if (parts.length > 1) {
    const columns = { path, label: parts[0]!, ...split };
    return {
      ...whole,
      label: parts[0]!,
      ...(named ? { group: named.source } : {}),
      columns,
    };
  }
  if (!named) return undefined;
  const { label, source, fold } = named;
  return { ...whole, label, group: source, columns: { path, label, fold: String(fold), ...split } };
}
