import { stratifiedGroupFolds } from "../../data/stratified_group_folds.ts";
import {
  attributeScore,
  attributeValues,
  type AudioFreeRule,
  majorityScore,
  numbered,
  siblingScore,
} from "../../metrics/audio_free_rules.ts";
import { permutationP } from "../../metrics/permutation_test.ts";
import type { ClipMetadata } from "./clip_metadata.ts";
import type { Finding } from "./finding.ts";

const FOLDS = 5;
const PERMUTATIONS = 199;
const P_MAX = 0.01;
/** Shares of the way from chance to perfect at which a rule is worth a warning, and an error. */
const LIFT = { warning: 0.1, error: 0.5 } as const;

/** Rules that never hear the audio, and a finding for each attribute of the files that tells the label. */
export function findShortcuts(
  clips: readonly ClipMetadata[],
  options: { readonly seed: number },
): { rules: AudioFreeRule[]; findings: Finding[] } {
  const y = numbered(clips.map((clip) => clip.label));
  const classes = new Set(y).size;
  const groups = clips.map((clip) => clip.group);
  if (classes < 2) return { rules: [], findings: [] };

  const rules: AudioFreeRule[] = [
    { rule: "majority", ...majorityScore(y, classes) },
    { rule: "same_group", ...siblingScore(y, groups, classes) },
  ];
  if (clips.some((clip) => clip.session !== undefined)) {
    const sessions = clips.map((clip) => clip.session);
    rules.push({ rule: "same_session", ...siblingScore(y, sessions, classes) });
  }
  const folds = chooseFolds(clips, y, groups, classes, options.seed);
  if (!folds) return { rules, findings: [] };
  const findings: Finding[] = [];
  for (const [rule, values] of Object.entries(attributeValues(clips))) {
    const score = (some: Int32Array) => attributeScore(y, some, folds, classes);
    const figures = score(values);
    const p = permutationP((some) => score(some).balancedAccuracy, values, groups, {
      permutations: PERMUTATIONS,
      seed: options.seed,
    });
    rules.push({ rule, ...figures, p });
    const chance = 1 / classes;
    const lift = (figures.balancedAccuracy - chance) / (1 - chance);
    if (p > P_MAX || lift < LIFT.warning) continue;
    const what = rule.replaceAll("_", " ");
    findings.push({
      kind: `${rule}_tells_label`,
      severity: lift >= LIFT.error ? "error" : "warning",
      message: `${what} alone gives balanced accuracy ${figures.balancedAccuracy.toFixed(2)} ` +
        `(chance ${chance.toFixed(2)}, p ${p.toFixed(3)})`,
      count: clips.length,
      examples: [],
    });
  }
  return { rules, findings };
}

/** The sides of the split, or folds of whole groups; undefined where there are too few groups. */
function chooseFolds(
  clips: readonly ClipMetadata[],
  y: Int32Array,
  groups: readonly string[],
  classes: number,
  seed: number,
): Int32Array | undefined {
  const sides = clips.map((clip) => clip.split);
  if (sides.every((side) => side !== undefined) && new Set(sides).size > 1) return numbered(sides);
  const folds = Math.min(FOLDS, new Set(groups).size);
  return folds < 2 ? undefined : stratifiedGroupFolds(y, groups, { folds, classes, seed });
}
