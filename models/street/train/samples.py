"""What is trained on, in memory: pictures with class labels and instance ids."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from clips import read_frames
from network import THINGS, VOID

LEAST_INSTANCE = 40  # px; smaller components are class labels only


@dataclass(frozen=True)
class Sample:
    """`image` [H,W,3] uint8 RGB, `label` [H,W] uint8 class (11 void), `ids` [H,W] uint8 instance (0 none)."""
    image: np.ndarray
    label: np.ndarray
    ids: np.ndarray


@dataclass(frozen=True)
class CutOut:
    """A person: `image` [h,w,3] uint8 and `mask` [h,w] bool."""
    image: np.ndarray
    mask: np.ndarray


def components(label: np.ndarray) -> np.ndarray:
    """Connected components of the thing classes as instance ids, the stand-in where no instances are labelled."""
    ids, next_id = np.zeros(label.shape, np.uint8), 1
    for kind in THINGS:
        count, parts, stats, _ = cv2.connectedComponentsWithStats((label == kind).astype(np.uint8), connectivity=8)
        for part in range(1, count):
            if stats[part][cv2.CC_STAT_AREA] >= LEAST_INSTANCE and next_id < 255:
                ids[parts == part] = next_id
                next_id += 1
    return ids


def camvid(root: Path, split: str) -> list[tuple[str, Sample]]:
    """Name and sample of every picture of a split, in order."""
    samples = []
    for path in sorted((root / split).glob("*.png")):
        image = np.ascontiguousarray(cv2.imread(str(path))[..., ::-1])
        label = cv2.imread(str(root / f"{split}annot" / path.name), cv2.IMREAD_GRAYSCALE)
        samples.append((path.name, Sample(image, label, components(label))))
    return samples


def last_fifths(names: list[str]) -> set[str]:
    """The last fifth of each sequence (the part of a name before `_`), the held-out pictures of a held-out run."""
    held: set[str] = set()
    for sequence in {name.split("_")[0] for name in names}:
        own = sorted(name for name in names if name.split("_")[0] == sequence)
        held.update(own[len(own) - len(own) // 5:])
    return held


def street_clip(clip: Path, pseudo: Path) -> list[Sample]:
    """The pseudo-labelled frames of vtest.avi, in order, at their own 768x576."""
    data = np.load(pseudo)
    labels, ids = data["labels"], data["ids"]
    return [Sample(*parts) for parts in zip(read_frames(clip, 0, len(labels)), labels, ids)]


def cut_outs(samples: list[Sample], people_below: int, step: int = 4) -> list[CutOut]:
    """Whole people that touch neither the picture's edge nor another instance; ids from `people_below` on are no people."""
    found = []
    for sample in samples[::step]:
        height, width = sample.ids.shape
        for number in np.unique(sample.ids):
            if not 0 < number < people_below:
                continue
            mask = sample.ids == number
            ys, xs = np.nonzero(mask)
            y0, y1, x0, x1 = ys.min(), ys.max() + 1, xs.min(), xs.max() + 1
            if y0 < 3 or x0 < 3 or y1 > height - 3 or x1 > width - 3 or y1 - y0 < 45 or not 1.6 < (y1 - y0) / (x1 - x0) < 4.5:
                continue
            around = sample.ids[y0 - 3:y1 + 3, x0 - 3:x1 + 3]
            if mask[y0:y1, x0:x1].mean() < 0.4 or ((around > 0) & (around != number)).any():
                continue
            found.append(CutOut(sample.image[y0:y1, x0:x1].copy(), mask[y0:y1, x0:x1]))
    return found
