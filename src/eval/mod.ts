/**
 * Figures that survive a hold-out: folds by group, and intervals by group.
 *
 * @module
 */
export { type Estimate, groupBootstrap } from "./group_bootstrap.ts";
export { rocAuc, shareAtLeast, thresholdAtRecall } from "./roc.ts";
export { stratifiedGroupFolds } from "./stratified_group_folds.ts";
