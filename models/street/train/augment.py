"""Augmentation: random crops, pasted people and changes of light turn stored samples into views of the network's size."""
from __future__ import annotations

import random
from dataclasses import dataclass

import cv2
import numpy as np

from network.street_net import HEIGHT, THINGS, VOID, WIDTH
from train.clips import jpeg
from train.samples import CutOut, Sample

PAD_COLOUR = (124, 116, 104)  # RGB
POLE, SIGN, FENCE = 2, 6, 7
OCCLUDERS = (POLE, SIGN, FENCE, *THINGS)  # classes that a person can be pasted behind
FIRST_PASTED = 200  # instance ids of pasted people start here
WIDE_SCALES, NARROW_SCALES = (0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.8), (0.9, 1.0, 1.1, 1.25)


class Crop:
    """One random scale, place and mirroring, which can be applied to several samples of the same size, such as frames of a clip."""

    def __init__(self, size: tuple[int, int], r: random.Random, whole: bool, scales: tuple[float, ...] = WIDE_SCALES):
        """`size`: height and width of the samples. `whole`: the whole picture, stretched to the input and shifted by a few px at most."""
        if whole:
            s = r.uniform(1.0, 1.06)
            self.height, self.width = round(HEIGHT * s), round(WIDTH * s)
        else:
            s = r.choice(scales) * r.uniform(0.93, 1.07) * HEIGHT / size[0]
            self.height, self.width = int(size[0] * s), int(size[1] * s)
        self.top, self.left = r.randint(0, max(self.height - HEIGHT, 0)), r.randint(0, max(self.width - WIDTH, 0))
        self.mirrored = r.random() < 0.5

    def apply(self, sample: Sample) -> Sample:
        """The view [352,480] of the sample; what lies outside the picture is void."""
        smaller = self.height < sample.label.shape[0]
        size = (self.width, self.height)
        image = cv2.resize(sample.image, size, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR)
        maps = [(cv2.resize(m, size, interpolation=cv2.INTER_NEAREST), fill) for m, fill in ((sample.label, VOID), (sample.ids, 0))]
        below, right = max(HEIGHT - self.height, 0), max(WIDTH - self.width, 0)
        if below or right:
            image = cv2.copyMakeBorder(image, 0, below, 0, right, 0, value=PAD_COLOUR)
            maps = [(cv2.copyMakeBorder(m, 0, below, 0, right, 0, value=fill), fill) for m, fill in maps]
        window = (slice(self.top, self.top + HEIGHT), slice(self.left, self.left + WIDTH))
        flip = slice(None, None, -1) if self.mirrored else slice(None)
        return Sample(*(np.ascontiguousarray(m[window][:, flip]) for m in (image, maps[0][0], maps[1][0])))


@dataclass(frozen=True)
class Piece:
    """A cut-out person at a place of the view."""
    cut: CutOut
    height: int  # px, in the view
    left: int
    top: int
    mirrored: bool
    light: float  # factor of the brightness
    behind: bool  # occluders that are there already hide it


class Paste:
    """Pastes people who were cut out of a clip: alone, as a pair that overlaps, beside or behind a person in the picture, behind an object,
    or cut by the picture's edge. One choice of people and places can be applied to several views."""

    def __init__(self, cut_outs: list[CutOut], r: random.Random, heights: tuple[float, float], most: int, view: Sample):
        """`heights`: range of a person's height in px; `most`: most people pasted, without companions; `view`: the view,
        or the first of several, whose people and objects the pasted ones stand with."""
        self.pieces: list[Piece] = []
        people = [b for b in person_boxes(view) if b[3] - b[1] > 20]
        occluders = np.argwhere(np.isin(view.label, OCCLUDERS))
        for _ in range(r.randint(1, most)):
            if people and r.random() < 0.6:
                self._beside(r.choice(people), cut_outs, r)
                continue
            height = int(r.uniform(*heights))
            if len(occluders) and r.random() < 0.4:
                y, x = occluders[r.randrange(len(occluders))]
                left, top = int(x) - int(height * r.uniform(0, 0.4)), int(y) - int(height * r.uniform(0.3, 1))
                self._add(cut_outs, height, left, top, True, r)
                continue
            left, top = r.randint(-height // 6, WIDTH - height // 5), r.randint(-height // 4, HEIGHT - height // 2)
            self._add(cut_outs, height, left, top, False, r)
            if r.random() < 0.6:
                self._beside((left, top, left + 2 * height // 5, top + height), cut_outs, r)

    def _beside(self, box: tuple[int, int, int, int], cut_outs: list[CutOut], r: random.Random) -> None:
        """Adds a companion who is partly hidden by the person of that box, or partly hides them."""
        height = box[3] - box[1]
        shift, lower = int(height * r.uniform(0.1, 0.4) * r.choice([-1, 1])), int(height * r.uniform(-0.3, 0.15))
        self._add(cut_outs, int(height * r.uniform(0.85, 1.1)), box[0] + shift, box[1] + lower, r.random() < 0.65, r)

    def _add(self, cut_outs: list[CutOut], height: int, left: int, top: int, behind: bool, r: random.Random) -> None:
        self.pieces.append(Piece(r.choice(cut_outs), height, left, top, r.random() < 0.5, r.uniform(0.75, 1.25), behind))

    def apply(self, sample: Sample) -> Sample:
        """The view with the people pasted; they are pedestrians with an id each. One of whom too little is inside is left out."""
        image, label, ids = sample.image.copy(), sample.label.copy(), sample.ids.copy()
        for index, p in enumerate(self.pieces):
            cut, height = p.cut, p.height
            # 0.98: as all shipped versions were trained; a frame of vtest.avi stretched to the input would have 1.02.
            width = max(int(cut.mask.shape[1] * height / cut.mask.shape[0] * 0.98), 3)
            size = (width, height)
            interpolation = cv2.INTER_AREA if height < cut.mask.shape[0] else cv2.INTER_LINEAR
            mask = cv2.resize(cut.mask.astype(np.float32), size, interpolation=interpolation)
            piece = cv2.resize(cut.image, size, interpolation=interpolation)
            if p.mirrored:
                mask, piece = mask[:, ::-1], piece[:, ::-1]
            y0, x0, y1, x1 = max(p.top, 0), max(p.left, 0), min(p.top + height, HEIGHT), min(p.left + width, WIDTH)
            if y1 - y0 < 8 or x1 - x0 < 5:
                continue
            inside = (slice(y0 - p.top, y1 - p.top), slice(x0 - p.left, x1 - p.left))
            there = (slice(y0, y1), slice(x0, x1))
            shown = mask[inside] * ~np.isin(label[there], OCCLUDERS) if p.behind else mask[inside]
            soft = np.clip(shown * 1.6 - 0.5, 0, 1)[..., None]  # a little inside the mask: its rim is old background
            image[there] = np.clip(image[there] * (1 - soft) + np.clip(piece[inside] * p.light, 0, 255) * soft, 0, 255).astype(np.uint8)
            own = shown > 0.5
            label[there][own], ids[there][own] = THINGS[1], FIRST_PASTED + index
        return Sample(image, label, ids)


def person_boxes(sample: Sample) -> list[tuple[int, int, int, int]]:
    """x0, y0, x1, y1 in px of every person with an id."""
    people = np.where(sample.label == THINGS[1], sample.ids, 0)
    return [(int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)
            for ys, xs in (np.nonzero(people == number) for number in np.unique(people[people > 0]))]


def photometric(image: np.ndarray, r: random.Random, strength: float = 1.0) -> np.ndarray:
    """Random contrast, brightness, gamma, colour gains, saturation and a little blur of `image` [H,W,3] uint8 RGB."""
    levels = np.arange(256, dtype=np.float32)
    levels = (levels - 128) * (1 + strength * r.uniform(-.25, .25)) + 128 + strength * r.uniform(-28, 28)
    gamma = 1 + strength * r.uniform(-.3, .45) if r.random() < .5 else 1.0
    tables = [255 * (np.clip(levels * (1 + strength * r.uniform(-.08, .08)), 0, 255) / 255) ** gamma for _ in range(3)]
    table = np.stack(tables, -1).astype(np.uint8)[None]  # [1,256,3]
    image = cv2.LUT(np.ascontiguousarray(image), table)
    grey = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    saturation = 1 + strength * r.uniform(-.3, .3)
    image = cv2.addWeighted(image, saturation, grey, 1 - saturation, 0)
    return cv2.GaussianBlur(image, (0, 0), r.uniform(.4, 1.1)) if r.random() < .12 * strength else image


def noise(image: np.ndarray, r: random.Random) -> np.ndarray:
    """What a camera and its encoder change from one frame to the next, on `image` [352,480,3] uint8 RGB: brightness, grain, JPEG."""
    gain, offset = 1 + r.uniform(-.03, .03), r.uniform(-4, 4)
    if offset >= 0:
        image = cv2.convertScaleAbs(image, alpha=gain, beta=offset)
    else:
        image = cv2.subtract(cv2.convertScaleAbs(image, alpha=gain), int(-offset))
    if r.random() < .6:
        grain = np.random.RandomState(r.randrange(1 << 30)).randn(HEIGHT // 2, WIDTH // 2, 3).astype(np.float32) * r.uniform(1, 6)
        image = np.clip(image + cv2.resize(grain, (WIDTH, HEIGHT)), 0, 255).astype(np.uint8)
    return jpeg(image, r.randint(60, 95)) if r.random() < .85 else image
