"""Mean IoU of surfaces on CamVid's labels, in CamVid's words, at one scale.

    python3 -m measure.surfaces --weights general.pt --camvid DATA/camvid --part val
    python3 -m measure.surfaces --weights general.pt --camvid DATA/camvid --part train --last-fifth
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np

from labels import pictures
from train.cache import first_four_fifths
from network.classes import CAMVID, CAMVID_CORE, CHANNELS, TO_CAMVID
from measure.things import add_runner, make_runner
from network.runner import Runner
from labels.views import STRIDE, fitting, warp

LUT = np.array([CAMVID.index(TO_CAMVID[name]) if name in TO_CAMVID else len(CAMVID) for name in CHANNELS], np.uint8)


def surfaces(run: Runner, image: np.ndarray) -> np.ndarray:
    """[h,w]: the channel with the largest logit at each pixel of an RGB picture."""
    fit = fitting(image.shape[:2], run.view)
    logits = run(warp(image, fit, view=run.view))[0][0].numpy()
    height, width = image.shape[:2]
    x = ((np.arange(width) + 0.5) * fit[0, 0] + fit[0, 2]) / STRIDE - 0.5
    y = ((np.arange(height) + 0.5) * fit[1, 1] + fit[1, 2]) / STRIDE - 0.5
    across, down = np.meshgrid(x.astype(np.float32), y.astype(np.float32))
    return np.stack([cv2.remap(plane, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE) for plane in logits]).argmax(0)


def confusion(run: Runner, frames: list[pictures.Picture]) -> np.ndarray:
    """[12,12]: cells of truth by what was said; the last is what CamVid has no word for."""
    table = np.zeros((len(CAMVID) + 1, len(CAMVID) + 1), np.int64)
    for frame in frames:
        said, known = LUT[surfaces(run, frame.image)], frame.labels < len(CAMVID)
        np.add.at(table, (frame.labels[known], said[known]), 1)
    return table


def figures(table: np.ndarray) -> dict:
    hit = np.diag(table)[:len(CAMVID)]
    iou = hit / np.maximum(table[:len(CAMVID)].sum(1) + table.sum(0)[:len(CAMVID)] - hit, 1)
    named = {name: round(100 * float(v), 1) for name, v in zip(CAMVID, iou)}
    return {"core_miou": round(float(np.mean([named[name] for name in CAMVID_CORE])), 2), "miou": round(float(100 * iou.mean()), 2), "by_class": named}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_runner(parser)
    parser.add_argument("--camvid", type=Path, required=True)
    parser.add_argument("--part", default="val")
    parser.add_argument("--last-fifth", action="store_true", help="what training leaves out of every sequence")
    parser.add_argument("--every", type=int, default=1)
    args = parser.parse_args()
    frames = pictures.camvid(args.camvid, args.part)
    if args.last_fifth:
        seen = {frame.name for frame in first_four_fifths(frames)}
        frames = [frame for frame in frames if frame.name not in seen]
    print(json.dumps(figures(confusion(make_runner(args), frames[::args.every]))))


if __name__ == "__main__":
    main()
