"""Fits the member that knows cries alone."""

import numpy as np
import torch

from networks import build


def fit_distance(windows, rows, member):
    """
    Mean and covariance of the cries among the rows, the correlations shrunk towards none.

    Percentiles and changes are left out: they say again what means and deviations say.
    """
    kept = [
        i for i, name in enumerate(windows.feature_names)
        if not any(part in name for part in ("p10", "p90", "delta"))
    ]
    if len(kept) != member["features"]:
        raise ValueError(f"Kept {len(kept)} features, expected {member['features']}")
    x = np.asarray(windows.features[rows[windows.y[rows] == 1]], np.float64)
    mean, scale = x.mean(0), x.std(0) + 1e-6
    correlation = np.cov(((x - mean) / scale)[:, kept].T)
    shrinkage = member["shrinkage"]
    correlation = (1 - shrinkage) * correlation + shrinkage * np.eye(len(kept))
    whiten = np.zeros((len(kept), len(mean)))
    whiten[:, kept] = np.linalg.inv(np.linalg.cholesky(correlation))
    network = build(member).eval().requires_grad_(False)
    network.mean.copy_(torch.from_numpy(mean))
    network.scale.copy_(torch.from_numpy(scale))
    network.whiten.weight.copy_(torch.from_numpy(whiten))
    network.whiten.bias.zero_()
    return network
