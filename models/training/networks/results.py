"""Results of an ensemble, as the cards show them."""

import json
from dataclasses import asdict

import numpy as np

from evaluation import CONDITIONS, CRY_SETS, KIND_FOLD, auc, bootstrap

KIND_METRICS = ("auc", "false_positive_rate", "at_frozen_threshold")


def detection_results(evaluation):
    """Results with groups held out, with intervals; with kinds held out; with sets of cries held out."""
    return {
        **{
            condition: _grouped(evaluation, matched)
            for matched, condition in enumerate(CONDITIONS)
        },
        "held_out_kinds": _held_out_kinds(evaluation),
        "held_out_cries": {one: evaluation.held_out_cries(one) for one in CRY_SETS},
    }


def _grouped(evaluation, matched):
    clips = evaluation.clips
    rows, scores, y, predicted = evaluation.grouped(matched)
    groups, cry_format, label = clips.group[rows], clips.cry_format[rows], clips.label[rows]
    reader = np.where(label == "read_speech", clips.group_name[rows], "")

    def estimate(statistic, among):
        at = np.flatnonzero(among)
        return asdict(bootstrap(groups[at], lambda r: statistic(at[r])))

    def rate(r):
        return predicted[r].mean()

    def false_positives(values, names):
        return {
            str(name): {
                "recordings": int((values == name).sum()),
                "false_positive_rate": float(predicted[values == name].mean()),
            }
            for name in names
        }

    return {
        "auc": estimate(
            lambda r: auc(scores[r][~y[r]], scores[r][y[r]]), np.ones(len(scores), bool)
        ),
        "recall": estimate(rate, y),
        "false_positive_rate": estimate(rate, ~y),
        "recall_by_format": {
            str(one): {
                "recordings": int((cry_format == one).sum()), **estimate(rate, cry_format == one)
            }
            for one in np.unique(cry_format[y])
        },
        "false_positives_by_label": false_positives(label, np.unique(label[~y])),
        "false_positives_by_reader": false_positives(reader, np.unique(reader[reader != ""])),
    }


def _held_out_kinds(evaluation):
    kinds = {kind: evaluation.held_out_kind(kind) for kind in KIND_FOLD}
    mean = {
        condition: {
            metric: float(np.mean([one[condition][metric] for one in kinds.values()]))
            for metric in KIND_METRICS
        }
        for condition in CONDITIONS
    }
    return {**kinds, "mean": mean}


def seed_summary(evaluation):
    """Results by which seeds are compared, with groups held out."""
    out = {"threshold": float(evaluation.threshold)}
    for matched, condition in enumerate(CONDITIONS):
        _, scores, y, predicted = evaluation.grouped(matched)
        out[condition] = {
            "auc": float(auc(scores[~y], scores[y])),
            "recall": float(predicted[y].mean()),
            "false_positive_rate": float(predicted[~y].mean()),
        }
    return out


def summary(evaluation):
    """Results that model selection uses."""
    out = seed_summary(evaluation)
    kinds = _held_out_kinds(evaluation)
    sets = {one: evaluation.held_out_cries(one) for one in CRY_SETS}
    for condition in CONDITIONS:
        out[condition] |= {
            **{f"held_out_kinds_{one}": kinds["mean"][condition][one] for one in KIND_METRICS},
            "held_out_kinds": {
                kind: kinds[kind][condition]["at_frozen_threshold"] for kind in KIND_FOLD
            },
            "held_out_cries_recall": {
                one: by_condition[condition]["recall"] for one, by_condition in sets.items()
            },
        }
    return out


def write_results(path, results):
    """Writes JSON with five significant digits."""
    with open(path, "w") as file:
        json.dump(rounded(results), file, indent=1)
        file.write("\n")


def rounded(value):
    """Rounds all floats to five significant digits."""
    if isinstance(value, dict):
        return {key: rounded(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(one) for one in value]
    return float(f"{value:.5g}") if isinstance(value, float) else value
