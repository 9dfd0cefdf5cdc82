/**
 * Recordings with labels, and the reasons for excluded ones.
 *
 * @module
 */

/** Recording, or a part of one. */
export interface Clip {
  /** Path relative to the dataset's root. */
  readonly path: string;
  /** Label in the dataset. */
  readonly label: string;
  /**
   * Group that must stay on one side of a split: a donor, a speaker, a source. Default: its own.
   */
  readonly group?: string;
  /** Session in which the recording was made. */
  readonly session?: string;
  /** Start of the part to use, in seconds; 0 for the start of the recording. */
  readonly startSeconds: number;
  /** End of the part to use, in seconds; `Infinity` for the end of the recording. */
  readonly endSeconds: number;
  /** Columns of the dataset for this clip, as text. */
  readonly columns: Readonly<Record<string, string>>;
}

/** Reason for excluding a clip. */
export type ExclusionReason =
  /** Missing path. */
  | "no_path"
  /** Missing label: an empty cell, or a file outside of the directories of labels. */
  | "no_label"
  /** Label that was not requested. */
  | "unknown_label"
  /** Repeated row: the same part of the same file under the same label. */
  | "duplicate_row"
  /** Missing file. */
  | "missing_file"
  /** File that cannot be decoded. */
  | "unreadable"
  /** Recording that is too short. */
  | "too_short"
  /** Missing saved prediction. */
  | "no_prediction"
  /** Missing value in the column of the split. */
  | "no_side";

/** Clip that is excluded, with the reason. */
export interface ExcludedClip {
  /** Path, or the row number if there is none. */
  readonly path: string;
  /** Reason as a constant. */
  readonly reason: ExclusionReason;
  /** Explanation for people, with the value received. */
  readonly detail: string;
}

/** Weakness of a usable dataset. */
export interface DatasetWarning {
  /** Kind of weakness as a constant. */
  readonly kind: "no_groups" | "empty_group" | "one_class";
  /** Explanation for people, one sentence. */
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
 * Collects clips into a dataset. Clips without a label, with other labels, or that repeat an
 * earlier one are excluded.
 *
 * @param options.labels labels to use. Default all
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
    if (label === "") return leaveOut("no_label", "expected a label, received an empty cell");
    if (labels && !labels.includes(label)) {
      return leaveOut("unknown_label", `expected ${labels.join(", ")}, received ${label}`);
    }
    const key = JSON.stringify([path, label, startSeconds, endSeconds]);
    if (seen.has(key)) {
      return leaveOut("duplicate_row", "expected each row once, received a repeated row");
    }
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
      message: "No clip has a group: each recording is its own group. Groups come from a column, " +
        "or from the file names of Donate-a-Cry and ESC-50",
    });
  } else if (ungrouped > 0) {
    warnings.push({
      kind: "empty_group",
      message: `${ungrouped} of ${clips.length} clips have no group: each clip is its own group`,
    });
  }
  const labels = new Set(clips.map((clip) => clip.label));
  if (labels.size === 1) {
    warnings.push({ kind: "one_class", message: `All clips have the label ${[...labels][0]}` });
  }
  return warnings;
}
