"""Random changes of log-mel windows during training, drawn for every window of a batch."""

import torch
from torch.nn import functional

# Log-mels are 0..1 for the 50 dB under the window's loudest cell.
RANGE_DB = 50.0


def jitter(x, y, strength):
    """
    Mixes, filters and masks a batch.

    :param x: [batch, frames, mels], 0..1
    :param y: [batch], 0 or 1
    :param strength: scales the shares of changed windows and the sizes of the masks, 1 for all
    :returns: changed x and y; y stays 0 or 1 except where mixup blends
    """
    batch, frames, mels = x.shape
    db = (x - 1) * RANGE_DB

    # Another window underneath. If only one of the two is a cry, the cry is the louder one.
    some = torch.rand(batch) < 0.35 * strength
    mine, other = torch.where(some)[0], torch.randperm(batch)[: int(some.sum())]
    cry_below = y[other] > y[mine]
    above, below = torch.where(cry_below, other, mine), torch.where(cry_below, mine, other)
    db[mine] = _add_power(db[above], db[below] - _between(0, 18, len(mine)))
    y = y.clone()
    y[mine] = torch.maximum(y[mine], y[other])

    # Frequency response of a phone: a tilt and two bumps.
    position = torch.linspace(0, 1, mels)
    response = _between(-9, 9, batch) * (position - 0.5)
    for _ in range(2):
        center, width = torch.rand(batch, 1, 1), _between(0.05, 0.25, batch)
        response = response + _between(-6, 4, batch) * torch.exp(
            -(((position - center) / width) ** 2)
        )
    db += torch.where(torch.rand(batch, 1, 1) < 0.6 * strength, response, 0.0)
    db -= db.amax((1, 2), keepdim=True)

    # Stationary noise with its own tilt.
    mine = torch.where(torch.rand(batch) < 0.4 * strength)[0]
    floor = _between(-48, -12, len(mine)) + _between(-15, 15, len(mine)) * (position - 0.5)
    floor = floor + 3.5 * torch.randn(len(mine), frames, mels)
    noisy = _add_power(db[mine], floor)
    db[mine] = noisy - noisy.amax((1, 2), keepdim=True)

    x = (1 + db / RANGE_DB).clamp(0, 1)
    shift = int(torch.randint(-frames // 2, frames // 2, ()))
    x = torch.roll(x, shift, 1)
    step = int(torch.randint(-2, 3, ()))
    if step:
        x = functional.pad(x, (max(step, 0), max(-step, 0)))
        x = x[:, :, -mels:] if step < 0 else x[:, :, :mels]
    for _ in range(2):
        frame_mask = _span(batch, frames, int(12 * strength)).unsqueeze(2)
        mel_mask = _span(batch, mels, int(8 * strength)).unsqueeze(1)
        x = x * ~(frame_mask | mel_mask)
    return mixup(x, y, strength)


def mixup(x, y, strength=1.0):
    """Blends a third of a batch and its labels with other rows of the batch."""
    batch = len(x)
    share = torch.distributions.Beta(0.3, 0.3).sample((batch,))
    share = torch.where(torch.rand(batch) < 0.35 * strength, share, 1.0)
    other = torch.randperm(batch)
    wide = share.view(-1, *[1] * (x.dim() - 1))
    return wide * x + (1 - wide) * x[other], share * y + (1 - share) * y[other]


def _between(low, high, batch):
    return low + (high - low) * torch.rand(batch, 1, 1)


def _span(batch, length, longest):
    """Draws a run of up to `longest` positions in each row, [batch, length]."""
    size = torch.randint(0, longest + 1, (batch, 1))
    start = (torch.rand(batch, 1) * (length - size)).long()
    position = torch.arange(length)
    return (position >= start) & (position < start + size)


def _add_power(a, b):
    """Adds the powers of two levels in dB."""
    return torch.maximum(a, b) + 10 / 2.302585 * torch.log1p(
        torch.exp(-0.2302585 * (a - b).abs())
    )
