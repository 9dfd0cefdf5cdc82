"""Fit of the distance from cries."""

import numpy as np
import torch

from networks import build


def fit_distance(windows, rows, member):
    """
    Fits mean and covariance to the cries among the rows, with correlations shrunk towards zero.

    Leaves out percentiles and deltas, which are redundant with means and deviations.
    """
    used = [
        i for i, name in enumerate(windows.feature_names)
        if not any(part in name for part in ("p10", "p90", "delta"))
    ]
    if len(used) != member["features"]:
        raise ValueError(f"Fitting a distance: expected {member['features']} features, received {len(used)}")
    x = np.asarray(windows.features[rows[windows.y[rows] == 1]], np.float64)
    mean, scale = x.mean(0), x.std(0) + 1e-6
    correlation = np.cov(((x - mean) / scale)[:, used].T)
    shrinkage = member["shrinkage"]
    correlation = (1 - shrinkage) * correlation + shrinkage * np.eye(len(used))
    whiten = np.zeros((len(used), len(mean)))
    whiten[:, used] = np.linalg.inv(np.linalg.cholesky(correlation))
    network = build(member).eval().requires_grad_(False)
    network.mean.copy_(torch.from_numpy(mean))
    network.scale.copy_(torch.from_numpy(scale))
    network.whiten.weight.copy_(torch.from_numpy(whiten))
    network.whiten.bias.zero_()
    return network
