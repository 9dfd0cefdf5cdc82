"""Training windows that `models/training/export` wrote, and the rows of each split."""

import csv
import hashlib
import json
from pathlib import Path

import numpy as np

FRAMES, MELS, FEATURES = 79, 64, 344
KINDS = ("speech", "children", "adult_vocal", "animal", "siren", "music", "household")
SILENCE_DBFS = -70.0
# A window of a cry this far below its loudest one is a pause.
PAUSE_DB = 20.0


class Windows:
    """Rows of all recordings in all variants: log-mels 0..255, features, and their metadata."""

    def __init__(self, folder):
        folder = Path(folder)
        with open(folder / "index.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        column = lambda name: np.array([row[name] for row in rows])
        number = lambda name: np.array([float(row[name]) for row in rows], np.float32)
        self.count = len(rows)
        self.log_mels = np.memmap(folder / "log_mels.u8", np.uint8, "r").reshape(-1, FRAMES, MELS)
        self.features = np.fromfile(folder / "features.f32", "<f4").reshape(-1, FEATURES)
        if not self.count == len(self.log_mels) == len(self.features):
            raise ValueError(
                f"Reading windows: expected {self.count} rows as in the index, received "
                f"{len(self.log_mels)} log-mels and {len(self.features)} features"
            )
        self.recording_names, self.recording = np.unique(column("recording"), return_inverse=True)
        self.label_names, self.label = np.unique(column("label"), return_inverse=True)
        self.group_names, self.group = np.unique(column("group"), return_inverse=True)
        self.variant_names, self.variant = np.unique(column("variant"), return_inverse=True)
        self.y = number("y").astype(np.int8)
        self.fold = number("fold").astype(np.int8)
        self.kind = column("kind")
        related_kinds = column("related_kinds")
        self.is_related = {
            kind: np.array([kind in one.split("|") for one in related_kinds]) for kind in KINDS
        }
        self.cry_format = column("cry_format")
        self.condition = column("condition")
        self.synthetic = column("synthetic") == "1"
        self.level_dbfs = number("level_dbfs")
        self.duration_seconds = number("duration_seconds")
        facts = (folder / "export.json").read_bytes()
        self.feature_names = json.loads(facts)["features"]
        self.sha256 = hashlib.sha256(facts).hexdigest()

    def for_training(self, without):
        """
        Rows to train on: no silence, no pauses of cries, nothing in the matched condition.

        :param without: prefixes of variants, and otherwise of recordings and synthetic labels, to leave
            out for an ablation
        """
        clip = self.recording.astype(np.int64) * len(self.variant_names) + self.variant
        loudest = np.full(clip.max() + 1, -np.inf, np.float32)
        np.maximum.at(loudest, clip, self.level_dbfs)
        excluded = (self.y == 1) & (self.level_dbfs < loudest[clip] - PAUSE_DB)
        variant, label = self.variant_names[self.variant], self.label_names[self.label]
        recording = self.recording_names[self.recording]
        for name in without:
            is_variant = np.char.startswith(variant, name)
            excluded |= is_variant
            if not is_variant.any():
                excluded |= np.char.startswith(recording, name)
                excluded |= self.synthetic & np.char.startswith(label, name)
        return (self.condition != "matched") & (self.level_dbfs >= SILENCE_DBFS) & ~excluded

    def for_evaluation(self):
        """Rows to evaluate on: real recordings, native and matched."""
        return np.isin(self.condition, ("native", "matched")) & ~self.synthetic

    def held_out(self, split):
        """
        Rows that a split holds out. A split is a list of parts joined by `,`: `fold:2`, `kind:speech`
        (with its imitations), `cries:esc` (cries whose data set and file format contain the text).
        """
        out = np.zeros(self.count, bool)
        for part in filter(None, split.split(",")):
            name, value = part.split(":")
            if name == "fold":
                out |= self.fold == int(value)
            elif name == "kind":
                out |= (self.kind == value) | self.is_related[value]
            elif name == "cries":
                out |= (self.y == 1) & (np.char.find(self.cry_format, value) >= 0)
                # Sounds cut from cries, too: the index does not have the set of the cry.
                out |= np.char.endswith(self.label_names[self.label], "_of_cry")
            else:
                raise ValueError(
                    f"Splitting: expected fold:, kind: or cries:, received {part}"
                )
        return out
