"""Trains one part of parts.py on the pairs of pairs.py for a given time. The frozen keyframe network is the teacher.

    python3 -m research.reuse.learn --method correction --coco centernet.json --weights street.pt --pairs work/pairs \\
        --minutes 10 --out work/correction.pt
"""
from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from research.reuse.keyframes import GRID, sample
from network.street_net import StreetNet
from network.weights import load
from research.reuse.pairs import FIELDS
from research.reuse.parts import Correction, CrossResolution, FlowNet, Fusion, Partial

HALF, SMALL = (2 * GRID[0], 2 * GRID[1]), (256, 192)
Batch = dict[str, Tensor]
# Pairs a step and learning rate of each part.
METHODS = {"correction": (8, 2e-3), "partial": (4, 1e-3), "cross": (6, 1.5e-3), "flow": (8, 1e-3), "fusion": (6, 1e-3)}
BODY_RATE = 0.1  # of the rate, for the network of the cross-resolution method, which starts trained


class Pairs:
    """Batches drawn at random from the arrays of a folder."""

    def __init__(self, folder: Path, seed: int):
        self.arrays = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in FIELDS}
        self.count, self.random = len(self.arrays["now"]), random.Random(seed)

    def batch(self, size: int, names: list[str]) -> Batch:
        index = sorted(self.random.sample(range(self.count), size))
        batch = {}
        for name in names:
            values = torch.from_numpy(self.arrays[name][index])
            pictures = name in ("now", "before")
            batch[name] = values.permute(0, 3, 1, 2).float().contiguous(memory_format=torch.channels_last) if pictures else values.float()
        return batch


def resized(now: Tensor, size: tuple[int, int]) -> Tensor:
    """Pictures [B,3,H,W] resized by area, as the server does."""
    pictures = [cv2.resize(p, size, interpolation=cv2.INTER_AREA) for p in now.permute(0, 2, 3, 1).numpy()]
    return torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).contiguous(memory_format=torch.channels_last)


def teacher_loss(semantic: Tensor, prototypes: Tensor, batch: Batch) -> Tensor:
    """The KL divergence of the classes, plus the squared error of the prototypes relative to their variance."""
    log, target = F.log_softmax(semantic.float(), 1), F.log_softmax(batch["semantic"], 1)
    distance = (target.exp() * (target - log)).sum(1).mean()
    return distance + 0.3 * ((prototypes.float() - batch["prototypes"]) ** 2).mean() / batch["prototypes"].var()


def warped(batch: Batch) -> tuple[Tensor, Tensor]:
    return sample(batch["before_semantic"], batch["flow"]), sample(batch["before_prototypes"], batch["flow"])


def correction_loss(part: Correction, _: StreetNet, batch: Batch) -> Tensor:
    return teacher_loss(*part(resized(batch["now"], HALF), batch["before"], batch["flow"], *warped(batch)), batch)


def partial_loss(part: Partial, _: StreetNet, batch: Batch) -> Tensor:
    maps = part(batch["now"], batch["before"], batch["flow"], batch["before_deep"])
    heat = (torch.sigmoid(maps["heat"].float()) - torch.sigmoid(batch["heat"])) ** 2
    return teacher_loss(maps["semantic"], maps["prototypes"], batch) + 0.02 * heat.sum((1, 2, 3)).mean()


def cross_loss(part: CrossResolution, _: StreetNet, batch: Batch) -> Tensor:
    return teacher_loss(*part(resized(batch["now"], SMALL), batch["before"], batch["flow"], *warped(batch)), batch)


def flow_loss(part: FlowNet, _: StreetNet, batch: Batch) -> Tensor:
    """End-point error where the motion is known; everywhere, the error of the warped keyframe's classes and picture, and roughness."""
    flows = [f.float() for f in part(part.features(batch["low"]), part.features(batch["before_low"]))]
    total = torch.zeros(())
    for flow, share in zip(flows, (0.2, 0.3, 1.0)):
        size = flow.shape[2:]
        known, true = F.adaptive_avg_pool2d(batch["known"][:, None], size), F.adaptive_avg_pool2d(batch["true_flow"], size)
        error = torch.sqrt(((flow - true) ** 2).sum(1, keepdim=True) + 1e-4)
        total = total + share * (error * known).sum() / known.sum().clamp(min=1)
    log, target = F.log_softmax(sample(batch["before_semantic"], flows[-1]), 1), F.log_softmax(batch["semantic"], 1)
    picture = (F.avg_pool2d(batch["now"], 4) - sample(batch["before"], flows[-1])).abs().clamp(max=40).mean() / 20
    rough = (flows[-1].diff(dim=2).abs().clamp(max=1).mean() + flows[-1].diff(dim=3).abs().clamp(max=1).mean())
    return total + 2 * (target.exp() * (target - log)).sum(1).mean() + picture + 0.1 * rough


def fusion_loss(part: Fusion, net: StreetNet, batch: Batch) -> Tensor:
    """Distance to the teacher's output without noise, and cross entropy of the labels."""
    context = part(batch["context"], batch["before_deep"][:, :96], batch["flow"], torch.ones(len(batch["context"])))
    fused = net.decode(context, batch["skips"])
    semantic = net.semantic(fused)
    cross_entropy = F.cross_entropy(semantic.float(), batch["label"].long(), ignore_index=11)
    return teacher_loss(semantic, net.prototypes(fused), batch) + 0.5 * cross_entropy


def make(method: str, net: StreetNet, coco: Path, weights: Path) -> nn.Module:
    parts: dict[str, Callable[[], nn.Module]] = {
        "correction": Correction, "partial": lambda: Partial(net), "cross": lambda: CrossResolution(load(coco, weights)),
        "flow": FlowNet, "fusion": Fusion}
    return parts[method]().to(memory_format=torch.channels_last)


LOSSES: dict[str, tuple[Callable[..., Tensor], list[str]]] = {
    "correction": (correction_loss, ["now", "before", "flow", "before_semantic", "before_prototypes", "semantic", "prototypes"]),
    "partial": (partial_loss, ["now", "before", "flow", "before_deep", "semantic", "prototypes", "heat"]),
    "cross": (cross_loss, ["now", "before", "flow", "before_semantic", "before_prototypes", "semantic", "prototypes"]),
    "flow": (flow_loss, ["now", "before", "low", "before_low", "known", "true_flow", "before_semantic", "semantic"]),
    "fusion": (fusion_loss, ["flow", "before_deep", "context", "skips", "label", "semantic", "prototypes"])}


def learn(part: nn.Module, net: StreetNet, pairs: Pairs, method: str, minutes: float, out: Path) -> None:
    size, rate = METHODS[method]
    loss_of, names = LOSSES[method]
    slow = [p for n, p in part.named_parameters() if n.startswith("small.")]
    known = set(map(id, slow))
    optim = torch.optim.AdamW([{"params": [p for p in part.parameters() if id(p) not in known], "base": rate},
                               {"params": slow, "base": BODY_RATE * rate}], lr=rate, weight_decay=1e-4)
    start, step, mean = time.time(), 0, 0.0
    while (done := (time.time() - start) / (60 * minutes)) < 1:
        for group in optim.param_groups:
            group["lr"] = group["base"] * min((step + 1) / 50, 1) * ((0.5 + 0.5 * math.cos(math.pi * done)) * 0.98 + 0.02)
        with torch.cpu.amp.autocast(dtype=torch.bfloat16):
            loss = loss_of(part, net, pairs.batch(size, names))
        optim.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(part.parameters(), 1.0)
        optim.step()
        step += 1
        mean = 0.95 * mean + 0.05 * float(loss)
        if step % 50 == 0:
            print(f"{step} {time.time() - start:.0f}s loss {mean / (1 - 0.95 ** step):.4f}", flush=True)
            torch.save(part.state_dict(), out)
    torch.save(part.state_dict(), out)
    print("steps", step, "parameters", sum(p.numel() for p in part.parameters()), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--method", choices=list(METHODS), required=True)
    parser.add_argument("--coco", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="weights of the part to go on from")
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    torch.set_flush_denormal(True)
    net = load(args.coco, args.weights).eval().requires_grad_(False)
    part = make(args.method, net, args.coco, args.weights)
    if args.start:
        part.load_state_dict(torch.load(args.start))
    learn(part, net, Pairs(args.pairs, args.seed), args.method, args.minutes, args.out)


if __name__ == "__main__":
    main()
