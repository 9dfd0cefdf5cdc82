"""Members of `cry-detect`, their shares of the logit, and their training settings."""

# Mixtures below 3 dB add false positives and hardly any recall.
WITHOUT = ["mixture"]
CNN = {
    "network": "cnn",
    "channels": [16, 32, 48, 64],
    "pools": [True, True, False, False],
    "dropout": 0.3,
    "jitter": 0.15,
    "batch": 64,
    "steps": 6000,
    "rate": 6e-3,
    "decay": 1e-2,
    "smooth": 0.02,
    "label_power": 0.6,
    "synthetic_share": 0.6,
    "without": WITHOUT,
}
MLP = {
    "network": "mlp",
    "hidden": 96,
    "dropout": 0.3,
    "noise": 0.2,
    "batch": 64,
    "steps": 8000,
    "rate": 3e-3,
    "decay": 2e-2,
    "smooth": 0.02,
    "label_power": 0.6,
    "synthetic_share": 0.6,
    "without": WITHOUT,
    # Children at play are drawn more often than other synthetic sounds.
    "play": 3,
}

# Front end, settings and relative share of the logit.
MEMBERS = [
    ("cry-features", MLP, 1.0),
    ("cry-log-mel", CNN, 1.0),
]
