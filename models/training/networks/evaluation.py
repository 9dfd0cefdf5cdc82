"""Scores of clips and metrics: one frozen threshold, with groups, kinds and file formats held out."""

from dataclasses import dataclass

import numpy as np

from windows import KINDS

RECALL = 0.97
# Only cries with a clear voice set the threshold: this share of the frames is voiced. Others are nearly
# silent, whispered or drowned in noise, and some are no cries.
CLEAR_VOICED_SHARE = 0.3
WINDOW_SECONDS, HOP_SECONDS = 2, 1
# Rule from windows to a recording, as in the manifest.
RECORDING = {"long_seconds": 5, "span_seconds": 6, "top_share": 0.4}
CONDITIONS = ("native", "matched")
# Held-out kinds and sets of cries leave out one fold as well; some kinds share a model.
KIND_SPLITS = {
    "speech": "kind:speech,fold:0",
    "children": "kind:children,fold:1",
    "adult_vocal": "kind:adult_vocal,kind:music,fold:2",
    "animal": "kind:animal,fold:3",
    "siren": "kind:siren,kind:household,fold:4",
    "music": "kind:adult_vocal,kind:music,fold:2",
    "household": "kind:siren,kind:household,fold:4",
}
KIND_FOLD = {kind: int(split[-1]) for kind, split in KIND_SPLITS.items()}
# Part of the data set and file format of the cries.
CRY_SETS = ("3gp", "esc", "cries-22-babies")


def splits():
    """Lists the splits of a model: folds, kinds of sound and sets of cries."""
    return (
        [f"fold:{fold}" for fold in range(5)]
        + list(dict.fromkeys(KIND_SPLITS.values()))
        + [f"cries:{one},fold:{fold}" for fold, one in enumerate(CRY_SETS)]
    )


class Clips:
    """
    Evaluated recordings in each condition, and the indices of their windows.

    :param recording: rule from windows to a recording
    """

    def __init__(self, windows, recording=RECORDING):
        rows = np.flatnonzero(windows.for_evaluation())
        keys = windows.recording[rows].astype(np.int64) * 2 + (windows.condition[rows] == "matched")
        unique, first, self.index = group_rows(keys)
        at = rows[first]
        self.count = len(unique)
        self.name = windows.recording_names[windows.recording[at]]
        self.matched = unique % 2 == 1
        self.y, self.fold = windows.y[at], windows.fold[at]
        self.kind, self.group = windows.kind[at], windows.group[at]
        self.group_name = windows.group_names[self.group]
        self.label = windows.label_names[windows.label[at]]
        self.cry_format = windows.cry_format[at]
        self.spans = Spans(self.index, windows.duration_seconds[at], recording)
        voiced = windows.features[rows, windows.feature_names.index("voiced_share")]
        self.is_clear = self.spans.scores(voiced) >= CLEAR_VOICED_SHARE

    def scores(self, logits, calibration):
        """Scores of all clips from the logits of windows."""
        scale, offset = calibration
        with np.errstate(over="ignore"):
            return self.spans.scores(1 / (1 + np.exp(-(scale * logits + offset))))

    def threshold(self, scores, among):
        """Threshold that `RECALL` of the clear cries among some clips reach."""
        return threshold_at(scores[among & (self.y == 1) & self.is_clear])


def group_rows(keys):
    """
    Groups rows by key.

    :returns: the keys; the first row of each; and the rows of each, `[keys, rows]`, -1 after the last
    """
    unique, first, group = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(group, kind="stable")
    counts = np.bincount(group)
    starts = np.cumsum(counts) - counts
    index = np.full((len(unique), counts.max()), -1)
    index[group[order], np.arange(len(group)) - starts[group[order]]] = order
    return unique, first, index


class Spans:
    """
    Rule from windows to a recording, as `clipProbability` in `src/prediction/cry/cry_prediction.ts`: the
    mean of the top share of the windows, of a long recording in its best span.

    :param index: windows of each recording, see `group_rows`
    """

    def __init__(self, index, seconds, recording):
        counts = (index >= 0).sum(1)
        span = 1 + int(max(0, recording["span_seconds"] - WINDOW_SECONDS) / HOP_SECONDS)
        size = np.where(seconds <= recording["long_seconds"], counts, np.minimum(counts, span))
        spans = counts - size + 1
        # Of each span: its recording, and its windows.
        self.first = np.cumsum(spans) - spans
        clip = np.repeat(np.arange(len(index)), spans)
        place = (np.arange(len(clip)) - self.first[clip])[:, None] + np.arange(size.max())
        inside = np.arange(size.max()) < size[clip][:, None]
        self.index = np.where(inside, index[clip[:, None], np.where(inside, place, 0)], -1)
        top = np.ceil(size[clip] * recording["top_share"])[:, None]
        self.weight = (np.arange(size.max()) < top) / top

    def scores(self, values):
        """Scores of recordings from values of all windows, from 0."""
        ranked = -np.sort(-np.append(values, -1)[self.index], 1)
        return np.maximum.reduceat((ranked * self.weight).sum(1), self.first)


def auc(negatives, positives):
    """Area under the ROC curve; ties count half."""
    both = np.concatenate([negatives, positives])
    _, inverse, counts = np.unique(both, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    n, p = len(negatives), len(positives)
    return (ranks[n:].sum() - p * (p + 1) / 2) / (n * p)


def threshold_at(positives, recall=RECALL):
    """Highest threshold with this share of the positives at or above it."""
    return -np.sort(-positives)[int(np.ceil(recall * len(positives))) - 1]


def calibrate(clips, logits, rows):
    """Scale and offset of window logits with the least class-balanced log loss of clips."""
    y = clips.y[rows] == 1

    def loss(scale, offset):
        p = clips.scores(logits, (scale, offset))[rows].clip(1e-7, 1 - 1e-7)
        return -np.log(p[y]).mean() - np.log(1 - p[~y]).mean()

    best = (loss(1.0, 0.0), 1.0, 0.0)
    step = (0.5, 1.0)
    while step[1] > 0.004:
        _, scale, offset = best
        around = [
            (scale * np.exp(i * step[0]), offset + j * step[1])
            for i in (-1, 0, 1) for j in (-1, 0, 1)
        ]
        found = min((loss(*one), *one) for one in around)
        if found[0] < best[0] - 1e-7:
            best = found
        else:
            step = (step[0] / 2, step[1] / 2)
    return best[1:]


@dataclass(frozen=True)
class Estimate:
    """A value and its 95 % interval."""

    estimate: float
    interval: tuple


def bootstrap(groups, statistic, resamples=1000, seed=1):
    """Computes `statistic(rows)` on all rows, and its interval by resampling whole groups."""
    _, group = np.unique(groups, return_inverse=True)
    order = np.argsort(group, kind="stable")
    rows_of = np.split(order, np.cumsum(np.bincount(group))[:-1])
    random = np.random.default_rng(seed)
    drawn = [
        statistic(np.concatenate([rows_of[g] for g in random.integers(0, len(rows_of), len(rows_of))]))
        for _ in range(resamples)
    ]
    low, high = np.nanpercentile(drawn, (2.5, 97.5))
    return Estimate(float(statistic(np.arange(len(group)))), (float(low), float(high)))


class Evaluation:
    """
    Evaluation of one ensemble. `logits_of(split)` returns its mean logits of the evaluated windows for a
    split. Held-out scores of the five folds set calibration and threshold, which are then frozen.
    """

    def __init__(self, clips, logits_of, folds=range(5)):
        self.clips, self.logits_of = clips, logits_of
        self.rows = np.isin(clips.fold, list(folds))
        self.logits = self._held_out_logits(folds)
        self.calibration = calibrate(clips, self.logits, self.rows)
        self.scores = clips.scores(self.logits, self.calibration)
        self.threshold = clips.threshold(self.scores, self.rows)

    def _held_out_logits(self, folds):
        """Logits of every window from a network that was not trained on its fold."""
        clips, out = self.clips, None
        for fold in folds:
            logits = self.logits_of(f"fold:{fold}")
            out = np.full_like(logits, np.nan) if out is None else out
            index = clips.index[clips.fold == fold]
            index = index[index >= 0]
            out[index] = logits[index]
        return out

    def grouped(self, matched):
        """Rows, scores, labels and predictions of one condition with groups held out."""
        clips = self.clips
        rows = self.rows & (clips.matched == matched)
        scores, y = self.scores[rows], clips.y[rows] == 1
        # The threshold of each fold is from the cries of the other folds.
        predicted = np.zeros(len(scores), bool)
        for fold in np.unique(clips.fold[rows]):
            others = self.rows & (clips.fold != fold)
            here = clips.fold[rows] == fold
            predicted[here] = scores[here] >= clips.threshold(self.scores, others)
        return rows, scores, y, predicted

    def held_out_kind(self, kind):
        """
        A held-out kind of sound against held-out cries. By condition: AUC, false positive rate at 97 %
        recall of those cries, and false positive rate at the frozen threshold.
        """
        clips, fold = self.clips, KIND_FOLD[kind]
        scores = clips.scores(self.logits_of(KIND_SPLITS[kind]), self.calibration)
        cries = (clips.y == 1) & (clips.fold == fold)
        threshold = threshold_at(scores[cries])
        out = {}
        for matched, condition in enumerate(CONDITIONS):
            own = (clips.kind == kind) & (clips.y == 0) & (clips.matched == matched)
            out[condition] = {
                "auc": float(auc(scores[own], scores[cries & (clips.matched == matched)])),
                "false_positive_rate": float(np.mean(scores[own] >= threshold)),
                "at_frozen_threshold": float(np.mean(scores[own] >= self.threshold)),
            }
        return out

    def held_out_cries(self, name):
        """Cries of a held-out set. By condition: AUC, recall and false positive rate."""
        clips, fold = self.clips, CRY_SETS.index(name)
        scores = clips.scores(self.logits_of(f"cries:{name},fold:{fold}"), self.calibration)
        out = {}
        for matched, condition in enumerate(CONDITIONS):
            here = clips.matched == matched
            own = (clips.y == 1) & (np.char.find(clips.cry_format, name) >= 0) & here
            others = (clips.y == 0) & (clips.fold == fold) & here
            out[condition] = {
                "auc": float(auc(scores[others], scores[own])),
                "recall": float(np.mean(scores[own] >= self.threshold)),
                "false_positive_rate": float(np.mean(scores[others] >= self.threshold)),
            }
        return out
