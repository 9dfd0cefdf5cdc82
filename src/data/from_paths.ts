import { type Clip, collectDataset, type Dataset, type ExcludedClip } from "./dataset.ts";
import { type DonateACryName, parseDonateACryName } from "./donateacry_name.ts";
import { donateACrySessions } from "./donateacry_sessions.ts";
import { parseEsc50Name } from "./esc50_name.ts";

/** Names of directories that contain one side of a split, with a subdirectory per label. */
const SIDES = /^(train(ing)?|valid(ation)?|val|dev|test(ing)?|eval)$/i;

/**
 * Creates a dataset from paths: one directory per label, optionally within directories such as
 * `train` and `test`, or file names of ESC-50 or DonateACry, which contain the label. File names of
 * these corpora also give the group, and those of DonateACry the session, in any directory.
 *
 * @param paths relative to the root of the dataset, separated by `/`
 */
export function datasetFromPaths(
  paths: readonly string[],
  options: { readonly labels?: readonly string[] } = {},
): Dataset {
  const excluded: ExcludedClip[] = [];
  const clips = paths.flatMap((path): Clip[] => {
    const clip = clipOf(path);
    if (clip) return [clip];
    excluded.push({
      path,
      reason: "no_label",
      detail: "expected a file in a directory of its label",
    });
    return [];
  });
  const { labels } = options;
  return collectDataset(withSessions(clips), { excluded, ...(labels ? { labels } : {}) });
}

/** Adds sessions to the clips whose names contain a time. */
function withSessions(clips: readonly Clip[]): Clip[] {
  const named = clips.flatMap((clip, i) => {
    const name = donateACryName(clip.path);
    return name ? [{ i, name }] : [];
  });
  const sessions = donateACrySessions(named.map(({ name }) => name));
  const sessionOf = new Map(named.map(({ i }, k) => [i, sessions[k]!]));
  return clips.map((clip, i) => {
    const session = sessionOf.get(i);
    return session === undefined ? clip : { ...clip, session };
  });
}

function clipOf(path: string): Clip | undefined {
  const parts = path.split("/");
  const named = readName(parts.at(-1)!);
  const side = parts.length > 1 && SIDES.test(parts[0]!) ? parts.shift()! : undefined;
  const label = parts.length > 1 ? parts[0]! : named?.label;
  if (label === undefined) return undefined;
  const { group, columns = {} } = named ?? {};
  return {
    path,
    label,
    ...(group === undefined ? {} : { group }),
    startSeconds: 0,
    endSeconds: Infinity,
    columns: { path, label, ...columns, ...(side === undefined ? {} : { split: side }) },
  };
}

/** Reads label and group from the file names of a known corpus. */
function readName(
  name: string,
): { label: string; group: string; columns?: Record<string, string> } | undefined {
  const esc50 = parseEsc50Name(name);
  if (esc50) {
    const { label, source, fold } = esc50;
    return { label, group: source, columns: { fold: String(fold) } };
  }
  const donated = donateACryName(name);
  return donated && { label: donated.reason, group: donated.instanceId };
}

function donateACryName(path: string): DonateACryName | undefined {
  try {
    return parseDonateACryName(path);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
