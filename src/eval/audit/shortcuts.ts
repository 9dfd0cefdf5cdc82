import { stratifiedGroupFolds } from "../../data/stratified_group_folds.ts";
import {
  type AudioFreeBaseline,
  type Fold,
  scoreAttribute,
  scoreMajority,
  scoreSiblings,
} from "../../metrics/baselines.ts";
import { attributeValues, numbered } from "../../metrics/file_attributes.ts";
import { permutationP } from "../../metrics/permutation_test.ts";
import { foldsFromNumbers } from "../protocols.ts";
import type { ClipMetadata } from "./clip_metadata.ts";
import type { Finding } from "./finding.ts";

const FOLDS = 5;
const PERMUTATIONS = 199;
const P_MAX = 0.01;
/**
 * Accuracy above chance, relative to a perfect one, at which an attribute is a warning or an error.
 */
const LIFT = { warning: 0.1, error: 0.5 } as const;

/** Scores audio-free baselines, and reports each file attribute that predicts the label. */
export function findShortcuts(
  clips: readonly ClipMetadata[],
  options: { readonly seed: number },
): { baselines: AudioFreeBaseline[]; findings: Finding[] } {
  const { seed } = options;
  const y = numbered(clips.map((clip) => clip.label));
  const classes = new Set(y).size;
  const groups = clips.map((clip) => clip.group);
  if (classes < 2) return { baselines: [], findings: [] };

  const baselines: AudioFreeBaseline[] = [
    { rule: "majority", ...scoreMajority(y, classes) },
    { rule: "same_group", ...scoreSiblings(y, numbered(groups), classes) },
  ];
  const sessions = clips.map((clip) => clip.session);
  if (sessions.some((session) => session !== undefined)) {
    baselines.push({ rule: "same_session", ...scoreSiblings(y, numbered(sessions), classes) });
  }
  const folds = chooseFolds(clips, y, groups, classes, seed);
  if (!folds) return { baselines, findings: [] };
  const findings: Finding[] = [];
  for (const [rule, values] of Object.entries(attributeValues(clips))) {
    const score = (some: Int32Array) => scoreAttribute(y, some, folds, classes);
    const p = permutationP((some) => score(some).balancedAccuracy, values, groups, {
      permutations: PERMUTATIONS,
      seed,
    });
    const baseline = { rule, ...score(values), p };
    baselines.push(baseline);
    findings.push(...shortcutFinding(baseline, classes, clips.length));
  }
  return { baselines, findings };
}

/** Reports an attribute that predicts the label well above chance. */
function shortcutFinding(
  { rule, balancedAccuracy, p }: AudioFreeBaseline & { readonly p: number },
  classes: number,
  count: number,
): Finding[] {
  const chance = 1 / classes;
  const lift = (balancedAccuracy - chance) / (1 - chance);
  if (p > P_MAX || lift < LIFT.warning) return [];
  return [{
    kind: `${rule}_predicts_label`,
    severity: lift >= LIFT.error ? "error" : "warning",
    message: `${rule.replaceAll("_", " ")} alone reaches balanced accuracy ` +
      `${balancedAccuracy.toFixed(2)} (chance ${chance.toFixed(2)}, p ${p.toFixed(3)})`,
    count,
    examples: [],
  }];
}

/** Uses the sides of the split, or folds of whole groups; undefined if there are too few groups. */
function chooseFolds(
  clips: readonly ClipMetadata[],
  y: Int32Array,
  groups: readonly string[],
  classes: number,
  seed: number,
): Fold[] | undefined {
  const sides = clips.map((clip) => clip.split);
  if (sides.every((side) => side !== undefined) && new Set(sides).size > 1) {
    return foldsFromNumbers(numbered(sides));
  }
  const folds = Math.min(FOLDS, new Set(groups).size);
  if (folds < 2) return undefined;
  return foldsFromNumbers(stratifiedGroupFolds(y, groups, { folds, classes, seed }));
}
