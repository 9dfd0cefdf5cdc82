"""Training windows as `models/training/sounds/` exports them, and which of them a split may learn from."""

import csv
import hashlib
import json
from pathlib import Path

import numpy as np

FRAMES, MELS, FEATURES = 79, 64, 344
FAMILIES = ("speech", "adult_vocal", "animal", "siren", "music", "household")
SILENCE_DBFS = -70.0
# Windows of a cry this far under its loudest are pauses, not examples.
PAUSE_DB = 20.0


class Windows:
    """Rows of all recordings in all channels: log-mels 0..255, features, and what they are."""

    def __init__(self, folder):
        folder = Path(folder)
        with open(folder / "index.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        column = lambda name: np.array([row[name] for row in rows])
        number = lambda name: np.array([float(row[name]) for row in rows], np.float32)
        self.count = len(rows)
        self.log_mels = np.memmap(folder / "log_mels.u8", np.uint8, "r").reshape(-1, FRAMES, MELS)
        self.features = np.memmap(folder / "features.f32", "<f4", "r").reshape(-1, FEATURES)
        if not self.count == len(self.log_mels) == len(self.features):
            raise ValueError(
                f"Read windows: {self.count} in the index, {len(self.log_mels)} log-mels and "
                f"{len(self.features)} features"
            )
        self.clip_names, self.clip = np.unique(column("recording"), return_inverse=True)
        self.kind_names, self.kind = np.unique(column("kind"), return_inverse=True)
        self.group_names, self.group = np.unique(column("group"), return_inverse=True)
        self.variant_names, self.variant = np.unique(column("variant"), return_inverse=True)
        self.y = number("y").astype(np.int8)
        self.fold = number("fold").astype(np.int8)
        self.family = column("family")
        made_of = column("from")
        self.made_of = {
            family: np.array([family in one.split("|") for one in made_of])
            for family in FAMILIES
        }
        self.cry_channel = column("cry_channel")
        self.channel = column("channel")
        self.made = column("made") == "1"
        self.dbfs = number("level_dbfs")
        self.clip_seconds = number("duration_seconds")
        facts = (folder / "export.json").read_bytes()
        self.feature_names = json.loads(facts)["features"]
        self.sha256 = hashlib.sha256(facts).hexdigest()

    def learnable(self, without):
        """
        Rows that hold sound, without the pauses of cries, and none of the matched channel.

        :param without: starts of names of variants and kinds to leave out, for an ablation
        """
        take = self.clip.astype(np.int64) * len(self.variant_names) + self.variant
        loudest = np.full(take.max() + 1, -np.inf, np.float32)
        np.maximum.at(loudest, take, self.dbfs)
        pause = (self.y == 1) & (self.dbfs < loudest[take] - PAUSE_DB)
        variant, kind = self.variant_names[self.variant], self.kind_names[self.kind]
        for name in without:
            pause |= np.char.startswith(variant, name) | (self.made & np.char.startswith(kind, name))
        return (self.channel != "matched") & (self.dbfs >= SILENCE_DBFS) & ~pause

    def heard(self):
        """Rows that figures are taken on."""
        return ((self.channel == "native") | (self.channel == "matched")) & ~self.made

    def left_out(self, split):
        """
        Rows that a split holds out, `split` being parts joined by `,`: `fold:2`, `kind:speech`
        (with all that is made of it or imitates it), `family:speech` (without), `cry:3gp`.
        """
        out = np.zeros(self.count, bool)
        for part in filter(None, split.split(",")):
            what, value = part.split(":")
            if what == "fold":
                out |= self.fold == int(value)
            elif what == "kind":
                out |= (self.family == value) | self.made_of[value]
            elif what == "family":
                out |= (self.family == value) & ~self.made
            elif what == "cry":
                out |= (self.y == 1) & np.char.endswith(self.cry_channel, value)
                # These negatives are cut from cries, of which channel is not written down.
                out |= np.char.endswith(self.kind_names[self.kind], "_of_cry")
            else:
                raise ValueError(f"Held out {part!r}, expected fold:, kind:, family: or cry:")
        return out
