"""Prediction sets of `cry-detect`: their scores, and how often they contain the label."""

import numpy as np

from evaluation import CONDITIONS, KIND_FOLD, KIND_SPLITS, calibrate

LABELS = ("no_cry", "cry")
# The coverage is a multiple of .01.
STEPS = 100
COVERAGES = (0.8, 0.9, 0.95, 0.97, 0.99)


def conformal_scores(clips, scores, rows):
    """
    Scores that `predictionSet` needs. By label: 99 quantiles of its probabilities for clips with that
    label, ascending. The clips of a group share one vote. A quantile between two groups is that of the
    lower one, so that rounding never makes a set smaller than its coverage allows.
    See Lee, Barber and Willett, Distribution-free inference with hierarchical data, 2023.
    """
    out = {}
    for y, label in enumerate(LABELS):
        own = rows & (clips.y == y)
        out[label] = _quantiles(_probability(label, scores)[own], clips.group[own])
    return out


def _probability(label, scores):
    return scores if label == "cry" else 1 - scores


def _quantiles(scores, groups):
    order = np.argsort(scores)
    _, group, count = np.unique(groups, return_inverse=True, return_counts=True)
    reached = (np.cumsum((1 / count[group])[order]) + 1) / (len(count) + 1)
    levels = np.arange(1, STEPS) / STEPS + 1e-12
    found = scores[order][np.searchsorted(reached, levels)]
    # With few groups the lowest levels are below all of them: nothing excludes the label.
    found[1 / (len(count) + 1) > levels] = 0
    return [float(np.floor(one * 1000) / 1000) for one in found]


def set_results(evaluation):
    """
    Shares of prediction sets by coverage and condition: calibrated on four folds and evaluated on the
    fifth; and for negatives of a kind that neither training nor calibration contained.
    """
    folds, kinds = _fold_parts(evaluation), _kind_parts(evaluation)
    clips = evaluation.clips
    out = {}
    for coverage in COVERAGES:
        by_condition = out[str(coverage)] = {}
        for matched, condition in enumerate(CONDITIONS):
            here = clips.matched == matched
            by_condition[condition] = {
                **{
                    label: _shares(clips, folds, coverage, here & (clips.y == y))
                    for y, label in enumerate(LABELS)
                },
                "held_out_kinds": {
                    kind: _shares(clips, [part], coverage, here)["covered"]
                    for kind, part in kinds.items()
                },
            }
    return out


def _fold_parts(evaluation):
    """Parts by fold: scores of calibration, scores of clips, and rows to evaluate."""
    clips, parts = evaluation.clips, []
    for fold in np.unique(clips.fold[evaluation.rows]):
        others = evaluation.rows & (clips.fold != fold)
        scores = clips.scores(evaluation.logits, calibrate(clips, evaluation.logits, others))
        known = conformal_scores(clips, scores, others)
        parts.append((known, scores, evaluation.rows & (clips.fold == fold)))
    return parts


def _kind_parts(evaluation):
    """Parts by kind: scores of calibration, scores of clips, and rows to evaluate."""
    clips, parts = evaluation.clips, {}
    for kind, fold in KIND_FOLD.items():
        others = evaluation.rows & (clips.kind != kind) & (clips.fold != fold)
        calibration = calibrate(clips, evaluation.logits, others)
        known = conformal_scores(clips, clips.scores(evaluation.logits, calibration), others)
        scores = clips.scores(evaluation.logits_of(KIND_SPLITS[kind]), calibration)
        parts[kind] = (known, scores, (clips.kind == kind) & (clips.y == 0))
    return parts


def _shares(clips, parts, coverage, among):
    """Shares of sets of the clips in `among`, every group with one vote."""
    y, group, contains = [], [], []
    for known, scores, rows in parts:
        rows = rows & among
        y.append(clips.y[rows])
        group.append(clips.group[rows])
        contains.append([
            _contains(known[label], _probability(label, scores[rows]), coverage)
            for label in LABELS
        ])
    y, group, contains = np.concatenate(y), np.concatenate(group), np.concatenate(contains, 1)
    own = contains[y, np.arange(len(y))]
    other = contains[1 - y, np.arange(len(y))]
    _, index, count = np.unique(group, return_inverse=True, return_counts=True)
    share = lambda which: float((which / count[index]).sum() / len(count))
    return {
        "covered": share(own),
        "true_label_only": share(own & ~other),
        "other_label_only": share(other & ~own),
        "both": share(own & other),
        "empty": share(~own & ~other),
        "covered_recordings": float(own.mean()),
        "recordings": len(own),
        "groups": len(count),
    }


def _contains(known, scores, coverage):
    """Whether the sets contain a label, as `predictionSet` decides."""
    at_most = np.searchsorted(known, scores, side="right")
    return (at_most + 1) / (len(known) + 1) > 1 - coverage + 1e-12
