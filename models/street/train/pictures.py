"""The card's pictures: the panoptic map laid over frames of vtest.avi.

    python3 pictures.py --coco centernet.json --weights ../street.pt --clip vtest.avi --frames 505 610 --out ../pictures
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import torch

from clips import read_frames
from evaluate import run
from network import THINGS, load
from panoptic import Panoptic, detect, merge

MANIFEST = Path(__file__).resolve().parent.parent / "model.json"


def overlay(frame: np.ndarray, result: Panoptic, colours: dict[int, list[int]]) -> np.ndarray:
    """Classes in their colours, each thing in a shade of its own with a white outline, void as it is; [H,W,3] RGB."""
    paint = frame.astype(np.float32)
    for number, kind in result.classes.items():
        own = result.ids == number
        colour = np.array(colours[kind], np.float32)
        if kind in THINGS:
            colour = 0.6 * colour + 0.4 * np.random.RandomState(number).randint(0, 255, 3)
        paint[own] = 0.5 * paint[own] + 0.5 * colour
    image = np.ascontiguousarray(paint.astype(np.uint8))
    for number in result.source:
        outlines, _ = cv2.findContours((result.ids == number).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(image, outlines, -1, (255, 255, 255), 1)
    return image


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--coco", type=Path, required=True)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--clip", type=Path, required=True)
    parser.add_argument("--frames", type=int, nargs="+", required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(2)
    args.out.mkdir(parents=True, exist_ok=True)
    colours = {c["id"]: c["colour"] for c in json.loads(MANIFEST.read_text())["classes"]}
    net = load(args.coco, args.weights).eval()
    for index in args.frames:
        frame = read_frames(args.clip, index, index + 1)[0]
        maps = run(net, frame)
        result = merge(maps["semantic"][0], maps["prototypes"][0], detect(net, maps), frame.shape[:2])
        picture = cv2.resize(overlay(frame, result, colours), (640, 480), interpolation=cv2.INTER_AREA)
        cv2.imwrite(str(args.out / f"vtest-{index}.jpg"), picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 82])


if __name__ == "__main__":
    main()
