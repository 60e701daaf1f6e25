"""Trains the masks on pictures of your own, with annotations in COCO's form whose categories are among COCO's 80 by name.

    python3 -m train --coco my.json --images DIR --weights general.pt --steps 500 --out my.pt
    python3 -m export --weights my.pt --out keyframe.onnx

The detector, the encoder and the surfaces stay as they are: what changes is which pixels of a detected thing are its mask.
"""
from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import torch

from labels.pictures import coco
from labels.views import HEIGHT, WIDTH
from network.runner import runner
from network.weights import load, save
from train.cache import Source, fill
from train.frozen import Frozen
from train.instances import train
from train.store import Store


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--coco", type=Path, required=True, help="annotations")
    parser.add_argument("--images", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True, help="where it starts, such as general.pt")
    parser.add_argument("--steps", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--program", type=Path, help="network/run.c, built: faster on a CPU")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    net = load(args.weights)
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        frozen = runner(Frozen(net), HEIGHT, WIDTH, cache / "frozen.onnx", args.program)
        fill(cache, Source("coco", coco(args.coco, args.images), places=2, whole=1.0), frozen, None, 0, 1, args.seed)
        train(net, Store(cache), args.steps, args.seed, cache / "heads.pt", learning_rate=3e-4)
    save(net, args.out)


if __name__ == "__main__":
    main()
