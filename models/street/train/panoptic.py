"""Heads to one panoptic map, by the rules of the server, and panoptic quality.

The merge is UPSNet's parameter-free head (Xiong et al. 2019) with YOLACT's masks in place of its mask branch: the stuff logits, one
channel for each kept instance (semantic logit of its class plus mask logit, where the latter is positive and inside the box). A pixel
that no mask claims and a thing class wins goes to the instance that has it in its box and whose class beats all stuff there (the
largest sum of several), else it is void.
"""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from network import CLASSES, HEIGHT, STRIDE, THINGS, VOID, WIDTH, StreetNet

SCORE, OVERLAP, STUFF_AREA = 0.25, 0.8, 0.001  # as in model.json
LEAST_CELLS, MOST = 4, 64
STUFF = [c for c in range(CLASSES) if c not in THINGS]


@dataclass(frozen=True)
class Detections:
    """By falling score: `score` [n], `kind` [n] (index into THINGS), `box` [n,4] x0,y0,x1,y1 input px, `coefficients` [n,K], `embeddings` [n,E]."""
    score: Tensor
    kind: Tensor
    box: Tensor
    coefficients: Tensor
    embeddings: Tensor


@dataclass(frozen=True)
class Panoptic:
    """`ids` [H,W] int32, 0 void; `classes`: class of each id; `source`: index of the detection of each thing id."""
    ids: np.ndarray
    classes: dict[int, int]
    source: dict[int, int]


def detect(net: StreetNet, maps: dict[str, Tensor], threshold: float = SCORE) -> Detections:
    """The peaks of one picture's heat above the threshold, as the exported graph finds them."""
    heat = torch.sigmoid(maps["heat"][0])
    peaks = heat * (heat == F.max_pool2d(heat[None], 3, 1, 1)[0]).float()
    score, index = peaks.flatten().topk(MOST)
    index, score = index[score > threshold], score[score > threshold]
    cells, columns = heat[0].numel(), heat.shape[2]
    kind, cell = torch.div(index, cells, rounding_mode="floor"), index % cells
    with torch.no_grad():
        at = net.instances(maps["features"][0], cell)
    corner = STRIDE * torch.stack([cell % columns, torch.div(cell, columns, rounding_mode="floor")], -1).float()
    box = torch.cat([corner - at["box"][:, :2], corner + at["box"][:, 2:]], -1)
    return Detections(score, kind, box, at["coefficients"], at["embeddings"])


def merge(semantic: Tensor, prototypes: Tensor, found: Detections, size: tuple[int, int], score: float = SCORE,
          overlap: float = OVERLAP, stuff_area: float = STUFF_AREA) -> Panoptic:
    """Logits [11,h,w] and prototypes [K,h,w] at stride 4 and detections to a map of `size` (height, width)."""
    h, w = semantic.shape[1:]
    keep = found.score > score
    masks = torch.einsum("nk,khw->nhw", found.coefficients[keep], prototypes)
    boxes = found.box[keep]
    y, x = (torch.arange(h) * STRIDE + STRIDE / 2.)[:, None], (torch.arange(w) * STRIDE + STRIDE / 2.)[None]
    taken, kept = torch.zeros(h, w, dtype=torch.bool), []
    for n in range(len(masks)):
        x0, y0, x1, y1 = boxes[n] + torch.tensor([-STRIDE, -STRIDE, STRIDE, STRIDE])
        own = (masks[n] > 0) & (x >= x0) & (x <= x1) & (y >= y0) & (y <= y1)
        area = int(own.sum())
        if area < LEAST_CELLS or int((own & taken).sum()) > overlap * area:
            continue
        taken |= own
        kept.append(n)

    def enlarge(t: Tensor) -> Tensor:
        return F.interpolate(t[None], size=size, mode="bilinear", align_corners=False)[0]

    logits = enlarge(semantic)
    stuff, best_stuff = logits[STUFF].max(0)
    ids = np.asarray(STUFF)[best_stuff.numpy()].astype(np.int32) + 1  # class + 1 for the time being
    best, claimed = stuff.clone(), torch.zeros(size, dtype=torch.bool)
    nearest, heir = torch.full(size, -torch.inf), np.zeros(size, np.int32)
    classes, source = {c + 1: c for c in STUFF}, {}
    scale_y, scale_x = size[0] / HEIGHT, size[1] / WIDTH
    py, px = (torch.arange(size[0]) + .5)[:, None] / scale_y, (torch.arange(size[1]) + .5)[None] / scale_x
    for n in kept:
        x0, y0, x1, y1 = boxes[n] + torch.tensor([-STRIDE, -STRIDE, STRIDE, STRIDE])
        mask, kind, number = enlarge(masks[n:n + 1])[0], THINGS[int(found.kind[keep][n])], CLASSES + 1 + n
        inside, value = (px >= x0) & (px <= x1) & (py >= y0) & (py <= y1), mask + logits[kind]
        classes[number], source[number] = kind, n
        there = inside & (mask > 0)
        wins = there & (value > best)
        ids[wins.numpy()], claimed, best = number, claimed | there, torch.where(wins, value, best)
        nearer = inside & (logits[kind] > stuff) & (value > nearest)
        heir[nearer.numpy()], nearest = number, torch.where(nearer, value, nearest)
    unclaimed = (~claimed & (logits[list(THINGS)].max(0).values > stuff)).numpy()
    ids[unclaimed] = heir[unclaimed]
    least = stuff_area * size[0] * size[1]
    for c in STUFF:
        if (ids == c + 1).sum() < least:
            ids[ids == c + 1] = 0
    present = set(np.unique(ids).tolist()) - {0}
    return Panoptic(ids, {i: c for i, c in classes.items() if i in present}, {i: n for i, n in source.items() if i in present})


def truth(label: np.ndarray, instances: np.ndarray) -> Panoptic:
    """Labels as a map: stuff as id class + 1, things by their instance; things without one are void."""
    ids = np.where(np.isin(label, STUFF), label + 1, 0).astype(np.int32)
    classes = {c + 1: c for c in STUFF}
    for number in np.unique(instances[instances > 0]):
        own = instances == number
        ids[own] = CLASSES + 1 + int(number)
        classes[CLASSES + 1 + int(number)] = int(label[own][0])
    present = set(np.unique(ids).tolist())
    return Panoptic(ids, {i: c for i, c in classes.items() if i in present}, {})


class Quality:
    """Panoptic quality (panopticapi's evaluation.py) summed over pictures; the mean is over the classes present."""

    def __init__(self) -> None:
        self.iou, self.tp, self.fp, self.fn = (np.zeros(CLASSES) for _ in range(4))

    def add(self, true: Panoptic, said: Panoptic) -> None:
        base = int(max(true.ids.max(), said.ids.max())) + 1
        joint, counts = np.unique(true.ids.astype(np.int64) * base + said.ids, return_counts=True)
        common = {(int(j) // base, int(j) % base): int(n) for j, n in zip(joint, counts)}
        area_true: dict[int, int] = {}
        area_said: dict[int, int] = {}
        for (t, s), n in common.items():
            area_true[t] = area_true.get(t, 0) + n
            area_said[s] = area_said.get(s, 0) + n
        matched_true, matched_said = set(), set()
        for (t, s), n in common.items():
            if t and s and true.classes[t] == said.classes[s]:
                iou = n / (area_true[t] + area_said[s] - n - common.get((0, s), 0))
                if iou > 0.5:
                    self.iou[true.classes[t]] += iou
                    self.tp[true.classes[t]] += 1
                    matched_true.add(t)
                    matched_said.add(s)
        for t, c in true.classes.items():
            self.fn[c] += t not in matched_true
        for s, c in said.classes.items():
            self.fp[c] += s not in matched_said and common.get((0, s), 0) / area_said[s] <= 0.5

    def by_class(self) -> np.ndarray:
        """Percent a class [11], NaN where it never occurs."""
        count = self.tp + self.fp / 2 + self.fn / 2
        return np.where(count > 0, 100 * self.iou / np.maximum(count, 1e-9), np.nan)

    def summary(self) -> dict[str, float | None]:
        values = self.by_class()
        parts = {"all": values, "things": values[list(THINGS)], "stuff": values[STUFF]}
        means = {k: round(float(np.nanmean(v)), 1) if np.isfinite(v).any() else None for k, v in parts.items()}
        return {**means, **{str(c): round(float(v), 1) for c, v in enumerate(values) if np.isfinite(v)}}
