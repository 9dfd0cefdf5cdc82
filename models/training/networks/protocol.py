"""Clip scores and figures: one frozen threshold, groups, kinds and cry channels held out."""

from dataclasses import dataclass

import numpy as np

from windows import FAMILIES

RECALL = 0.97
# Rule from windows to a recording, as the manifest states it.
RECORDING = {"long_seconds": 10, "span_seconds": 5, "top_share": 0.5}
CHANNELS = ("native", "matched")


class Takes:
    """Every heard recording in each channel, and which windows are its."""

    def __init__(self, windows):
        rows = np.flatnonzero(windows.heard())
        keys = windows.clip[rows].astype(np.int64) * 2 + (windows.channel[rows] == "matched")
        unique, first, take = np.unique(keys, return_index=True, return_inverse=True)
        at = rows[first]
        self.count = len(unique)
        self.clip, self.matched = windows.clip[at], unique % 2 == 1
        self.y, self.fold = windows.y[at], windows.fold[at]
        self.family, self.group = windows.family[at], windows.group[at]
        self.group_name = windows.group_names[self.group]
        self.kind = windows.kind_names[windows.kind[at]]
        self.cry_channel = windows.cry_channel[at]
        longest, limit = windows.clip_seconds[at].max(), RECORDING["long_seconds"]
        if longest > limit:
            raise ValueError(f"Scoring recordings: expected up to {limit} s, received {longest} s")
        order = np.argsort(take, kind="stable")
        counts = np.bincount(take)
        starts = np.cumsum(counts) - counts
        place = np.arange(len(take)) - starts[take[order]]
        self.index = np.full((self.count, counts.max()), -1)
        self.index[take[order], place] = order
        top = np.ceil(counts * RECORDING["top_share"])
        self.weight = (np.arange(counts.max()) < top[:, None]) / top[:, None]

    def scores(self, logits, calibration):
        """Mean of the top share of each take's window probabilities."""
        scale, offset = calibration
        with np.errstate(over="ignore"):
            p = 1 / (1 + np.exp(-(scale * np.append(logits, -np.inf) + offset)))
        p[-1] = -1
        return (-np.sort(-p[self.index], 1) * self.weight).sum(1)


def auc(negatives, positives):
    """Area under the ROC curve; ties count half."""
    both = np.concatenate([negatives, positives])
    _, inverse, counts = np.unique(both, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[inverse]
    n, p = len(negatives), len(positives)
    return (ranks[n:].sum() - p * (p + 1) / 2) / (n * p)


def threshold_at(positives, recall=RECALL):
    """The highest threshold that lets this share of the positives pass."""
    return -np.sort(-positives)[int(np.ceil(recall * len(positives))) - 1]


def calibrate(takes, logits, rows):
    """Scale and offset of window logits of least clip log loss, classes and channels alike."""
    y = takes.y[rows] == 1

    def loss(scale, offset):
        p = takes.scores(logits, (scale, offset))[rows].clip(1e-7, 1 - 1e-7)
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
    """A figure and its 95 % interval."""

    estimate: float
    interval: tuple


def bootstrap(groups, statistic, resamples=1000, seed=1):
    """`statistic(rows)` on all rows, and its interval by drawing whole groups again."""
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
    Figures of one ensemble. `logits_of(split)` gives its mean logits of the heard windows for a
    split; held-out scores of the five folds set calibration and threshold, frozen for the rest.
    """

    def __init__(self, takes, logits_of, folds=range(5)):
        self.takes, self.logits_of = takes, logits_of
        self.rows = np.isin(takes.fold, list(folds))
        self.logits = self._held_out_logits(folds)
        self.calibration = calibrate(takes, self.logits, self.rows)
        self.scores = takes.scores(self.logits, self.calibration)
        self.threshold = threshold_at(self.scores[self.rows & (takes.y == 1)])

    def _held_out_logits(self, folds):
        """Every window scored by the network that has not heard its fold."""
        takes, out = self.takes, None
        for fold in folds:
            logits = self.logits_of(f"fold:{fold}")
            out = np.full_like(logits, np.nan) if out is None else out
            index = takes.index[takes.fold == fold]
            index = index[index >= 0]
            out[index] = logits[index]
        return out

    def grouped(self, matched):
        """AUC, false positives and recall of one channel with groups held out."""
        t = self.takes
        rows = self.rows & (t.matched == matched)
        s, y = self.scores[rows], t.y[rows] == 1
        # The threshold of each fold is from the cries of the other folds.
        passed = np.zeros(len(s), bool)
        for fold in np.unique(t.fold[rows]):
            others = self.rows & (t.fold != fold) & (t.y == 1)
            here = t.fold[rows] == fold
            passed[here] = s[here] >= (
                threshold_at(self.scores[others]) if others.any() else self.threshold
            )
        return rows, s, y, passed

    def kind(self, family, folds, loosely=False):
        """
        A kind that training never heard against cries that it never heard: per channel AUC, false
        positives where 97 % of those cries pass, and false positives at the frozen threshold.
        """
        t = self.takes
        figures = {channel: [] for channel in CHANNELS}
        what = "family" if loosely else "kind"
        for fold in folds:
            s = t.scores(self.logits_of(f"{what}:{family},fold:{fold}"), self.calibration)
            cries = (t.y == 1) & (t.fold == fold)
            threshold = threshold_at(s[cries])
            for matched, channel in enumerate(CHANNELS):
                mine = (t.family == family) & (t.y == 0) & (t.matched == matched)
                figures[channel].append((
                    auc(s[mine], s[cries & (t.matched == matched)]),
                    np.mean(s[mine] >= threshold), np.mean(s[mine] >= self.threshold),
                ))
        return {channel: np.mean(one, 0) for channel, one in figures.items()}

    def cry_channel(self, codec, fold):
        """Cries of a microphone that training never heard: recall, and AUC against its negatives."""
        t = self.takes
        s = t.scores(self.logits_of(f"cry:{codec},fold:{fold}"), self.calibration)
        out = {}
        for matched, channel in enumerate(CHANNELS):
            mine = (t.y == 1) & np.char.endswith(t.cry_channel, codec) & (t.matched == matched)
            others = (t.y == 0) & (t.fold == fold) & (t.matched == matched)
            out[channel] = (
                auc(s[others], s[mine]), np.mean(s[mine] >= self.threshold),
                np.mean(s[others] >= self.threshold),
            )
        return out


# Held-out kinds and channels leave out one fold as well, each another.
KIND_FOLD = {family: index % 5 for index, family in enumerate(FAMILIES)}
CODECS = ("3gp", "caf", "ogg")


def splits(loosely=False):
    """All that is trained for a choice: folds, kinds, cry channels."""
    what = "family" if loosely else "kind"
    return (
        [f"fold:{fold}" for fold in range(5)]
        + [f"{what}:{family},fold:{fold}" for family, fold in KIND_FOLD.items()]
        + [f"cry:{codec},fold:{fold}" for fold, codec in enumerate(CODECS)]
    )
