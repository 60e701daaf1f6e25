"""What a network should say of each cell of a picture's view: labels where there are some, elsewhere what its teachers say."""
from __future__ import annotations

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from network.classes import (ADE_TO, CAMVID, CAMVID_TO, CHANNEL, CHANNELS, CITYSCAPES, CITYSCAPES_TO, THING_CHANNEL)
from network.runner import Runner
from network.mosaic import ADE
from labels.pictures import Picture
from labels.views import HEIGHT, STRIDE, WIDTH, Placed, fitting, warp_map

GRID = (HEIGHT // STRIDE, WIDTH // STRIDE)
OUTDOORS = ["sky", "road", "building", "pavement", "vegetation", "grass"]
COUNTED = ["person", "animal", "two-wheeler", "vehicle"]  # of these COCO labels every one
FROM_ABOVE_IS_ROAD = ["water", "wall", "floor", "ceiling", "sky"]  # asphalt seen from straight above is taken for these


def mapping(names: list[str], to: dict[str, str]) -> Tensor:
    """[names, channels] of 0 and 1."""
    matrix = torch.zeros(len(names), len(CHANNELS))
    for name, channel in to.items():
        matrix[names.index(name), CHANNEL[channel]] = 1
    return matrix


class Teachers:
    """MOSAIC for surfaces, and out of doors DeepLab-Cityscapes for poles, fences and signs, which ADE's 32 classes have no name for."""

    def __init__(self, city: Runner):
        self.city = city
        self.maps = [mapping(ADE, ADE_TO), mapping(CITYSCAPES, CITYSCAPES_TO)]

    def say(self, image: np.ndarray, ade: Tensor) -> np.ndarray:
        """Probabilities [25,96,128] of a picture, letterboxed. `ade`: MOSAIC's logits [32,96,128] of that."""
        p = _merge(ade.softmax(0), self.maps[0])
        if p[[CHANNEL[name] for name in OUTDOORS]].sum(0).mean() > 0.4:
            square = cv2.resize(image, (513, 513), interpolation=cv2.INTER_LINEAR)
            city = _letterboxed(self.city(square)[0], fitting(image.shape[:2]), image)
            p = _blend(p, _merge(city.softmax(0), self.maps[1]), 0.4)
        return p.numpy()


def _merge(p: Tensor, to: Tensor) -> Tensor:
    return torch.einsum("chw,cm->mhw", p, to)


def _letterboxed(logits: Tensor, fit: np.ndarray, image: np.ndarray) -> Tensor:
    """Logits of the picture squeezed into a square, where they lie in the letterboxed view."""
    height, width = (round(s * fit[0, 0] / STRIDE) for s in image.shape[:2])
    inner = F.interpolate(logits, size=(height, width), mode="bilinear", align_corners=True)[0]
    top, left = (GRID[0] - height) // 2, (GRID[1] - width) // 2
    return F.pad(inner, (left, GRID[1] - width - left, top, GRID[0] - height - top), value=0.0)


def _blend(p: Tensor, other: Tensor, least: float) -> Tensor:
    """`p`, giving way to what the other teacher sees with `least` probability or more."""
    share = other.sum(0, keepdim=True)
    sure = (share > least).float()
    return p * (1 - share * sure) + other * sure


def cells(picture: Picture, said: np.ndarray, fit: np.ndarray, placed: list[Placed], above: bool) -> tuple[np.ndarray, np.ndarray]:
    """Target [25,96,128] and weight [96,128] of a view, both uint8 of 255ths. `said`: what the teachers say of the letterboxed picture."""
    back = fitting(picture.image.shape[:2])
    whole = np.vstack([fit, [0, 0, 1]]) @ np.linalg.inv(np.vstack([back, [0, 0, 1]]))
    scaled = whole[:2].copy()
    scaled[:, 2] = scaled[:, 2] / STRIDE + scaled[:, :2].sum(1) * 0.5 - 0.5
    target = np.stack([cv2.warpAffine(p.astype(np.float32), scaled, GRID[::-1], flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) for p in said])
    weight = warp_map(np.ones(picture.image.shape[:2], np.float32), fit, 0.0, nearest=True)
    if above:
        for name in FROM_ABOVE_IS_ROAD:
            target[CHANNEL["road"]] += target[CHANNEL[name]]
            target[CHANNEL[name]] = 0
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
