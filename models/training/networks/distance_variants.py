"""
What was tried in place of the distance from cries: other forms of it, at three shares of the logit.

`python distance_variants.py EXPORT RESULTS MANIFEST` needs the runs of `train.py`, trains no network, and
writes `distance_variants.json` into the results.
"""

import argparse
import json
from types import SimpleNamespace

import numpy as np

from distance import fit_distance
from figures import brief, write_figures
from fit import score
from ensemble import DISTANCE, MEMBERS
from protocol import Evaluation, Takes, splits
from train import Runs

USED = DISTANCE["features"]
SHRINKAGES = (0.02, DISTANCE["shrinkage"], 0.3)
# Of the share that the distance has in `members.py`.
SHARES = (0.5, 1.0, 1.5)
# Of the mean square distance, which is 1 for the cries of the fit; all are as steep there.
FORMS = {
    "distance": lambda m: -(USED**0.5) * np.sqrt(m),
    "logarithm": lambda m: -0.75 * USED**0.5 * np.log(m + 0.5),
    "cap": lambda m: -0.5 * USED**0.5 * np.minimum(m, 3),
}


def main():
    """Measures every variant beside the members that are no distance."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("export", "results", "manifest"):
        parser.add_argument(name)
    args = parser.parse_args()
    with open(args.manifest) as file:
        seed = json.load(file)["training"]["seed"]
    runs = Runs(args.export, args.results)
    takes = Takes(runs.windows)
    share = next(
        share for share, (_, member, _) in zip(runs.shares, MEMBERS) if member is DISTANCE
    )
    others = {member["network"] for _, member, _ in MEMBERS} - {DISTANCE["network"]}
    rest = {split: runs.logits(split, seed, others) for split in splits()}

    def measured(of_split, factor):
        def logits(split):
            # In silence both are minus infinity.
            return rest[split] + factor * share * np.nan_to_num(of_split[split], nan=0, neginf=0)

        return brief(Evaluation(takes, logits))

    nothing = {split: np.zeros_like(logits) for split, logits in rest.items()}
    found = {"none": {"0": measured(nothing, 0)}}
    for name, of_split in variants(runs.windows).items():
        found[name] = {str(factor): measured(of_split, factor) for factor in SHARES}
    write_figures(f"{args.results}/distance_variants.json", {
        "export_sha256": runs.windows.sha256, "seed": seed, "features": USED,
        "variants": found,
    })


def variants(windows):
    """Logits of each variant by split."""
    names = [*(f"square, {shrinkage:g}" for shrinkage in SHRINKAGES), *FORMS, "gaussian"]
    out = {name: {} for name in names}
    swapped = SimpleNamespace(
        features=windows.features, feature_names=windows.feature_names, y=1 - windows.y
    )
    learnable = windows.learnable(DISTANCE["without"])
    for split in splits():
        rows = np.flatnonzero(learnable & ~windows.left_out(split))

        def half_square(data, shrinkage):
            """Minus half of the squared distance, over the root of its degrees of freedom."""
            network = fit_distance(data, rows, {**DISTANCE, "shrinkage": shrinkage})
            return score(network, windows.features, windows, split), _log_volume(network)

        for shrinkage in SHRINKAGES:
            cries, volume = half_square(windows, shrinkage)
            out[f"square, {shrinkage:g}"][split] = cries
            if shrinkage == DISTANCE["shrinkage"]:
                others, other_volume = half_square(swapped, shrinkage)
                mean_square = -2 * cries / USED**0.5
                for name, form in FORMS.items():
                    out[name][split] = form(mean_square)
                with np.errstate(invalid="ignore"):
                    out["gaussian"][split] = (
                        cries - others + (other_volume - volume) / USED**0.5
                    )
    return out


def _log_volume(network):
    """Half of the logarithm of the covariance's determinant."""
    whiten, scale = network.whiten.weight.numpy(), network.scale.numpy()
    used = np.abs(whiten).max(0) > 0
    return np.log(scale[used]).sum() - np.linalg.slogdet(whiten[:, used].astype(np.float64))[1]


if __name__ == "__main__":
    main()
