"""
Writes `cry-detect` as trained without a fold, or without a kind of sound and a fold: `fold-0.json`,
`kind-animal.json` and so on, with the calibration and threshold of the manifest. They evaluate the whole
pipeline.

`python held_out_models.py EXPORT RESULTS MANIFEST OUT`. Needs the runs of `train.py`.
"""

import json
from pathlib import Path

from evaluation import KIND_SPLITS
from runs import Runs, arguments, read_manifest


def main():
    args = arguments(__doc__, "export", "results", "manifest", "out").parse_args()
    runs = Runs(args.export, args.results)
    manifest = read_manifest(args.manifest)
    seed = manifest["training"]["seed"]
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    splits = {f"fold-{fold}": f"fold:{fold}" for fold in range(5)}
    splits |= {f"kind-{kind}": split for kind, split in KIND_SPLITS.items()}
    for name, split in splits.items():
        model = {**manifest, "id": name, "members": runs.members(seed, split)}
        (out / f"{name}.json").write_text(json.dumps(model))


if __name__ == "__main__":
    main()
