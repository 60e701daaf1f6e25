"""Draws the model card's pictures: the panoptic map over frames of vtest.avi.

    python3 -m measure.pictures --coco centernet.json --weights street.pt --clip vtest.avi --frames 610 685 730 760 --out pictures
"""
from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np

from measure.panoptic import Panoptic, segment
from network.options import add_network_options, load_network, parser
from network.street_net import THINGS
from train.clips import read_frames

MANIFEST = Path(__file__).resolve().parent.parent / "model.json"


def overlay(frame: np.ndarray, result: Panoptic, colours: dict[int, list[int]]) -> np.ndarray:
    """The frame [H,W,3] uint8 RGB with each class in its colour, things in shades of their own with white outlines; void is unpainted."""
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
    options = parser(__doc__)
    add_network_options(options)
    options.add_argument("--clip", type=Path, required=True)
    options.add_argument("--frames", type=int, nargs="+", required=True)
    options.add_argument("--out", type=Path, required=True)
    args = options.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    colours = {c["id"]: c["colour"] for c in json.loads(MANIFEST.read_text())["classes"]}
    net = load_network(args)
    for index in args.frames:
        frame = read_frames(args.clip, index, index + 1)[0]
        result, _ = segment(net, frame, frame.shape[:2])
        picture = cv2.resize(overlay(frame, result, colours), (640, 480), interpolation=cv2.INTER_AREA)
        cv2.imwrite(str(args.out / f"vtest-{index}.jpg"), picture[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 82])


if __name__ == "__main__":
    main()
