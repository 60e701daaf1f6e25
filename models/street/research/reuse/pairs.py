"""Makes the training data of the parts: pairs of a keyframe and a later frame, with the frozen network's outputs for both.

    python3 -m research.reuse.pairs --coco centernet.json --weights street.pt --camvid camvid --clip vtest.avi --pseudo work/vtest.npz \\
        --out work/pairs

There are two kinds: CamVid `train` stills moved as a driving camera moves (moving.py), and frames 0-499 of vtest.avi up to six apart. The
last fifth of every CamVid sequence is left out; the flow is measured on it (`--test`). Both frames have noise; the teacher's target is
computed without it.
"""
from __future__ import annotations

import argparse
import random
from pathlib import Path

import cv2
import numpy as np
import torch

from train.augment import noise
from train.clips import stretch
from research.reuse.keyframes import GRID, grey, analyze, motion, tensor
from research.reuse.moving import Move, move
from network.street_net import HEIGHT, STRIDE, WIDTH
from network.weights import load
from train.samples import FIRST_VEHICLE, Sample, camvid, clip_samples, cut_outs, last_fifths

W, H = GRID
FIELDS: dict[str, tuple[tuple[int, ...], str]] = {
    "now": ((HEIGHT, WIDTH, 3), "u1"), "before": ((H, W, 3), "u1"), "label": ((H, W), "u1"),  # before: on the grid
    "flow": ((2, H, W), "f2"), "true_flow": ((2, H, W), "f2"), "known": ((H, W), "u1"),  # Farneback's; the real one, and where it is known
    "semantic": ((11, H, W), "f2"), "prototypes": ((16, H, W), "f2"), "heat": ((3, H, W), "f2"),  # the teacher's of now
    "before_semantic": ((11, H, W), "f2"), "before_prototypes": ((16, H, W), "f2"), "before_deep": ((288, H // 2, W // 2), "f2"),
    "before_low": ((24, H, W), "f2"), "low": ((24, H, W), "f2"), "context": ((96, H // 2, W // 2), "f2"), "skips": ((64, H, W), "f2")}
LONGEST = 6  # frames of vtest between the two of a pair


def make_pairs(stills: list[Sample], clip: list[Sample], count: int, r: random.Random, test: bool) -> list[Move]:
    """Makes `count` pairs: two thirds from stills, one in six of these with a static camera; the others from the clip."""
    people, found = cut_outs(clip, FIRST_VEHICLE), []
    for i in range(count):
        if test or i % 3:
            found.append(move(stills[i * 2 // 3 % len(stills) if not test else i % len(stills)], people, r, r.random() < 1 / 6))
            continue
        gap = r.randint(1, LONGEST)
        first = r.randrange(len(clip) - gap)
        before, now = stretch(clip[first].image), stretch(clip[first + gap].image)
        label = cv2.resize(clip[first + gap].label, (WIDTH, HEIGHT), interpolation=cv2.INTER_NEAREST)
        nowhere = np.zeros((H, W, 2), np.float32)
        noisy = [noise(v, r) if r.random() < 0.5 else v for v in (before, now)]
        found.append(Move(noisy[0], noisy[1], now, label, nowhere, np.zeros((H, W), bool)))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--coco", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--camvid", type=Path, required=True)
    parser.add_argument("--clip", type=Path, required=True)
    parser.add_argument("--pseudo", type=Path, required=True)
    parser.add_argument("--count", type=int, default=480)
    parser.add_argument("--test", action="store_true", help="from the stills that are left out of training")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True, help="a folder, one array a file")
    args = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_grad_enabled(False)
    net = load(args.coco, args.weights).eval()
    named = camvid(args.camvid, "train")
    held = last_fifths([name for name, _ in named])
    stills = [sample for name, sample in named if (name in held) == args.test]
    found = make_pairs(stills, clip_samples(args.clip, args.pseudo), args.count, random.Random(args.seed), args.test)
    args.out.mkdir(parents=True, exist_ok=True)
    arrays = {name: np.lib.format.open_memmap(args.out / f"{name}.npy", "w+", kind, (len(found), *shape))
              for name, (shape, kind) in FIELDS.items()}
    for i, pair in enumerate(found):
        with torch.cpu.amp.autocast(dtype=torch.bfloat16):
            before, now, clean = (analyze(net, tensor(image)) for image in (pair.before, pair.now, pair.clean))
        flow, _ = motion(grey(pair.now), grey(pair.before))
        values = {"now": pair.now, "before": cv2.resize(pair.before, GRID, interpolation=cv2.INTER_AREA),
                  "label": pair.label[STRIDE // 2::STRIDE, STRIDE // 2::STRIDE], "flow": flow.transpose(2, 0, 1),
                  "true_flow": pair.flow.transpose(2, 0, 1), "known": pair.seen, "semantic": clean.maps["semantic"][0],
                  "prototypes": clean.maps["prototypes"][0], "heat": clean.maps["heat"][0], "before_semantic": before.maps["semantic"][0],
                  "before_prototypes": before.maps["prototypes"][0], "before_deep": before.deep[0], "before_low": before.low[0],
                  "low": now.low[0], "context": now.context[0], "skips": now.skips[0]}
        for name, value in values.items():
            arrays[name][i] = value.float() if isinstance(value, torch.Tensor) else value
    for array in arrays.values():
        array.flush()
    print(len(found), "pairs")


if __name__ == "__main__":
    main()
