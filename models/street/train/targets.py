"""The targets of the heads, computed from a sample."""
from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from network.street_net import HEIGHT, STRIDE, THINGS, WIDTH
from train.samples import Sample

MIN_AREA = 30  # px; smaller instances have no targets
MAX_INSTANCES = 14  # of one picture, the largest; the heat has all
Box = tuple[int, int, int, int]  # x0, y0, x1, y1 in px, the last two exclusive


@dataclass(frozen=True)
class Instance:
    """The targets of one instance."""
    cell: int  # flat index (y * w + x) of the heat's peak
    kind: int  # index into THINGS
    box: Box
    mask: np.ndarray  # [h,w] float32 at stride 4, 0..1
    number: int  # its id in the sample


def targets(sample: Sample) -> tuple[np.ndarray, list[Instance]]:
    """Heat [3,h,w] float32, a Gaussian around the centre of every instance's box with 1 at its cell, and the largest instances."""
    h, w = HEIGHT // STRIDE, WIDTH // STRIDE
    heat, instances = np.zeros((len(THINGS), h, w), np.float32), []
    ys, xs = np.arange(h)[:, None], np.arange(w)[None]
    for number in np.unique(sample.ids):
        mask = sample.ids == number
        if number == 0 or mask.sum() < MIN_AREA:
            continue
        rows, columns = np.nonzero(mask.any(1))[0], np.nonzero(mask.any(0))[0]
        x0, y0, x1, y1 = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
        kind = int(sample.label[mask][0]) - THINGS[0]
        if not 0 <= kind < len(THINGS):
            continue
        cx, cy = min(int((x0 + x1) / 2 / STRIDE), w - 1), min(int((y0 + y1) / 2 / STRIDE), h - 1)
        sx, sy = max((x1 - x0) / 24, .7), max((y1 - y0) / 24, .7)
        heat[kind] = np.maximum(heat[kind], np.exp(-((xs - cx) ** 2 / (2 * sx * sx) + (ys - cy) ** 2 / (2 * sy * sy))))
        heat[kind, cy, cx] = 1
        small = cv2.resize(mask.astype(np.float32), (w, h), interpolation=cv2.INTER_AREA)
        instances.append(Instance(cy * w + cx, kind, (x0, y0, x1, y1), small, int(number)))
    instances.sort(key=lambda i: -i.mask.sum())
    return heat, instances[:MAX_INSTANCES]
