"""Conversion of networks to the format of the package: `babycry-network/1`, int8 per output channel."""

import base64

import numpy as np
import torch
from torch import nn


def quantize(network, share=1.0):
    """
    Folds batch normalization and rounds weights to int8.

    :param share: factor of the logit
    :returns: a float32 network with the rounded weights, which computes what the package computes, and
        its JSON
    """
    if hasattr(network, "blocks"):
        return _cnn(network, share)
    return _mlp(network, share)


def _cnn(network, share):
    layers, modules = [], []
    for (convolution, norm), pool in zip(network.blocks, network.pools):
        gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
        weight = convolution.weight * gain.view(-1, 1, 1, 1)
        bias = norm.bias - norm.running_mean * gain
        layer, exact = _int8(weight, bias)
        stride = convolution.stride[0]
        layers.append(
            {"type": "conv3x3", "outputs": len(bias), "stride": stride, **layer, "relu": True}
        )
        module = nn.Conv2d(weight.shape[1], weight.shape[0], 3, stride, padding=1)
        module.weight.data, module.bias.data = exact, bias.detach().clone()
        modules += [module, nn.ReLU()]
        if pool:
            layers.append({"type": "max_pool"})
            modules.append(nn.MaxPool2d(2))
    layers.append({"type": "mean_max_pool"})
    dense, module = _dense(network.dense, share, relu=False)
    layers.append(dense)
    return (
        nn.Sequential(_Image(), *modules, _MeanMax(), module, nn.Flatten(0)).eval(),
        {"format": "babycry-network/1", "input": [79, 64], "layers": layers},
    )


def _standardize(network):
    return {
        "type": "standardize",
        "mean": _base64(network.mean, "<f4"),
        "scale": _base64(network.scale, "<f4"),
    }


def _mlp(network, share):
    first, module1 = _dense(network.first, 1.0, relu=True)
    second, module2 = _dense(network.second, share, relu=False)
    exact = nn.Sequential(
        _Standardize(network.mean, network.scale), module1, nn.ReLU(), module2, nn.Flatten(0)
    )
    layers = [_standardize(network), first, second]
    return exact.eval(), {
        "format": "babycry-network/1", "input": [len(network.mean)], "layers": layers,
    }


def _dense(linear, share, relu):
    layer, exact = _int8(linear.weight * share, linear.bias * share)
    module = nn.Linear(linear.in_features, linear.out_features)
    module.weight.data, module.bias.data = exact, (linear.bias * share).detach().clone()
    return {"type": "dense", "outputs": linear.out_features, **layer, "relu": relu}, module


def _int8(weight, bias):
    """JSON fields of a layer and its rounded weights."""
    weight = weight.detach().numpy().astype(np.float32)
    rows = weight.reshape(len(weight), -1)
    scales = (np.abs(rows).max(1) / 127).astype(np.float32)
    scales[scales == 0] = 1
    integers = np.rint(rows / scales[:, None]).clip(-127, 127)
    exact = (integers.astype(np.float32) * scales[:, None]).reshape(weight.shape)
    fields = {
        "weights": _base64(integers, "i1"),
        "scales": _base64(scales, "<f4"),
        "biases": _base64(bias.detach(), "<f4"),
    }
    return fields, torch.from_numpy(exact)


def _base64(values, dtype):
    return base64.b64encode(np.asarray(values).astype(dtype).tobytes()).decode()


class _Image(nn.Module):
    def forward(self, x):
        return x.unsqueeze(1)


class _MeanMax(nn.Module):
    def forward(self, x):
        return torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1)


class _Standardize(nn.Module):
    def __init__(self, mean, scale):
        super().__init__()
        self.mean, self.scale = mean, scale

    def forward(self, x):
        return ((x.double() - self.mean.double()) / self.scale.double()).float()
