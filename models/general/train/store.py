"""Reads what `train.cache` wrote, and draws batches of it."""
from __future__ import annotations

import pickle
import random
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from train.cache import HALF, SHAPES


class Store:
    """All views of a folder. A view is a pair: the part it is in and its row there."""

    def __init__(self, folder: Path):
        self.rows: list[list[dict]] = []
        self.arrays: list[dict[str, np.ndarray]] = []
        self.by_source: dict[str, list[tuple[int, int]]] = {}
        for path in sorted(folder.glob("*.pkl")):
            part = len(self.rows)
            self.rows.append(pickle.loads(path.read_bytes()))
            self.arrays.append({kind: np.load(folder / f"{path.stem}-{kind}.npy", mmap_mode="r") for kind in SHAPES if (folder / f"{path.stem}-{kind}.npy").exists()})
            for at, row in enumerate(self.rows[-1]):
                self.by_source.setdefault(row["source"], []).append((part, at))
        if not self.rows:
            raise FileNotFoundError(f"{folder} has no cached views; train.cache makes them")

    def row(self, view: tuple[int, int]) -> dict:
        return self.rows[view[0]][view[1]]

    def load(self, views: list[tuple[int, int]], kinds: list[str]) -> dict[str, Tensor]:
        """Features in bfloat16, targets and weights from 0 to 1."""
        loaded = {}
        for kind in kinds:
            stacked = torch.from_numpy(np.stack([self.arrays[part][kind][at] for part, at in views]))
            loaded[kind] = stacked.view(torch.bfloat16) if kind in HALF else stacked.float() / 255
        return loaded

    def pairs(self, sources: list[str]) -> dict[str, list[tuple[tuple[int, int], tuple[int, int]]]]:
        """By source, two views of one place; a view that has no other stands twice."""
        found: dict[str, list[tuple[tuple[int, int], tuple[int, int]]]] = {}
        for source in sources:
            views = self.by_source.get(source, [])
            second = {(part, self.row((part, at))["same"]): (part, at) for part, at in views if self.row((part, at))["same"] >= 0}
            found[source] = [(view, second.get(view, view)) for view in views if self.row(view)["same"] < 0]
        return {source: pairs for source, pairs in found.items() if pairs}


def draw(pairs: dict[str, list], shares: dict[str, float], count: int, dice: random.Random) -> list:
    """`count` pairs, sources as often as their shares say."""
    names = sorted(pairs)
    return [dice.choice(pairs[name]) for name in dice.choices(names, [shares.get(name, 1.0) for name in names], k=count)]
