"""What tells a thing from others of its class: two views of one are near, those of others far. Behind frozen features and trained prototypes.

    python3 -m train.embeddings --cache work/cache --mosaic M.tflite --yolox Y.onnx --instances work/instances.pt --steps 200 --seed 1 --out work/embeddings.pt
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

from network.general_net import Embedding, GeneralNet, places, start
from train.schedule import Mean, rate, save_so_far
from train.store import Store
from train.instances import Heads
from labels.views import HEIGHT, STRIDE, WIDTH

PICTURES = 2  # of a batch, with all their views
CLIPS, FRAMES = 2, 4  # of a batch: clips whose things were followed, and views of each
TEMPERATURE = 0.1


def views_of(store: Store, sources: list[str]) -> list[list[tuple[int, int]]]:
    """Pictures, or clips, with things as lists of their views."""
    found: dict[str, list[tuple[int, int]]] = {}
    for source in sources:
        for view in store.by_source.get(source, []):
            if store.row(view)["things"]:
                found.setdefault(store.row(view)["picture"], []).append(view)
    return [views for views in found.values() if len(views) > 1]


def embed(net: GeneralNet, embedding: Embedding, store: Store, views: list[tuple[int, int]], dice: random.Random) -> tuple[Tensor, list[tuple[str, int]], Tensor]:
    """Embeddings [n,24] of one cell of every thing in the views, whose they are, and their classes."""
    features = store.load(views, ["fine", "middle", "pyramid"])
    rows, names, kinds = [], [], []
    with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
        learned = net.prototypes(features["pyramid"], features["middle"], features["fine"]).float()
    fixed = places(HEIGHT // STRIDE, WIDTH // STRIDE)
    for index, view in enumerate(views):
        by_number: dict[int, list[dict]] = {}
        for thing in store.row(view)["things"]:
            by_number.setdefault(thing["number"], []).append(thing)
        if not by_number:
            continue
        chosen = [dice.choice(things) for things in by_number.values()]
        towers = torch.from_numpy(np.stack([t["tower"] for t in chosen]).astype(np.float32))
        boxes = torch.from_numpy(np.stack([t["box"] for t in chosen]))
        with torch.no_grad():
            coefficients = net.all_coefficients(towers, boxes, WIDTH, HEIGHT)
        rows.append(embedding(towers, boxes, coefficients, torch.cat([learned[index], fixed])[None], features["fine"][index:index + 1].float()))
        names += [(store.row(view)["picture"], number) for number in by_number]
        kinds += [t["kind"] for t in chosen]
    return torch.cat(rows), names, torch.tensor(kinds)


def contrast(embeddings: Tensor, names: list[tuple[str, int]], kinds: Tensor) -> Tensor:
    """Cross-entropy of finding another view of the same thing among all things of its class."""
    number = {name: i for i, name in enumerate(dict.fromkeys(names))}
    who = torch.tensor([number[name] for name in names])
    same = (who[:, None] == who[None]) & ~torch.eye(len(names), dtype=torch.bool)
    rivals = (kinds[:, None] == kinds[None]) & ~torch.eye(len(names), dtype=torch.bool)
    logits = (embeddings @ embeddings.t() / TEMPERATURE).masked_fill(~rivals, -1e4)
    log_p = F.log_softmax(logits, 1)
    has = same.any(1) & (rivals & ~same).any(1)
    return -((log_p * same).sum(1) / same.sum(1).clamp(min=1))[has].mean()


def train(net: GeneralNet, store: Store, steps: int, seed: int, out: Path, learning_rate: float = 1e-3) -> nn.Module:
    torch.manual_seed(seed)
    dice = random.Random(seed)
    pictures, clips = views_of(store, ["coco", "people"]), views_of(store, ["clips"])
    embedding = net.embed.train()
    mean = Mean(embedding)
    optimiser = torch.optim.AdamW(embedding.parameters(), lr=learning_rate, weight_decay=1e-3)
    recent: list[float] = []
    began = time.time()
    for step in range(steps):
        for group in optimiser.param_groups:
            group["lr"] = learning_rate * rate(step, steps)
        views = [view for picture in dice.sample(pictures, min(PICTURES, len(pictures))) for view in picture]
        views += [view for clip in dice.sample(clips, min(CLIPS, len(clips))) for view in dice.sample(clip, min(FRAMES, len(clip)))]
        loss = contrast(*embed(net, embedding, store, views, dice))
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        mean.add(embedding)
        recent.append(float(loss))
        if step % 25 == 24:
            print(f"step {step + 1}/{steps} {time.time() - began:.0f} s loss {np.mean(recent[-25:]):.3f}", flush=True)
        if step % 50 == 49 or step == steps - 1:
            save_so_far(mean.module, out, step == steps - 1)
    return mean.module


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--mosaic", type=Path, required=True)
    parser.add_argument("--yolox", type=Path, required=True)
    parser.add_argument("--instances", type=Path, required=True, help="trained prototypes and coefficients")
    parser.add_argument("--steps", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(1)
    net = start(args.mosaic, args.yolox, args.seed)
    Heads(net).load_state_dict(torch.load(args.instances, map_location="cpu"))
    train(net, Store(args.cache), args.steps, args.seed, args.out)


if __name__ == "__main__":
    main()
