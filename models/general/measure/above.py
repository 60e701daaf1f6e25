"""Pictures from straight above that training left out: cars found, and what the rest is taken for.

    python3 -m measure.above --weights general.pt --data DATA/general/aerial_cars_boxes
"""
from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np

from labels import pictures
from labels.views import GRID, fitting, place, warp
from measure.average_precision import Found, box_overlap, by_class
from measure.things import add_runner, make_runner
from network.classes import CHANNEL, CHANNELS, COCO
from network.runner import Runner
from train.cache import FLIGHTS_LEFT_OUT

ZOOM = 3.0  # the pictures are flown high: a third of each, three times as large, is as a camera over a car park sees it
CAR = COCO.index("car")
LEAST, SHOWN = 0.05, 0.4  # scores


def part(size: tuple[int, int], zoom: float) -> np.ndarray:
    """The middle of a picture, `zoom` times as large as the letterbox shows it."""
    fit = fitting(size) * zoom
    height, width = size
    fit[:, 2] += [(1 - zoom) * GRID[1] * 2, (1 - zoom) * GRID[0] * 2]
    return fit


def figures(run: Runner, frames: list[pictures.Picture], zoom: float) -> dict:
    table = np.zeros((2, len(CHANNELS)), np.int64)  # outside and inside vehicles, by what was said
    found, truths, others = [], [], 0
    for number, frame in enumerate(frames):
        fit = part(frame.image.shape[:2], zoom)
        semantic, _, scores, boxes, *_ = (o[0].numpy() for o in run(warp(frame.image, fit)))
        placed = place(frame, fit)
        inside = np.max([p.mask for p in placed] or [np.zeros(GRID)], axis=0)
        vehicle = np.max([p.mask for p in placed if p.kind >= 0] or [np.zeros(GRID)], axis=0)
        said = semantic.argmax(0)
        for row, where in enumerate((inside == 0, vehicle > 0.9)):
            table[row] += np.bincount(said[where], minlength=len(CHANNELS))
        truths += [Found(number, CAR, p.box, None) for p in placed if p.kind == CAR and p.inside > 0.7]
        best, kinds = scores.max(1), scores.argmax(1)
        found += [Found(number, CAR, boxes[n], None, float(best[n])) for n in np.where((best >= LEAST) & (kinds == CAR))[0]]
        others += int(((best >= SHOWN) & ~np.isin(kinds, [COCO.index(k) for k in ("car", "truck", "bus", "person")])).sum())
    share = table / np.maximum(table.sum(1, keepdims=True), 1)
    return {"car_ap50": round(float(by_class(found, truths, box_overlap)[CAR][0]), 3), "cars": len(truths),
            "cars_shown": sum(f.score >= SHOWN for f in found), "other_things_shown": others,
            "vehicle_on_vehicles": round(float(share[1][CHANNEL["vehicle"]]), 3),
            "outside": {CHANNELS[i]: round(float(share[0][i]), 3) for i in np.argsort(-share[0])[:6]}, "water_outside": round(float(share[0][CHANNEL["water"]]), 4)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_runner(parser)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1)
    args = parser.parse_args()
    run = make_runner(args)
    frames = [p for p in pictures.from_above(args.data) if p.name.startswith(FLIGHTS_LEFT_OUT)][::args.every]
    print(json.dumps({f"zoom {zoom:g}": figures(run, frames, zoom) for zoom in (1.0, ZOOM)}, indent=1))


if __name__ == "__main__":
    main()
