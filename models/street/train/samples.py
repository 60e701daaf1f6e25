"""The samples that are trained on, held in memory: pictures with class labels and instance ids."""
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from network.street_net import THINGS, VOID
from train.clips import read_frames

MIN_INSTANCE_AREA = 40  # px; smaller components are class labels only
FIRST_VEHICLE = 240  # in the labels of vtest.avi: ids below are people, from here on the parked vehicles


@dataclass(frozen=True)
class Sample:
    """A labelled picture: `image` [H,W,3] uint8 RGB, `label` [H,W] uint8 class (11 is void), `ids` [H,W] uint8 instance (0 is none)."""
    image: np.ndarray
    label: np.ndarray
    ids: np.ndarray


@dataclass(frozen=True)
class CutOut:
    """A person, cut out of a frame along its box: `image` [h,w,3] uint8 RGB and `mask` [h,w] bool."""
    image: np.ndarray
    mask: np.ndarray


def components(label: np.ndarray) -> np.ndarray:
    """Instance ids [H,W] uint8 for labels without instances: the 8-connected components of the thing classes of `label` [H,W]."""
    ids, next_id = np.zeros(label.shape, np.uint8), 1
    for kind in THINGS:
        count, parts, stats, _ = cv2.connectedComponentsWithStats((label == kind).astype(np.uint8), connectivity=8)
        for part in range(1, count):
            if stats[part][cv2.CC_STAT_AREA] >= MIN_INSTANCE_AREA and next_id < 255:
                ids[parts == part] = next_id
                next_id += 1
    return ids


def camvid(root: Path, split: str) -> list[tuple[str, Sample]]:
    """The file name and sample of every picture of a split, sorted by name."""
    samples = []
    for path in sorted((root / split).glob("*.png")):
        image = np.ascontiguousarray(cv2.imread(str(path))[..., ::-1])
        label = cv2.imread(str(root / f"{split}annot" / path.name), cv2.IMREAD_GRAYSCALE)
        samples.append((path.name, Sample(image, label, components(label))))
    if not samples:
        raise FileNotFoundError(f"{root / split}: no pictures (*.png)")
    return samples


def last_fifths(names: list[str]) -> set[str]:
    """The names in the last fifth of each sequence (the part of a name before `_`): what a run with `--hold-out` does not see."""
    held: set[str] = set()
    for sequence in {name.split("_")[0] for name in names}:
        own = sorted(name for name in names if name.split("_")[0] == sequence)
        held.update(own[len(own) - len(own) // 5:])
    return held


def clip_samples(clip: Path, pseudo: Path) -> list[Sample]:
    """The pseudo-labelled frames of vtest.avi, in order, at their own size of 768x576."""
    data = np.load(pseudo)
    labels, ids = data["labels"], data["ids"]
    return [Sample(*parts) for parts in zip(read_frames(clip, 0, len(labels)), labels, ids)]


def cut_outs(samples: list[Sample], people_below: int, step: int = 4) -> list[CutOut]:
    """Whole people, in every `step`-th sample, who touch neither the picture's edge nor another instance. People have ids below
    `people_below`."""
    found = []
    for sample in samples[::step]:
        height, width = sample.ids.shape
        for number in np.unique(sample.ids):
            if not 0 < number < people_below:
                continue
            mask = sample.ids == number
            ys, xs = np.nonzero(mask)
            y0, y1, x0, x1 = ys.min(), ys.max() + 1, xs.min(), xs.max() + 1
            at_edge = y0 < 3 or x0 < 3 or y1 > height - 3 or x1 > width - 3
            if at_edge or y1 - y0 < 45 or not 1.6 < (y1 - y0) / (x1 - x0) < 4.5:
                continue
            around = sample.ids[y0 - 3:y1 + 3, x0 - 3:x1 + 3]
            if mask[y0:y1, x0:x1].mean() < 0.4 or ((around > 0) & (around != number)).any():
                continue
            found.append(CutOut(sample.image[y0:y1, x0:x1].copy(), mask[y0:y1, x0:x1]))
    return found
