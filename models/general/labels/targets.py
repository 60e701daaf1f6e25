"""What a network should say of each cell of a picture's view: labels where there are some, elsewhere what its teachers say."""
from __future__ import annotations

import cv2
import numpy as np

from network.classes import CAMVID, CAMVID_TO, CHANNEL, THING_CHANNEL
from labels.pictures import Picture
from labels.views import GRID, STRIDE, Placed, fitting, warp_map

COUNTED = ["person", "animal", "two-wheeler", "vehicle"]  # of these COCO labels every one
# What there may be from straight above. Asphalt is taken for water, sky and many others; every vehicle has a box; of people nothing can be told.
FROM_ABOVE = ["building", "road", "pavement", "earth", "grass", "vegetation"]
BESIDE_CARS = ["road", "grass", "vegetation"]  # within a car's length of one: what teachers call building there is asphalt


def cells(picture: Picture, said: np.ndarray, fit: np.ndarray, placed: list[Placed], above: bool) -> tuple[np.ndarray, np.ndarray]:
    """Target [25,96,128] and weight [96,128] of a view, both uint8 of 255ths. `said`: what the teachers say of the letterboxed picture."""
    back = fitting(picture.image.shape[:2])
    whole = np.vstack([fit, [0, 0, 1]]) @ np.linalg.inv(np.vstack([back, [0, 0, 1]]))
    scaled = whole[:2].copy()
    scaled[:, 2] = scaled[:, 2] / STRIDE + scaled[:, :2].sum(1) * 0.5 - 0.5
    target = np.stack([cv2.warpAffine(p.astype(np.float32), scaled, GRID[::-1], flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) for p in said])
    weight = warp_map(np.ones(picture.image.shape[:2], np.float32), fit, 0.0, nearest=True)
    if above:
        _take_from_above(target, placed)
        weight *= 1 - np.max([p.mask for p in placed if p.kind < 0] or [np.zeros(GRID)], axis=0)
    if picture.complete:
        labelled = np.max([p.mask for p in placed] or [np.zeros(GRID)], axis=0)
        target[[CHANNEL[name] for name in COUNTED]] *= cv2.dilate(labelled.astype(np.float32), np.ones((3, 3)))[None]
    if picture.labels is not None:
        _take_camvid(target, weight, warp_map(picture.labels, fit, 255, nearest=True))
    for thing in sorted(placed, key=lambda t: -t.mask.sum()):  # the smaller lies on the larger
        if thing.kind < 0:
            continue
        target *= 1 - thing.mask
        target[THING_CHANNEL[thing.kind]] += thing.mask
    total = target.sum(0)
    weight = weight * (total > 0.3)
    return np.round(255 * target / np.maximum(total, 1e-3)).astype(np.uint8), np.round(255 * np.clip(weight, 0, 1)).astype(np.uint8)


def _take_from_above(target: np.ndarray, placed: list[Placed]) -> None:
    """What cannot be there is road."""
    beside = np.zeros(GRID, bool)
    for x0, y0, x1, y1 in (p.box for p in placed if p.kind >= 0):
        length = max(x1 - x0, y1 - y0)
        top, bottom, left, right = (int(max(v, 0) / STRIDE) for v in (y0 - length, y1 + length, x0 - length, x1 + length))
        beside[top:bottom + 1, left:right + 1] = True
    for where, there in ((~beside, FROM_ABOVE), (beside, BESIDE_CARS)):
        others = [index for name, index in CHANNEL.items() if name not in there]
        target[CHANNEL["road"]][where] += target[others][:, where].sum(0)
        for index in others:
            target[index][where] = 0


def _take_camvid(target: np.ndarray, weight: np.ndarray, labels: np.ndarray) -> None:
    """Where a label may mean several channels the teachers say how much of each."""
    for index, name in enumerate(CAMVID):
        at = labels == index
        channels = [CHANNEL[channel] for channel in CAMVID_TO[name]]
        share = target[channels][:, at] + 0.02 * (np.arange(len(channels)) == 0)[:, None]
        target[:, at] = 0
        for channel, part in zip(channels, share / share.sum(0)):
            target[channel][at] = part
    weight[(labels >= len(CAMVID)) & (labels != 255)] = 0
