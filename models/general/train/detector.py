"""What the detector's last layers say from straight above: a car is a car. Behind its frozen towers; on COCO's pictures they keep to what they said.

    python3 -m train.detector --cache work/cache --mosaic M.tflite --yolox Y.onnx --steps 300 --seed 1 --out work/detector.pt
"""
from __future__ import annotations

import argparse
import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from labels.views import HEIGHT, WIDTH
from network.classes import COCO
from network.general_net import STRIDES, GeneralNet, start
from network.yolox import LEVELS, YoloxGraph, key
from train.cache import overlap
from train.schedule import Mean, rate, save_so_far
from train.store import Store

ABOVE, USUAL = 3, 3  # views of a batch
POSITIVE, NEGATIVE = 0.5, 0.25  # overlap of a cell's box with a labelled one
KEEP = 4.0  # weight of what keeps the usual pictures as they were
HALF = 64  # channels of one tower


class Readout(nn.Module):
    """The 1x1 convolutions behind the towers of all levels. `classes` and `object` are trained."""

    def __init__(self, detector: YoloxGraph):
        super().__init__()
        self.weights = nn.ParameterDict({f"{level}_{part}_{kind}": nn.Parameter(detector.weights[key(names[part]) + kind].detach().clone())
                                         for level, names in enumerate(LEVELS) for part in ("classes", "object", "box") for kind in ("weight", "bias")})
        for name, weight in self.weights.items():
            weight.requires_grad_("box" not in name)

    def forward(self, towers: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Logits of classes [B,n,80] and of there being a thing [B,n], and boxes [B,n,4] in px, of cells of towers [B,n,128] as `GeneralNet.cells` orders them."""
        classes, things, boxes, at = [], [], [], 0
        for level, stride in enumerate(STRIDES):
            rows, columns = HEIGHT // stride, WIDTH // stride
            here = towers[:, at:at + rows * columns]
            at += rows * columns
            classes.append(self._read(level, "classes", here[..., :HALF]))
            things.append(self._read(level, "object", here[..., HALF:])[..., 0])
            boxes.append(_decoded(self._read(level, "box", here[..., HALF:]), rows, columns, stride))
        return torch.cat(classes, 1), torch.cat(things, 1), torch.cat(boxes, 1)

    def _read(self, level: int, part: str, towers: Tensor) -> Tensor:
        return F.linear(towers, self.weights[f"{level}_{part}_weight"].flatten(1), self.weights[f"{level}_{part}_bias"])

    @torch.no_grad()
    def put_into(self, detector: YoloxGraph) -> None:
        for level, names in enumerate(LEVELS):
            for part in ("classes", "object"):
                for kind in ("weight", "bias"):
                    detector.weights[key(names[part]) + kind].copy_(self.weights[f"{level}_{part}_{kind}"])


def _decoded(raw: Tensor, rows: int, columns: int, stride: int) -> Tensor:
    y, x = torch.meshgrid(torch.arange(rows, device=raw.device), torch.arange(columns, device=raw.device), indexing="ij")
    centre = (raw[..., :2] + torch.stack([x, y], 2).reshape(1, -1, 2)) * stride
    half = torch.exp(raw[..., 2:]) * (stride / 2)
    return torch.cat([centre - half, centre + half], 2)


def above_loss(classes: Tensor, things: Tensor, boxes: Tensor, labelled: list[tuple[int, np.ndarray]], before: Tensor) -> Tensor:
    """Of one view: cells on a labelled vehicle say so, those on none say nothing. `before`: the class that a cell was of; people are not labelled, so their cells
    are left alone."""
    known = [(kind, box) for kind, box in labelled if kind >= 0]
    nothing = torch.ones(len(boxes), dtype=torch.bool)
    loss = things.sum() * 0
    if labelled:
        nothing = overlap(boxes, torch.from_numpy(np.stack([box for _, box in labelled]))).max(1).values < NEGATIVE
    if known:
        best, which = overlap(boxes, torch.from_numpy(np.stack([box for _, box in known]))).max(1)
        on = best > POSITIVE
        if on.any():
            wanted = F.one_hot(torch.tensor([kind for kind, _ in known])[which[on]], len(COCO)).float()
            loss = loss + F.binary_cross_entropy_with_logits(classes[on], wanted, reduction="none").sum(1).mean() + F.softplus(-things[on]).mean()
    nothing &= before != COCO.index("person")
    focal = torch.sigmoid(things[nothing]) ** 2 * F.softplus(things[nothing])
    return loss + focal.sum() / max(len(known), 4)


def kept_loss(now: tuple[Tensor, Tensor], before: tuple[Tensor, Tensor]) -> Tensor:
    """How far the logits went, most where there was a thing."""
    weight = torch.sigmoid(before[1]) + 0.02
    return ((now[1] - before[1]) ** 2 * weight).sum() / weight.sum() + ((now[0] - before[0]) ** 2 * weight[..., None]).sum() / weight.sum() / 8


def train(net: GeneralNet, store: Store, steps: int, seed: int, out: Path, learning_rate: float = 2e-3) -> Readout:
    """The running mean of what was trained, which the network gets."""
    torch.manual_seed(seed)
    dice = random.Random(seed)
    first, readout = Readout(net.detector), Readout(net.detector)
    mean = Mean(readout)
    optimiser = torch.optim.Adam([p for p in readout.parameters() if p.requires_grad], lr=learning_rate)
    recent: list[tuple[float, float]] = []
    began = time.time()
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = learning_rate * rate(step, steps)
        views = [dice.choice(store.by_source["above"]) for _ in range(ABOVE)] + [dice.choice(store.by_source["coco"]) for _ in range(USUAL)]
        towers = store.load(views, ["towers"])["towers"].float()
        classes, things, boxes = readout(towers)
        with torch.no_grad():
            classes0, things0, _ = first(towers)
        above = sum(above_loss(classes[i], things[i], boxes[i].detach(), store.row(views[i])["labelled"], classes0[i].argmax(1)) for i in range(ABOVE)) / ABOVE
        kept = kept_loss((classes[ABOVE:], things[ABOVE:]), (classes0[ABOVE:], things0[ABOVE:]))
        optimiser.zero_grad(set_to_none=True)
        (above + KEEP * kept).backward()
        optimiser.step()
        mean.add(readout)
        recent.append((float(above), float(kept)))
        if step % 50 == 49:
            print(f"step {step + 1}/{steps} {time.time() - began:.0f} s above {np.mean(recent[-50:], 0)[0]:.3f} kept {np.mean(recent[-50:], 0)[1]:.4f}", flush=True)
        if step % 100 == 99 or step == steps - 1:
            save_so_far(mean.module, out, step == steps - 1)
    mean.module.put_into(net.detector)
    return mean.module


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--mosaic", type=Path, required=True)
    parser.add_argument("--yolox", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    train(start(args.mosaic, args.yolox, args.seed), Store(args.cache), args.steps, args.seed, args.out)


if __name__ == "__main__":
    main()
