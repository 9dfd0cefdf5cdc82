"""
Evaluates alternatives to the distance from cries: other forms of it, at three shares of the logit.

`python distance_variants.py EXPORT RESULTS MANIFEST` writes `distance_variants.json` to the results. Needs
the runs of `train.py` and trains no network.
"""

from types import SimpleNamespace

import numpy as np

from distance import fit_distance
from ensemble import DISTANCE, MEMBERS
from evaluation import Clips, Evaluation, splits
from fit import score
from results import summary, write_results
from runs import Runs, arguments, read_manifest

USED = DISTANCE["features"]
SHRINKAGES = (0.02, DISTANCE["shrinkage"], 0.3)
# Relative to the share of the distance in `ensemble.py`.
SHARES = (0.5, 1.0, 1.5)
# Functions of the mean squared distance, which is 1 for the cries of the fit; equal slopes there.
FORMS = {
    "distance": lambda m: -(USED**0.5) * np.sqrt(m),
    "logarithm": lambda m: -0.75 * USED**0.5 * np.log(m + 0.5),
    "cap": lambda m: -0.5 * USED**0.5 * np.minimum(m, 3),
}


def main():
    """Evaluates every variant together with the other members."""
    args = arguments(__doc__, "export", "results", "manifest").parse_args()
    seed = read_manifest(args.manifest)["training"]["seed"]
    runs = Runs(args.export, args.results)
    clips = Clips(runs.windows)
    share = next(
        share for share, (_, member, _) in zip(runs.shares, MEMBERS) if member is DISTANCE
    )
    others = {member["network"] for _, member, _ in MEMBERS} - {DISTANCE["network"]}
    rest = {split: runs.logits(split, seed, others) for split in splits()}

    def evaluate(of_split, factor):
        def logits(split):
            # Silence is minus infinity in both.
            return rest[split] + factor * share * np.nan_to_num(of_split[split], nan=0, neginf=0)

        return summary(Evaluation(clips, logits))

    nothing = {split: np.zeros_like(logits) for split, logits in rest.items()}
    results = {"none": {"0": evaluate(nothing, 0)}}
    for name, of_split in variants(runs.windows).items():
        results[name] = {str(factor): evaluate(of_split, factor) for factor in SHARES}
    write_results(f"{args.results}/distance_variants.json", {
        "export_sha256": runs.windows.sha256, "seed": seed, "features": USED,
        "variants": results,
    })


def variants(windows):
    """Logits of each variant, by split."""
    names = [*(f"square, {shrinkage:g}" for shrinkage in SHRINKAGES), *FORMS, "gaussian"]
    out = {name: {} for name in names}
    swapped = SimpleNamespace(
        features=windows.features, feature_names=windows.feature_names, y=1 - windows.y
    )
    for_training = windows.for_training(DISTANCE["without"])
    for split in splits():
        rows = np.flatnonzero(for_training & ~windows.held_out(split))

        def half_square(data, shrinkage):
            """Minus half of the squared distance, divided by the root of its degrees of freedom."""
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
    """Half of the log determinant of the covariance."""
    whiten, scale = network.whiten.weight.numpy(), network.scale.numpy()
    used = np.abs(whiten).max(0) > 0
    return np.log(scale[used]).sum() - np.linalg.slogdet(whiten[:, used].astype(np.float64))[1]


if __name__ == "__main__":
    main()
