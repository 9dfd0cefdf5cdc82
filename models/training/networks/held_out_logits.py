"""
Writes the weighted logits of `cry-detect` for windows of folds that its networks were not trained on.

`python held_out_logits.py EXPORT RESULTS MANIFEST OUT`: one float32 for each row of the export, NaN for rows
that are not evaluated. Needs the runs of `train.py`.
"""

import numpy as np

from evaluation import Clips, Evaluation
from runs import Runs, arguments, read_manifest


def main():
    args = arguments(__doc__, "export", "results", "manifest", "out").parse_args()
    seed = read_manifest(args.manifest)["training"]["seed"]
    runs = Runs(args.export, args.results)
    windows = runs.windows
    evaluation = Evaluation(Clips(windows), lambda split: runs.logits(split, seed))
    out = np.full(windows.count, np.nan, "<f4")
    out[windows.for_evaluation()] = evaluation.logits
    out.tofile(args.out)


if __name__ == "__main__":
    main()
