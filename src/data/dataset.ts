/**
 * Recordings with labels, and what was left out of them and why.
 *
 * @module
 */

/** Recording, or a part of one. */
export interface Clip {
  /** Path relative to the dataset's root. */
  readonly path: string;
  /** Label in the dataset. */
  readonly label: string;
  /** Recordings that must stay on one side of a split: a donor, a speaker, a source. */
  readonly group?: string;
  /** Recordings that were made in one go. */
  readonly session?: string;
  /** The part of the recording that counts; 0 by default. */
  readonly startSeconds: number;
  /** End of that part; `Infinity` by default. */
  readonly endSeconds: number;
  /** Columns of the dataset for this clip, as text. */
  readonly columns: Readonly<Record<string, string>>;
}

/** Reason for excluding a clip. */
export type ExclusionReason =
  /** A row without a path. */
  | "no_path"
  /** Missing label: an empty cell, or a file outside of the class folders. */
  | "no_label"
  /** A label that was not asked for. */
  | "unknown_label"
  /** The same part of the same file under the same label, again. */
  | "duplicate_row"
  /** Missing file. */
  | "missing_file"
  /** The file cannot be decoded. */
  | "unreadable"
  /** Less sound than can be worked with. */
  | "too_short"
  /** Saved predictions say nothing of it. */
  | "no_prediction"
  /** Missing value in the column of the split. */
  | "no_side";

/** A clip that is not used. Nothing is left out without one of these. */
export interface ExcludedClip {
  /** Path, or the row number where there is none. */
  readonly path: string;
  /** Reason as a constant. */
  readonly reason: ExclusionReason;
  /** Explanation for people, with the value received. */
  readonly detail: string;
}

/** Something that makes a dataset weaker, though it can be used. */
export interface DatasetWarning {
  /** Kind of weakness as a constant. */
  readonly kind: "no_groups" | "empty_group" | "one_class";
  /** A sentence. */
  readonly message: string;
}

/** Recordings with labels. */
export interface Dataset {
  /** Clips to use. */
  readonly clips: readonly Clip[];
  /** Clips that are not used. */
  readonly excluded: readonly ExcludedClip[];
  /** Weaknesses of the dataset. */
  readonly warnings: readonly DatasetWarning[];
}

/** Group of a clip; a clip without a group is a group of its own. */
export function groupOf(clip: Clip): string {
  return clip.group ?? `\u0000${clip.path}`;
}

/**
 * Collects clips into a dataset, without other labels and repeated rows.
 *
 * @param options.labels labels to use; default all
 */
export function collectDataset(
  clips: readonly Clip[],
  options: { readonly labels?: readonly string[]; readonly excluded?: readonly ExcludedClip[] } =
    {},
): Dataset {
  const { labels, excluded: before = [] } = options;
  const excluded = [...before];
  const seen = new Set<string>();
  const kept = clips.filter((clip) => {
    const { path, label, startSeconds, endSeconds } = clip;
    const leaveOut = (reason: ExclusionReason, detail: string) => {
      excluded.push({ path, reason, detail });
      return false;
    };
    if (label === "") return leaveOut("no_label", "the label is empty");
    if (labels && !labels.includes(label)) {
      return leaveOut("unknown_label", `${label} is none of ${labels.join(", ")}`);
    }
    const key = JSON.stringify([path, label, startSeconds, endSeconds]);
    if (seen.has(key)) return leaveOut("duplicate_row", "the row came before");
    seen.add(key);
    return true;
  });
  return { clips: kept, excluded, warnings: warningsOf(kept) };
}

function warningsOf(clips: readonly Clip[]): DatasetWarning[] {
  const warnings: DatasetWarning[] = [];
  const ungrouped = clips.filter((clip) => clip.group === undefined).length;
  if (clips.length > 0 && ungrouped === clips.length) {
    warnings.push({
      kind: "no_groups",
      message: "No clip has a group: every recording counts as a donor of its own",
    });
  } else if (ungrouped > 0) {
    warnings.push({
      kind: "empty_group",
      message: `${ungrouped} of ${clips.length} clips have no group: each stands for itself`,
    });
  }
  const labels = new Set(clips.map((clip) => clip.label));
  if (labels.size === 1) {
    warnings.push({ kind: "one_class", message: `All clips are labelled ${[...labels][0]}` });
  }
  return warnings;
}
