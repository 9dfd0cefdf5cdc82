"""
Writes `cry-detect` as it would be without a fold, or without a kind and a fold: `fold-0.json`,
`kind-animal.json` and so on, with the manifest's calibration and threshold. What is measured of the
whole program is measured with these.

`python held_out_models.py EXPORT RESULTS MANIFEST OUT`. Everything has to be trained before.
"""

import argparse
import json
from pathlib import Path

from protocol import KIND_FOLD
from train import Runs


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("export", "results", "manifest", "out"):
        parser.add_argument(name)
    args = parser.parse_args()
    runs = Runs(args.export, args.results)
    manifest = json.loads(Path(args.manifest).read_text())
    seed = manifest["training"]["seed"]
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    splits = {f"fold-{fold}": f"fold:{fold}" for fold in range(5)}
    splits |= {f"kind-{kind}": f"kind:{kind},fold:{fold}" for kind, fold in KIND_FOLD.items()}
    for name, split in splits.items():
        model = {**manifest, "id": name, "members": runs.members(seed, split)}
        (out / f"{name}.json").write_text(json.dumps(model))


if __name__ == "__main__":
    main()
