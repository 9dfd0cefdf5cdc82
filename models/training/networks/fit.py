"""Trains one member on what a split leaves, and scores every window that figures are taken on."""

import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from distance import fit_distance
from jitter import jitter, mixup
from networks import build
from windows import SILENCE_DBFS, Windows

_windows = {}


def fitted(folder, results, member, split, seed):
    """
    Logits of the heard windows that the split holds out, and the weights, from the cache where they are there.

    :param member: configuration of a network, see `members.py`
    :param split: what to hold out, see `Windows.left_out`; empty for everything
    """
    path = run_path(folder, results, member, split, seed)
    if not path.exists():
        logits, weights = _fit(_load(folder), member, split, seed)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part.npz")
        np.savez(part, logits=logits, **{f"w/{name}": one for name, one in weights.items()})
        part.rename(path)
    return path


def run_path(folder, results, member, split, seed):
    """Where a run is kept: by data, configuration, split and seed."""
    recipe = json.dumps(member, sort_keys=True)
    key = hashlib.sha256(recipe.encode()).hexdigest()[:10]
    name = f"{member['network']}-{key}/{split.replace(':', '_').replace(',', '+') or 'all'}-{seed}"
    return Path(results) / _load(folder).sha256[:10] / f"{name}.npz"


def _load(folder):
    if folder not in _windows:
        _windows[folder] = Windows(folder)
    return _windows[folder]


def _fit(windows, member, split, seed):
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    rows = np.flatnonzero(windows.learnable(member["without"]) & ~windows.left_out(split))
    if member["network"] == "distance":
        network = fit_distance(windows, rows, member)
        weights = {k: v.numpy() for k, v in network.state_dict().items()}
        return score(network, windows.features, windows, split), weights
    draw = _sampler(windows, rows, member, random)
    cnn = member["network"] == "cnn"
    inputs = windows.log_mels if cnn else windows.features
    network = build(member)
    if cnn:
        network = network.to(memory_format=torch.channels_last)
    else:
        sample = np.asarray(inputs[np.sort(draw(20000))])
        network.mean.copy_(torch.from_numpy(sample.mean(0)))
        network.scale.copy_(torch.from_numpy(sample.std(0) + 1e-6))
    steps = member["steps"]
    optimiser = torch.optim.AdamW(
        network.parameters(), lr=member["rate"], weight_decay=member["decay"]
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, member["rate"], total_steps=steps, pct_start=0.15
    )
    averaged = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.998), use_buffers=True
    )
    labels = torch.from_numpy(windows.y.astype(np.float32))
    network.train()
    for _ in range(steps):
        batch = np.sort(draw(member["batch"]))
        x, y = torch.from_numpy(inputs[batch]), labels[batch]
        x, y = jitter(x.float() / 255, y, member["jitter"]) if cnn else mixup(x, y)
        smooth = member["smooth"]
        with torch.autocast("cpu", torch.bfloat16, enabled=cnn):
            logits = network(x).float()
        loss = functional.binary_cross_entropy_with_logits(logits, y * (1 - 2 * smooth) + smooth)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimiser.step()
        schedule.step()
        averaged.update_parameters(network)
    best = averaged.module.eval()
    return score(best, inputs, windows, split), {k: v.numpy() for k, v in best.state_dict().items()}


@torch.no_grad()
def score(network, inputs, windows, split):
    """Logits of the heard windows: NaN for what the split does not hold out, silence -inf."""
    heard, held_out = windows.heard(), windows.left_out(split)
    rows = np.flatnonzero(heard & held_out)
    logits = []
    for start in range(0, len(rows), 64):
        x = torch.from_numpy(inputs[rows[start : start + 64]])
        logits.append(network(x.float() / 255 if x.dtype == torch.uint8 else x).numpy())
    out = np.full(windows.count, np.nan, np.float32)
    if len(rows):
        out[rows] = np.concatenate(logits)
    out[held_out & (windows.dbfs < SILENCE_DBFS)] = -np.inf
    return out[heard]


def _sampler(windows, rows, member, random):
    """
    Half of a draw are cries. Negatives are drawn by kind (a power of its number of clips, so that
    rare kinds count; made ones less), then by clip, cries by donor (alike) and clip, then any window of the clip.
    """
    clips, clip_of = np.unique(windows.clip[rows], return_inverse=True)
    first = np.unique(windows.clip[rows], return_index=True)[1]
    y, kind, group, made = (
        one[rows][first] for one in (windows.y, windows.kind, windows.group, windows.made)
    )
    weight = np.empty(len(clips))
    per_kind = np.bincount(kind, minlength=len(windows.kind_names))
    per_group = np.bincount(group, minlength=len(windows.group_names))
    weight[y == 0] = per_kind[kind[y == 0]] ** (member["kind_power"] - 1.0)
    weight[made] *= member["made_share"]
    weight[y == 1] = per_group[group[y == 1]] ** -0.5
    for label in (0, 1):
        weight[y == label] /= 2 * weight[y == label].sum()
    row_weight = (weight / np.bincount(clip_of))[clip_of]
    cumulative = np.cumsum(row_weight)
    return lambda count: rows[
        np.searchsorted(cumulative, random.random(count) * cumulative[-1]).clip(0, len(rows) - 1)
    ]
