"""Batches: augmented views of CamVid pictures and of the clip, with the targets of every head."""
from __future__ import annotations

import random
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from network.street_net import CLASSES, STRIDE, THINGS, VOID
from train.augment import NARROW_SCALES, WIDE_SCALES, Crop, Paste, noise, photometric
from train.samples import FIRST_VEHICLE, Sample, cut_outs
from train.targets import Instance, targets

SINGLES = 3  # CamVid pictures of a batch that have no second view
RARE_CLASS_CAP = 6.0


@dataclass(frozen=True)
class Pair:
    """Pictures `first` and `second` of a batch show the same place."""
    first: int
    second: int


@dataclass(frozen=True)
class Batch:
    """B pictures with their targets; h and w are a quarter of H and W. Instances of one origin with one number are the same object."""
    image: Tensor  # [B,3,H,W] float32 RGB 0..255
    label: Tensor  # [B,H,W] int64 class, 11 is void
    heat: Tensor  # [B,3,h,w] float32 0..1
    ignore: Tensor  # [B,h,w] bool: cells that are no negatives of the heat
    instances: list[list[Instance]]  # of each picture
    pairs: list[Pair]
    origin: list[int]  # of each picture: the place that it shows

    def to(self, device: torch.device) -> Batch:
        """The same batch with its tensors on `device`."""
        image = self.image.to(device, memory_format=torch.channels_last)
        return replace(self, image=image, label=self.label.to(device), heat=self.heat.to(device), ignore=self.ignore.to(device))


class Feeder:
    """Makes batches of seven pictures: three CamVid crops, one CamVid crop twice (plain and noisy), one place of the clip at two times."""

    def __init__(self, street: list[Sample], clip: list[Sample], seed: int, narrow: bool = False,
                 rare_class_cap: float = RARE_CLASS_CAP, camvid_only: bool = False):
        """`narrow`: the last phase, with scales near 1 and milder colours; `rare_class_cap`: see `rarity`; `camvid_only`: batches of the
        four CamVid crops, without second views."""
        self.narrow, self.camvid_only = narrow, camvid_only
        self.r = random.Random(seed)
        self.street, self.clip = street, clip
        self.people = cut_outs(clip, FIRST_VEHICLE)
        self.chance = rarity(street, rare_class_cap)

    def batch(self) -> Batch:
        r, views, origins, pairs = self.r, [], [], []
        for k in range(SINGLES + 1):
            view = self._street_view()
            if k == SINGLES and not self.camvid_only:
                pairs.append(Pair(k, k + 1))
                views.append(view)
                view = Sample(noise(view.image, r), view.label, view.ids)
                origins.append(k)
            elif r.random() < .3:
                view = Sample(noise(view.image, r), view.label, view.ids)
            views.append(view)
            origins.append(k)
        if self.camvid_only:
            return assemble(views, pairs, origins)
        views += self._clip_pair()
        pairs.append(Pair(len(views) - 2, len(views) - 1))
        return assemble(views, pairs, origins + [SINGLES + 1] * 2)

    def _street_view(self) -> Sample:
        r = self.r
        sample = r.choices(self.street, self.chance)[0]
        whole = r.random() < (.5 if self.narrow else .3)
        view = Crop(sample.label.shape, r, whole, NARROW_SCALES if self.narrow else WIDE_SCALES).apply(sample)
        if r.random() < .4:
            view = Paste(self.people, r, (28, 150), 3, view).apply(view)
        return Sample(photometric(view.image, r, .5 if self.narrow else 1), view.label, view.ids)

    def _clip_pair(self) -> list[Sample]:
        """Two frames of the clip at most 8 apart, with the same crop, the same pasted people and the same change of light."""
        r = self.r
        gap = 1 if r.random() < .5 else r.randint(2, 8)
        first = r.randrange(len(self.clip) - gap)
        crop = Crop(self.clip[0].label.shape, r, whole=r.random() < .65)
        views = [crop.apply(self.clip[i]) for i in (first, first + gap)]
        if r.random() < .8:
            paste = Paste(self.people, r, (30, 75), 3, views[0])
            views = [paste.apply(v) for v in views]
        if r.random() < .5:
            state = r.getstate()
            changed = []
            for view in views:
                r.setstate(state)
                changed.append(Sample(photometric(view.image, r, .6), view.label, view.ids))
            views = changed
        return [Sample(noise(v.image, r), v.label, v.ids) if r.random() < chance else v for v, chance in zip(views, (.25, .7))]


def rarity(samples: list[Sample], cap: float) -> list[float]:
    """The weight with which each picture is drawn: higher if it holds classes that are rare in the whole set. A class counts by the
    picture's share of its pixels over the set's share, at most `cap`."""
    counts = np.stack([np.bincount(s.label.ravel(), minlength=VOID + 1)[:CLASSES] for s in samples]).astype(float)
    share = counts.sum(0) / counts.sum()
    present = counts / counts.sum(1, keepdims=True)
    worth = (present / np.maximum(share, 1e-6)).clip(0, cap).mean(1)
    return (0.5 + worth / worth.mean()).tolist()


def class_weights(samples: list[Sample]) -> Tensor:
    """The weight of each class [11] in the cross entropy, 0.5 to 2, higher for classes of few pixels."""
    count = np.bincount(np.concatenate([s.label.ravel() for s in samples]), minlength=VOID + 1)[:CLASSES]
    return torch.tensor(np.clip((np.median(count) / np.maximum(count, 1)) ** .4, .5, 2.), dtype=torch.float32)


def assemble(views: list[Sample], pairs: list[Pair], origins: list[int]) -> Batch:
    """A batch on the CPU, of views of the network's size."""
    heats, instances = zip(*(targets(v) for v in views))
    label = np.stack([v.label for v in views])
    cells, ids = label[:, 2::STRIDE, 2::STRIDE], np.stack([v.ids for v in views])[:, 2::STRIDE, 2::STRIDE]
    ignore = (cells == VOID) | (np.isin(cells, THINGS) & (ids == 0))
    image = torch.from_numpy(np.stack([v.image for v in views])).permute(0, 3, 1, 2).float()
    heat = torch.from_numpy(np.stack(heats))
    return Batch(image, torch.from_numpy(label).long(), heat, torch.from_numpy(ignore), list(instances), pairs, origins)
