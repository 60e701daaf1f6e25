"""What surfaces are: the semantic decoder and the encoder behind stride 16, on labels where there are some and on teachers elsewhere.

    python3 -m train.surfaces --cache work/cache --mosaic M.tflite --yolox Y.onnx --steps 800 --seed 1 --out work/surfaces.pt
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

from network.classes import CHANNEL, CHANNELS
from network.mosaic import FROZEN_BLOCKS
from network.general_net import GeneralNet, start
from train.schedule import Mean, rate, save_so_far
from train.store import Store, draw
from labels.views import HEIGHT, STRIDE, WIDTH

SHARES = {"coco": 4.0, "people": 1.2, "above": 1.2, "camvid": 3.0}
OPEN = ["coco", "people", "above"]  # sources that a company may use
PAIRS = 4  # of a batch: two views of one place each
RARE = {"pole": 3.0, "sign": 2.5, "fence": 2.0, "person": 1.5, "two-wheeler": 2.0, "animal": 1.5}
MARGIN = 2  # cells by which the second view of a pair may be moved
WINDOW = (HEIGHT // STRIDE * 2 // 3 // 2 * 2, WIDTH // STRIDE // 2)  # cells at stride 4, of 96x128
STEADY = 1.0  # weight of what makes two views of one place agree


class Surfaces(nn.Module):
    """The part of the network that is trained here."""

    def __init__(self, net: GeneralNet):
        super().__init__()
        trunk = net.trunk
        self.trunk, self.semantic = trunk, net.semantic
        self.late = nn.ModuleList([*trunk.blocks[FROZEN_BLOCKS:], trunk.head, trunk.pools, trunk.project, trunk.join8, trunk.high8, trunk.low4])
        trunk.requires_grad_(False)
        self.late.requires_grad_(True)

    def forward(self, features: dict[str, Tensor], corners: list[tuple[int, int]]) -> Tensor:
        """Logits of a window of each view; the decoder sees the whole. `corners`: top and left, even, in cells at stride 4."""
        coarse = self.trunk.decode(features["fine"], features["middle"], features["deep"])
        return self.semantic(self.trunk, windowed(coarse, corners, 2), windowed(features["fine"], corners), windowed(features["pyramid"], corners, 2))


def windowed(maps: Tensor, corners: list[tuple[int, int]], coarser: int = 1) -> Tensor:
    """The windows of maps that are `coarser` times as coarse as stride 4."""
    height, width = WINDOW[0] // coarser, WINDOW[1] // coarser
    return torch.stack([view[..., top // coarser:top // coarser + height, left // coarser:left // coarser + width] for view, (top, left) in zip(maps, corners)])


def importance(device: torch.device) -> Tensor:
    return torch.tensor([RARE.get(name, 1.0) for name in CHANNELS], device=device)[None, :, None, None]


def cell_loss(logits: Tensor, target: Tensor, weight: Tensor) -> Tensor:
    """Cross-entropy to soft targets; the quarter of the cells that is hardest counts twice."""
    each = -(target * importance(logits.device) * F.log_softmax(logits, 1)).sum(1) * weight
    hardest = each.flatten().topk(each.numel() // 4).values.mean()
    return 0.6 * each.mean() + 0.25 * hardest


def steady_loss(logits: Tensor, weight: Tensor) -> Tensor:
    """How far the two views of a pair are from the mean of what they say."""
    log_p = F.log_softmax(logits, 1)
    p = log_p.exp()
    middle = ((p[0::2] + p[1::2]) / 2).detach()
    away = sum(-(middle * log_p[half::2]).sum(1) for half in (0, 1)) / 2 + (middle * (middle + 1e-6).log()).sum(1)
    return (away * torch.minimum(weight[0::2], weight[1::2])).mean()


def corners_of(views: list[tuple[int, int]], store: Store, dice: random.Random) -> list[tuple[int, int]]:
    """One window at random, for each view where it shows the same place."""
    top = dice.randrange(MARGIN, HEIGHT // STRIDE - WINDOW[0] - MARGIN + 1, 2)
    left = dice.randrange(MARGIN, WIDTH // STRIDE - WINDOW[1] - MARGIN + 1, 2)
    return [(top + down, left + across) for across, down in (store.row(view)["moved"] for view in views)]


def train(net: GeneralNet, store: Store, sources: list[str], steps: int, seed: int, out: Path, late_rate: float = 2.5e-4, head_rate: float = 1.5e-3) -> nn.Module:
    """The running mean of what was trained; saved every 100 steps."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(seed)
    dice = random.Random(seed)
    pairs = store.pairs(sources)
    model = Surfaces(net).to(device).train()
    mean = Mean(model)
    optimiser = torch.optim.AdamW([{"params": model.late.parameters(), "lr": late_rate}, {"params": model.semantic.parameters(), "lr": head_rate}], weight_decay=1e-4)
    full = [group["lr"] for group in optimiser.param_groups]
    recent: list[tuple[float, float]] = []
    began = time.time()
    for step in range(steps):
        for group, most in zip(optimiser.param_groups, full):
            group["lr"] = most * rate(step, steps)
        views = [view for pair in draw(pairs, SHARES, PAIRS, dice) for view in pair]
        loaded = {k: v.to(device) for k, v in store.load(views, ["fine", "middle", "deep", "pyramid", "target", "weight"]).items()}
        corners = corners_of(views, store, dice)
        with torch.autocast(device.type, torch.bfloat16):
            logits = model(loaded, corners).float()
        target, weight = windowed(loaded["target"], corners), windowed(loaded["weight"], corners)
        labels, steady = cell_loss(logits, target, weight), steady_loss(logits, weight)
        optimiser.zero_grad(set_to_none=True)
        (labels + STEADY * steady).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 2.0)
        optimiser.step()
        mean.add(model)
        recent.append((float(labels), float(steady)))
        if step % 50 == 49:
            print(f"step {step + 1}/{steps} {time.time() - began:.0f} s labels {np.mean(recent[-50:], 0)[0]:.3f} steady {np.mean(recent[-50:], 0)[1]:.4f}", flush=True)
        if step % 100 == 99 or step == steps - 1:
            save_so_far(mean.module, out, step == steps - 1, but="late.")
    return mean.module


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--mosaic", type=Path, required=True)
    parser.add_argument("--yolox", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="weights of an earlier run to go on from")
    parser.add_argument("--sources", nargs="+", default=OPEN, choices=list(SHARES))
    parser.add_argument("--steps", type=int, default=800)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=1.0, help="times the usual learning rates")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    net = start(args.mosaic, args.yolox, args.seed)
    if args.start:
        Surfaces(net).load_state_dict(torch.load(args.start, map_location="cpu"), strict=False)
    train(net, Store(args.cache), args.sources, args.steps, args.seed, args.out, 2.5e-4 * args.rate, 1.5e-3 * args.rate)


if __name__ == "__main__":
    main()
