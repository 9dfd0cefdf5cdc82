"""Networks of `cry-detect`: a small convolutional network and a perceptron."""

import torch
from torch import nn


class Cnn(nn.Module):
    """[batch, 79, 64] log-mels in 0..1 to one logit: 3x3 convolutions, then mean and max pooling."""

    def __init__(self, channels, pools, dropout):
        super().__init__()
        self.blocks = nn.ModuleList()
        inputs = 1
        for index, outputs in enumerate(channels):
            # Stride 2 in the first layer halves the training time and quarters the cost.
            stride = 2 if index == 0 else 1
            convolution = nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False)
            norm = nn.BatchNorm2d(outputs)
            # After the pool, at a quarter of the cost: a gain above 0 commutes with maximum and ReLU.
            norm.weight.requires_grad_(False)
            self.blocks.append(nn.ModuleList([convolution, norm]))
            inputs = outputs
        self.pools = pools
        self.dropout = nn.Dropout(dropout)
        self.dense = nn.Linear(2 * inputs, 1)

    def forward(self, x):
        x = x.unsqueeze(1).contiguous(memory_format=torch.channels_last)
        for (convolution, norm), pool in zip(self.blocks, self.pools):
            x = convolution(x)
            x = torch.relu(norm(torch.max_pool2d(x, 2) if pool else x))
        x = torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1)
        return self.dense(self.dropout(x)).squeeze(1)


class Mlp(nn.Module):
    """[batch, 344] features to one logit; `mean` and `scale` standardize by the training rows."""

    def __init__(self, features, hidden, dropout, noise):
        super().__init__()
        self.register_buffer("mean", torch.zeros(features))
        self.register_buffer("scale", torch.ones(features))
        self.noise = noise
        self.first = nn.Linear(features, hidden)
        self.dropout = nn.Dropout(dropout)
        self.second = nn.Linear(hidden, 1)

    def forward(self, x):
        x = (x - self.mean) / self.scale
        if self.training:
            x = x + self.noise * torch.randn_like(x)
        return self.second(self.dropout(torch.relu(self.first(x)))).squeeze(1)


def build(member):
    """Creates the untrained network of a member."""
    if member["network"] == "cnn":
        return Cnn(member["channels"], member["pools"], member["dropout"])
    return Mlp(344, member["hidden"], member["dropout"], member["noise"])
