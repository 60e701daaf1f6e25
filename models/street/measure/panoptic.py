"""Merges the outputs of the heads into one panoptic map, by the rules of the server.

The merge is UPSNet's parameter-free panoptic head (Xiong et al. 2019) with YOLACT's masks in place of its mask branch. At each pixel the
largest of these logits wins: those of the stuff classes, and one of each kept instance (semantic logit of its class plus mask logit,
where the mask logit is positive and the pixel is inside the box). A pixel that a thing class wins but no mask claims goes to an instance
whose box holds it and whose class beats all stuff there, to the one with the largest sum if there are several; without one it is void.
"""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from network.street_net import CLASSES, HEIGHT, STRIDE, THINGS, WIDTH, StreetNet
from train.clips import stretch

SCORE, OVERLAP, STUFF_AREA = 0.25, 0.8, 0.001  # as in model.json
MIN_CELLS, MAX_DETECTIONS = 4, 64
STUFF = [c for c in range(CLASSES) if c not in THINGS]


@dataclass(frozen=True)
class Detections:
    """The instances found in one picture, by falling score; tensors on the CPU."""
    score: Tensor  # [n] 0..1
    kind: Tensor  # [n] index into THINGS
    box: Tensor  # [n,4] x0, y0, x1, y1 in input px
    coefficients: Tensor  # [n,16]
    embeddings: Tensor  # [n,24] of length 1


@dataclass(frozen=True)
class Panoptic:
    """A panoptic map."""
    ids: np.ndarray  # [H,W] int32 segment, 0 is void
    classes: dict[int, int]  # of each segment
    source: dict[int, int]  # of each segment that is a thing: the index of its detection


def predict(net: StreetNet, image: np.ndarray) -> dict[str, Tensor]:
    """The maps of one picture [H,W,3] uint8 RGB of any size, on the network's device."""
    device = next(net.parameters()).device
    with torch.no_grad():
        picture = torch.from_numpy(stretch(image)).to(device).permute(2, 0, 1)[None].float()
        return net(picture.contiguous(memory_format=torch.channels_last))


def detect(net: StreetNet, maps: dict[str, Tensor], threshold: float = SCORE) -> Detections:
    """The peaks above `threshold` of the first picture's heat, found as the exported graph finds them."""
    heat = torch.sigmoid(maps["heat"][0])
    peaks = heat * (heat == F.max_pool2d(heat[None], 3, 1, 1)[0]).float()
    score, index = peaks.flatten().topk(MAX_DETECTIONS)
    index, score = index[score > threshold], score[score > threshold]
    cells, columns = heat[0].numel(), heat.shape[2]
    kind, cell = torch.div(index, cells, rounding_mode="floor"), index % cells
    with torch.no_grad():
        at = net.instances(maps["features"][0], cell)
    corner = STRIDE * torch.stack([cell % columns, torch.div(cell, columns, rounding_mode="floor")], -1).float()
    box = torch.cat([corner - at["box"][:, :2], corner + at["box"][:, 2:]], -1)
    return Detections(score.cpu(), kind.cpu(), box.cpu(), at["coefficients"].cpu(), at["embeddings"].cpu())


def merge(semantic: Tensor, prototypes: Tensor, found: Detections, size: tuple[int, int], score: float = SCORE,
          overlap: float = OVERLAP, stuff_area: float = STUFF_AREA) -> Panoptic:
    """The panoptic map of `size` (height, width), from `semantic` logits [11,h,w], `prototypes` [16,h,w] and detections, all on the CPU.

    Detections up to `score` are dropped, and masks of which more than the share `overlap` is covered by stronger ones; stuff segments under
    the share `stuff_area` of the picture become void.
    """
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
        if area < MIN_CELLS or int((own & taken).sum()) > overlap * area:
            continue
        taken |= own
        kept.append(n)

    def enlarge(t: Tensor) -> Tensor:
        return F.interpolate(t[None], size=size, mode="bilinear", align_corners=False)[0]

    logits = enlarge(semantic)
    stuff, best_stuff = logits[STUFF].max(0)
    ids = np.asarray(STUFF)[best_stuff.numpy()].astype(np.int32) + 1  # the id of a stuff segment is its class + 1
    best, claimed = stuff.clone(), torch.zeros(size, dtype=torch.bool)
    nearest, fallback = torch.full(size, -torch.inf), np.zeros(size, np.int32)
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
        fallback[nearer.numpy()], nearest = number, torch.where(nearer, value, nearest)
    unclaimed = (~claimed & (logits[list(THINGS)].max(0).values > stuff)).numpy()
    ids[unclaimed] = fallback[unclaimed]
    min_area = stuff_area * size[0] * size[1]
    for c in STUFF:
        if (ids == c + 1).sum() < min_area:
            ids[ids == c + 1] = 0
    present = set(np.unique(ids).tolist()) - {0}
    return Panoptic(ids, {i: c for i, c in classes.items() if i in present}, {i: n for i, n in source.items() if i in present})


def segment(net: StreetNet, image: np.ndarray, size: tuple[int, int], score: float = SCORE) -> tuple[Panoptic, Detections]:
    """The panoptic map of `size` (height, width) of one picture [H,W,3] uint8 RGB, and its detections."""
    maps = predict(net, image)
    found = detect(net, maps, score)
    return merge(maps["semantic"][0].cpu(), maps["prototypes"][0].cpu(), found, size, score), found
