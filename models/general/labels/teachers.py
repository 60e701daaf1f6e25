"""What the teachers say of a picture: MOSAIC averaged with its mirror image, DeepLab-Cityscapes in streets, DeepLab-VOC for people close up."""
from __future__ import annotations

import cv2
import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from labels.pictures import Picture
from labels.views import GRID, STRIDE, fitting, warp
from network.classes import ADE_TO, CHANNEL, CHANNELS, CITYSCAPES, CITYSCAPES_TO, COCO, VOC
from network.mosaic import ADE
from network.runner import Runner

STREET = ["road", "pavement", "building", "sky", "vegetation", "grass", "vehicle"]
OUTDOORS = 0.4  # share of STREET from which a picture is out of doors, and the teacher of streets is heard
RARE = ["pole", "fence", "sign"]  # what ADE's 32 classes have no name for
RARE_LEAST, PERSON_LEAST = 0.4, 0.6
CITY_SHARE = 0.5  # of what both teachers have a name for
SQUARE = 513  # px of a side of what DeepLab takes


def mapping(names: list[str], to: dict[str, str]) -> Tensor:
    """[names, channels] of 0 and 1."""
    matrix = torch.zeros(len(names), len(CHANNELS))
    for name, channel in to.items():
        matrix[names.index(name), CHANNEL[channel]] = 1
    return matrix


class Teachers:
    """Soft labels of surfaces for a picture."""

    def __init__(self, mosaic: Runner, city: Runner, voc: Runner):
        self.mosaic, self.city, self.voc = mosaic, city, voc
        self.ade, self.cityscapes = mapping(ADE, ADE_TO), mapping(CITYSCAPES, CITYSCAPES_TO)

    def say(self, picture: Picture) -> np.ndarray:
        """Probabilities [25,96,128] of the letterboxed picture."""
        image = picture.image
        p = _merge(mirrored(self.mosaic, warp(image, fitting(image.shape[:2]))), self.ade)
        if p[[CHANNEL[name] for name in STREET]].sum(0).mean() > OUTDOORS:
            p = _in_streets(p, _merge(deeplab(self.city, image), self.cityscapes))
        if not picture.complete and any(thing.kind == COCO.index("person") for thing in picture.instances):
            p = _with_people(p, deeplab(self.voc, image)[VOC.index("person")])
        return p.numpy()


def mirrored(run: Runner, view: np.ndarray) -> Tensor:
    """Probabilities [classes,h,w], averaged with those of the mirror image: what one view alone says by its edges and by chance goes."""
    logits = torch.stack([run(view)[0][0], run(np.ascontiguousarray(view[:, ::-1]))[0][0].flip(2)])
    return logits.softmax(1).mean(0)


def deeplab(run: Runner, image: np.ndarray) -> Tensor:
    """Probabilities [classes,96,128]."""
    square = cv2.resize(image, (SQUARE, SQUARE), interpolation=cv2.INTER_LINEAR)
    return _letterboxed(run(square)[0].softmax(1), fitting(image.shape[:2]), image)


def _merge(p: Tensor, to: Tensor) -> Tensor:
    return torch.einsum("chw,cm->mhw", p, to)


def _letterboxed(values: Tensor, fit: np.ndarray, image: np.ndarray) -> Tensor:
    """Values [1,C,h,w] of the picture squeezed into a square, where they lie in the letterboxed view."""
    height, width = (round(s * fit[0, 0] / STRIDE) for s in image.shape[:2])
    inner = F.interpolate(values, size=(height, width), mode="bilinear", align_corners=True)[0]
    top, left = (GRID[0] - height) // 2, (GRID[1] - width) // 2
    return F.pad(inner, (left, GRID[1] - width - left, top, GRID[0] - height - top), value=0.0)


def _in_streets(p: Tensor, city: Tensor) -> Tensor:
    """Both teachers mixed, and what MOSAIC has no name for where the other sees it."""
    inside = (city.sum(0, keepdim=True) > 0.5).float()
    mixed = p * (1 - CITY_SHARE * inside) + city * CITY_SHARE
    rare = city * torch.tensor([name in RARE for name in CHANNELS])[:, None, None]
    share = rare.sum(0, keepdim=True)
    sure = (share > RARE_LEAST).float()
    return mixed * (1 - sure) + (p * (1 - share) + rare) * sure


def _with_people(p: Tensor, person: Tensor) -> Tensor:
    """People where DeepLab-VOC is sure of them: close up it sees them better than MOSAIC does."""
    sure = (person > PERSON_LEAST).float() * person
    p = p * (1 - sure)
    p[CHANNEL["person"]] += sure
    return p
