"""Masks of things: prototypes and coefficients (YOLACT) behind the frozen detector and encoder.

    python3 -m train.instances --cache work/cache --mosaic M.tflite --yolox Y.onnx --steps 5000 --seed 1 --out work/instances.pt
"""
from __future__ import annotations

import argparse
import random
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch import Tensor

from network.general_net import Coefficients, GeneralNet, start
from train.schedule import Mean, rate, save_so_far
from train.store import Store, draw
from labels.views import HEIGHT, STRIDE, WIDTH

SHARES = {"coco": 3.0, "people": 1.0, "above": 0.4}
VIEWS, THINGS = 8, 48  # of a batch
WINDOW = (HEIGHT // STRIDE // 2, WIDTH // STRIDE // 2)  # cells at stride 4: prototypes look at their neighbourhood alone, so a part of a view teaches as well


class Heads(nn.Module):
    """The part of the network that is trained here."""

    def __init__(self, net: GeneralNet):
        super().__init__()
        self.prototypes, self.coefficients = net.prototypes, net.coefficients


@dataclass
class Batch:
    """Features of windows of views; things with the window that they are in; masks [n,48,64], boxes in px of their window, and where nobody may learn."""

    features: dict[str, Tensor]
    window: Tensor
    towers: Tensor
    truth: Tensor
    boxes: Tensor  # labelled
    found: Tensor  # by the detector
    blind: Tensor


def batch(store: Store, pairs: dict, dice: random.Random) -> Batch:
    views: list[tuple[int, int]] = []
    while len(views) < VIEWS:
        view = dice.choice(draw(pairs, SHARES, 1, dice)[0])
        if store.row(view)["things"]:
            views.append(view)
    whole = store.load(views, ["fine", "middle", "pyramid"])
    rows, cut, blind = [], {kind: [] for kind in whole}, []
    for index, view in enumerate(views):
        row = store.row(view)
        top, left = window_on(dice.choice(row["things"])["truth"], dice)
        for kind, values in whole.items():
            per = 1 if kind == "fine" else 2
            cut[kind].append(values[index, :, top // per:(top + WINDOW[0]) // per, left // per:(left + WINDOW[1]) // per])
        for thing in row["things"]:
            mask = thing["mask"][top:top + WINDOW[0], left:left + WINDOW[1]]
            if mask.max() > 127:
                corner = STRIDE * np.array([left, top, left, top], np.float32)
                rows.append((index, thing["tower"], mask, thing["truth"] - corner, thing["box"] - corner))
                blind.append(row["unknown"][top:top + WINDOW[0], left:left + WINDOW[1]])
    chosen = dice.sample(range(len(rows)), min(THINGS, len(rows)))
    window, towers, masks, boxes, found = zip(*[rows[i] for i in chosen])
    return Batch({kind: torch.stack(values) for kind, values in cut.items()}, torch.tensor(window), torch.from_numpy(np.stack(towers).astype(np.float32)),
                 torch.from_numpy(np.stack(masks).astype(np.float32)) / 255, torch.from_numpy(np.stack(boxes)), torch.from_numpy(np.stack(found)),
                 torch.from_numpy(np.stack([blind[i] for i in chosen])))


def window_on(box: np.ndarray, dice: random.Random) -> tuple[int, int]:
    """Top and left, even, of a window that shows a random point of the box."""
    corner = []
    for low, high, size, cells in ((box[1], box[3], WINDOW[0], HEIGHT // STRIDE), (box[0], box[2], WINDOW[1], WIDTH // STRIDE)):
        middle = dice.uniform(low, high) / STRIDE
        corner.append(int(min(max(middle - size * dice.uniform(0.3, 0.7), 0), cells - size)) // 2 * 2)
    return corner[0], corner[1]


def regions(boxes: Tensor) -> Tensor:
    """[n,48,64], 1 inside the boxes (px of the window) widened by a tenth and two cells: what a mask is trained on."""
    wide = (boxes[:, 2:] - boxes[:, :2]) * 0.05 + 2 * STRIDE
    x0, y0 = ((boxes[:, :2] - wide) / STRIDE).unbind(1)
    x1, y1 = ((boxes[:, 2:] + wide) / STRIDE).unbind(1)
    x = torch.arange(WINDOW[1], device=boxes.device) + 0.5
    y = torch.arange(WINDOW[0], device=boxes.device) + 0.5
    across = (x[None] > x0[:, None]) & (x[None] < x1[:, None])
    down = (y[None] > y0[:, None]) & (y[None] < y1[:, None])
    return (down[:, :, None] & across[:, None]).float()


def mask_loss(logits: Tensor, truth: Tensor, region: Tensor) -> Tensor:
    """Cross-entropy inside the region, and one minus the soft overlap (Dice), each thing counting alike."""
    entropy = (F.binary_cross_entropy_with_logits(logits, truth, reduction="none") * region).flatten(1).sum(1) / region.flatten(1).sum(1).clamp(min=1)
    p = torch.sigmoid(logits) * region
    dice = 1 - (2 * (p * truth).flatten(1).sum(1) + 1) / (p.flatten(1).sum(1) + (truth * region).flatten(1).sum(1) + 1)
    return (entropy + dice).mean()


def loss_of(heads: Heads, given: Batch, device: torch.device) -> Tensor:
    with torch.autocast(device.type, torch.bfloat16):
        prototypes = heads.prototypes(*(given.features[k].to(device) for k in ("pyramid", "middle", "fine"))).float()
    found = given.found.to(device)
    coefficients, shape = heads.coefficients(given.towers.to(device), found)
    x, y = (STRIDE * (torch.arange(size, device=device) + 0.5) for size in WINDOW[::-1])
    reach = Coefficients.reach(shape, found, x, y).clamp(min=-20)
    logits = torch.cat([torch.einsum("nk,khw->nhw", coefficients[given.window == i], prototypes[i]) + reach[given.window == i] for i in range(len(prototypes))])
    order = torch.cat([torch.where(given.window == i)[0] for i in range(len(prototypes))])
    truth = given.truth[order].to(device)
    blind = given.blind[order].to(device).float() * (truth < 0.5).float()
    return mask_loss(logits, truth, regions(given.boxes[order].to(device)) * (1 - blind))


def train(net: GeneralNet, store: Store, steps: int, seed: int, out: Path, learning_rate: float = 1.5e-3) -> Heads:
    """Gives the network the running mean of the trained heads, which is saved every 100 steps."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.manual_seed(seed)
    dice = random.Random(seed)
    pairs = store.pairs(list(SHARES))
    heads = Heads(net).to(device).train()
    mean = Mean(heads)
    optimiser = torch.optim.AdamW(heads.parameters(), lr=learning_rate, weight_decay=1e-4)
    recent: list[float] = []
    began = time.time()
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = learning_rate * rate(step, steps)
        loss = loss_of(heads, batch(store, pairs, dice), device)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(heads.parameters(), 2.0)
        optimiser.step()
        mean.add(heads)
        recent.append(float(loss))
        if step % 50 == 49:
            print(f"step {step + 1}/{steps} {time.time() - began:.0f} s loss {np.mean(recent[-50:]):.3f}", flush=True)
        if step % 100 == 99 or step == steps - 1:
            save_so_far(mean.module, out, step == steps - 1)
    Heads(net).load_state_dict(mean.module.state_dict())
    return mean.module


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--mosaic", type=Path, required=True)
    parser.add_argument("--yolox", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="heads to go on from")
    parser.add_argument("--steps", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    net = start(args.mosaic, args.yolox, args.seed)
    if args.start:
        Heads(net).load_state_dict(torch.load(args.start, map_location="cpu"))
    train(net, Store(args.cache), args.steps, args.seed, args.out)


if __name__ == "__main__":
    main()
