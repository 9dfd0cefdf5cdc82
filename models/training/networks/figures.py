"""All figures of an ensemble, as the manifest and the card give them."""

import json
from dataclasses import asdict

import numpy as np

from protocol import CHANNELS, CODECS, KIND_FOLD, Evaluation, auc, bootstrap


def figures(evaluation):
    """Grouped figures with intervals, by kind, and with kinds and cry channels held out."""
    e, t = evaluation, evaluation.takes
    out = {}
    for matched, channel in enumerate(CHANNELS):
        rows, s, y, passed = e.grouped(matched)
        groups, cry_channel, kind = t.group[rows], t.cry_channel[rows], t.kind[rows]
        reader = np.where(kind == "read_speech", t.group_name[rows], "")

        def estimate(statistic, among):
            at = np.flatnonzero(among)
            return asdict(bootstrap(groups[at], lambda r: statistic(at[r])))

        out[channel] = {
            "auc": estimate(lambda r: auc(s[r][~y[r]], s[r][y[r]]), np.ones(len(s), bool)),
            "recall": estimate(lambda r: passed[r].mean(), y),
            "false_positive_rate": estimate(lambda r: passed[r].mean(), ~y),
            "recall_by_cry": {
                str(one): {"recordings": int((cry_channel == one).sum()),
                           **estimate(lambda r: passed[r].mean(), cry_channel == one)}
                for one in np.unique(cry_channel[y])
            },
            "passed_by_kind": {
                str(one): {"recordings": int((kind == one).sum()),
                           "passed": float(passed[kind == one].mean())}
                for one in np.unique(kind[~y])
            },
            "passed_by_reader": {
                str(one): {"recordings": int((reader == one).sum()),
                           "passed": float(passed[reader == one].mean())}
                for one in np.unique(reader[reader != ""])
            },
        }
    held_out = {}
    for name, loosely in (("strictly", False), ("recordings_only", True)):
        kinds = {
            family: {
                channel: dict(zip(("auc", "false_positive_rate", "at_frozen_threshold"), map(float, v)))
                for channel, v in e.kind(family, [fold], loosely).items()
            }
            for family, fold in KIND_FOLD.items()
        }
        kinds["mean"] = {
            channel: {
                key: float(np.mean([one[channel][key] for one in kinds.values()]))
                for key in ("auc", "false_positive_rate", "at_frozen_threshold")
            }
            for channel in CHANNELS
        }
        held_out[name] = kinds
    out["held_out_kinds"] = held_out
    out["held_out_cries"] = {
        codec: {
            channel: dict(zip(("auc", "recall", "false_positive_rate"), map(float, v)))
            for channel, v in e.cry_channel(codec, fold).items()
        }
        for fold, codec in enumerate(CODECS)
    }
    return out


def brief(e):
    """The few figures that a choice rests on."""
    out = {"threshold": float(e.threshold)}
    for matched, channel in enumerate(CHANNELS):
        _, s, y, passed = e.grouped(matched)
        kinds = [e.kind(family, [fold])[channel] for family, fold in KIND_FOLD.items()]
        out[channel] = {
            "auc": float(auc(s[~y], s[y])),
            "recall": float(passed[y].mean()),
            "false_positive_rate": float(passed[~y].mean()),
            "held_out_kinds_auc": float(np.mean([one[0] for one in kinds])),
            "held_out_kinds_false_positive_rate": float(np.mean([one[1] for one in kinds])),
            "held_out_kinds_at_frozen_threshold": float(np.mean([one[2] for one in kinds])),
            "held_out_cries_recall": {
                codec: float(e.cry_channel(codec, fold)[channel][1])
                for fold, codec in enumerate(CODECS)
            },
        }
    return out


def write_figures(path, figures):
    """JSON with five digits, which are as many as anything here means."""
    with open(path, "w") as file:
        json.dump(rounded(figures), file, indent=1)
        file.write("\n")


def rounded(value):
    """Figures with five digits."""
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(one) for one in value]
    return float(f"{value:.5g}") if isinstance(value, float) else value
