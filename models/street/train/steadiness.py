"""How much the network agrees with itself: PQ of each frame against the same frame at JPEG quality 85, and against the next frame.

    python3 steadiness.py --coco centernet.json --weights ../street.pt --clip vtest.avi --first 500 --end 795

Figures are 0..1, counts summed over the clip, mean over the classes present. Tune on frames 0-499 only.
"""
from __future__ import annotations

import argparse
from pathlib import Path

import torch

from clips import jpeg, read_frames
from evaluate import run
from network import HEIGHT, WIDTH, StreetNet, load
from panoptic import SCORE, Panoptic, Quality, detect, merge


def segment(net: StreetNet, frame, score: float = SCORE) -> Panoptic:
    maps = run(net, frame)
    return merge(maps["semantic"][0], maps["prototypes"][0], detect(net, maps, score), (HEIGHT, WIDTH), score)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--coco", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--clip", type=Path, required=True)
    parser.add_argument("--first", type=int, default=500)
    parser.add_argument("--end", type=int, default=795)
    parser.add_argument("--step", type=int, default=1, help="look at every step-th frame (and the one after it)")
    parser.add_argument("--score", type=float, default=SCORE)
    args = parser.parse_args()
    torch.set_num_threads(2)
    net = load(args.coco, args.weights).eval()
    floor, neighbours = Quality(), Quality()
    frames = read_frames(args.clip, args.first, args.end)
    known: dict[int, Panoptic] = {}
    for i in range(0, len(frames), args.step):
        for j in (i, i + 1):
            if j < len(frames) and j not in known:
                known[j] = segment(net, frames[j], args.score)
        floor.add(known[i], segment(net, jpeg(frames[i], 85), args.score))
        if i + 1 in known:
            neighbours.add(known[i], known[i + 1])
    for name, quality in (("JPEG 85", floor), ("neighbouring frames", neighbours)):
        print(name, {k: round(v / 100, 3) for k, v in quality.summary().items() if v is not None}, flush=True)


if __name__ == "__main__":
    main()
