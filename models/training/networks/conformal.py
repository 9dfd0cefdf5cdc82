"""What the prediction sets of `cry-detect` are made of, and whether they keep what they promise."""

import numpy as np

from protocol import CHANNELS, KIND_FOLD, calibrate

LABELS = ("no_cry", "cry")
# Coverages come in hundredths.
GRID = 100
ASKED = (0.8, 0.9, 0.95, 0.97, 0.99)


def conformal_scores(takes, scores, rows):
    """
    By label, 99 of its probabilities where it is the true one, ascending, for `predictionSet`. Takes
    of a group share one vote, whichever their number and channel, and a rank of the 99 that lies
    between two groups is the lower one's, so that rounding never makes a set smaller than promised.
    See Lee, Barber and Willett, Distribution-free inference with hierarchical data, 2023.
    """
    return {
        label: _quantiles(_of(label, scores)[rows & (takes.y == y)], takes.group[rows & (takes.y == y)])
        for y, label in enumerate(LABELS)
    }


def _of(label, scores):
    return scores if label == "cry" else 1 - scores


def _quantiles(scores, groups):
    order = np.argsort(scores)
    _, group, count = np.unique(groups, return_inverse=True, return_counts=True)
    reached = (np.cumsum((1 / count[group])[order]) + 1) / (len(count) + 1)
    levels = np.arange(1, GRID) / GRID + 1e-12
    found = scores[order][np.searchsorted(reached, levels)]
    # With few groups the lowest ranks are below all of them: nothing rules the label out.
    found[1 / (len(count) + 1) > levels] = 0
    return [float(np.floor(one * 1000) / 1000) for one in found]


def set_figures(evaluation):
    """
    How often sets hold the label, calibrated on four folds and judged on the fifth; and for
    negatives of a kind that neither training nor calibration had, of the whole of that kind.
    """
    e, t = evaluation, evaluation.takes
    fifths = []
    for fold in np.unique(t.fold[e.rows]):
        others = e.rows & (t.fold != fold)
        scores = t.scores(e.logits, calibrate(t, e.logits, others))
        fifths.append((conformal_scores(t, scores, others), scores, e.rows & (t.fold == fold)))
    kinds = {}
    for family, fold in KIND_FOLD.items():
        others = e.rows & (t.family != family) & (t.fold != fold)
        calibration = calibrate(t, e.logits, others)
        scores = t.scores(e.logits_of(f"kind:{family},fold:{fold}"), calibration)
        known = conformal_scores(t, t.scores(e.logits, calibration), others)
        kinds[family] = [(known, scores, (t.family == family) & (t.y == 0))]
    return {
        str(asked): {
            channel: {
                **{label: _judged(t, fifths, asked, (t.matched == m) & (t.y == y))
                   for y, label in enumerate(LABELS)},
                "held_out_kinds": {
                    family: _judged(t, one, asked, t.matched == m)["held"]
                    for family, one in kinds.items()
                },
            }
            for m, channel in enumerate(CHANNELS)
        }
        for asked in ASKED
    }


def _judged(takes, parts, asked, among):
    """Of takes, groups alike: sets that hold their label, hold another alone, both, or none."""
    y, group, held = [], [], []
    for known, scores, rows in parts:
        rows = rows & among
        y.append(takes.y[rows])
        group.append(takes.group[rows])
        held.append([_held(known[label], _of(label, scores[rows]), asked) for label in LABELS])
    y, group, held = np.concatenate(y), np.concatenate(group), np.concatenate(held, 1)
    own = held[y, np.arange(len(y))]
    other = held[1 - y, np.arange(len(y))]
    _, index, count = np.unique(group, return_inverse=True, return_counts=True)
    share = lambda which: float((which / count[index]).sum() / len(count))
    return {
        "held": share(own),
        "alone": share(own & ~other),
        "other_alone": share(other & ~own),
        "both": share(own & other),
        "none": share(~own & ~other),
        "takes": float(own.mean()),
        "recordings": len(own),
        "groups": len(count),
    }


def _held(known, scores, asked):
    """As `predictionSet` decides."""
    at_most = np.searchsorted(known, scores, side="right")
    return (at_most + 1) / (len(known) + 1) > 1 - asked + 1e-12
