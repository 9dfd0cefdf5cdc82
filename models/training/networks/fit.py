"""Training of one member without a split, and its logits of the windows that the split holds out."""

import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from jitter import jitter, mixup
from networks import build
from windows import SILENCE_DBFS, Windows

_windows = {}


def trained(folder, results, member, split, seed):
    """
    Trains a member unless its file is cached: logits of the evaluated windows that the split holds out,
    and the weights.

    :param member: settings of a network, see `ensemble.py`
    :param split: rows to hold out, see `Windows.held_out`; empty for none
    :returns: path of the file
    """
    path = run_path(folder, results, member, split, seed)
    if not path.exists():
        logits, weights = _train(_load(folder), member, split, seed)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part.npz")
        np.savez(part, logits=logits, **{f"w/{name}": one for name, one in weights.items()})
        part.rename(path)
    return path


def run_path(folder, results, member, split, seed):
    """Path of a cached run, by data, settings, split and seed."""
    recipe = json.dumps(member, sort_keys=True)
    key = hashlib.sha256(recipe.encode()).hexdigest()[:10]
    name = f"{member['network']}-{key}/{split.replace(':', '_').replace(',', '+') or 'all'}-{seed}"
    return Path(results) / _load(folder).sha256[:10] / f"{name}.npz"


def _load(folder):
    if folder not in _windows:
        _windows[folder] = Windows(folder)
    return _windows[folder]


def _train(windows, member, split, seed):
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    rows = np.flatnonzero(windows.for_training(member["without"]) & ~windows.held_out(split))
    inputs = windows.log_mels if member["network"] == "cnn" else windows.features
    network = _optimize(windows, inputs, member, _sampler(windows, rows, member, random))
    weights = {name: one.numpy() for name, one in network.state_dict().items()}
    return score(network, inputs, windows, split), weights


def _optimize(windows, inputs, member, draw):
    """Trains a network on batches that `draw(count)` selects; returns the average of its weights."""
    cnn = member["network"] == "cnn"
    network = build(member)
    if cnn:
        network = network.to(memory_format=torch.channels_last)
    else:
        sample = np.asarray(inputs[np.sort(draw(20000))])
        network.mean.copy_(torch.from_numpy(sample.mean(0)))
        network.scale.copy_(torch.from_numpy(sample.std(0) + 1e-6))
    steps = member["steps"]
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=member["rate"], weight_decay=member["decay"]
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, member["rate"], total_steps=steps, pct_start=0.15
    )
    averaged = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(0.998), use_buffers=True
    )
    labels = torch.from_numpy(windows.y.astype(np.float32))
    smooth = member["smooth"]
    network.train()
    for _ in range(steps):
        batch = np.sort(draw(member["batch"]))
        x, y = torch.from_numpy(inputs[batch]), labels[batch]
        x, y = jitter(x.float() / 255, y, member["jitter"]) if cnn else mixup(x, y)
        loss = functional.binary_cross_entropy_with_logits(
            network(x), y * (1 - 2 * smooth) + smooth
        )
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 5.0)
        optimizer.step()
        schedule.step()
        averaged.update_parameters(network)
    return averaged.module.eval()


def score(network, inputs, windows, split):
    """Logits of the evaluated windows: NaN for rows that the split keeps, -inf for silence."""
    evaluated, held_out = windows.for_evaluation(), windows.held_out(split)
    rows = np.flatnonzero(evaluated & held_out)
    out = np.full(windows.count, np.nan, np.float32)
    if len(rows):
        out[rows] = forward(network, inputs, rows)
    out[held_out & (windows.level_dbfs < SILENCE_DBFS)] = -np.inf
    return out[evaluated]


@torch.no_grad()
def forward(network, inputs, rows):
    """Logits of some rows."""
    logits = []
    for start in range(0, len(rows), 64):
        x = torch.from_numpy(np.asarray(inputs[rows[start : start + 64]]))
        logits.append(network(x.float() / 255 if x.dtype == torch.uint8 else x).numpy())
    return np.concatenate(logits)


def _sampler(windows, rows, member, random):
    """
    Draws rows, half of them cries. A negative is drawn by its label (by a power of the number of its
    recordings, so that rare labels count; synthetic ones less, children at play more), then by
    recording; a cry by donor (by the root of the number of its recordings), then by recording; both
    then by window.
    """
    recordings, recording_of = np.unique(windows.recording[rows], return_inverse=True)
    first = np.unique(windows.recording[rows], return_index=True)[1]
    y, label, group, synthetic = (
        one[rows][first] for one in (windows.y, windows.label, windows.group, windows.synthetic)
    )
    weight = np.empty(len(recordings))
    per_label = np.bincount(label, minlength=len(windows.label_names))
    per_group = np.bincount(group, minlength=len(windows.group_names))
    weight[y == 0] = per_label[label[y == 0]] ** (member["label_power"] - 1.0)
    weight[synthetic] *= member["synthetic_share"]
    weight[np.char.startswith(windows.label_names[label], "playground_")] *= member.get("play", 1)
    weight[y == 1] = per_group[group[y == 1]] ** -0.5
    for one in (0, 1):
        weight[y == one] /= 2 * weight[y == one].sum()
    row_weight = (weight / np.bincount(recording_of))[recording_of]
    cumulative = np.cumsum(row_weight)
    return lambda count: rows[
        np.searchsorted(cumulative, random.random(count) * cumulative[-1]).clip(0, len(rows) - 1)
    ]
