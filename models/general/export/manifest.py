"""Writes the package's `model.json`: classes, channels and colours from `network.classes`, settings and measured figures from the options.

    python3 -m export.manifest --version 1.1.0 --quality figures.json --out model.json
    python3 -m export.manifest --version 1.1.0 --name general-small --width 384 --height 256 --quality small.json --out ../general-small/model.json
"""
from __future__ import annotations

import argparse
import colorsys
import json
from pathlib import Path

from network.classes import CHANNEL, COCO, SEAT_SURFACE, STUFF, THING_CHANNEL
from labels.views import HEIGHT, WIDTH

COLOURS = {"wall": (174, 199, 232), "building": (70, 70, 70), "sky": (70, 130, 180), "floor": (196, 156, 148), "ceiling": (220, 220, 235), "road": (128, 64, 128),
           "pavement": (244, 35, 232), "earth": (140, 110, 70), "grass": (152, 251, 152), "vegetation": (107, 142, 35), "mountain": (110, 100, 130), "water": (40, 90, 200),
           "window": (120, 200, 220), "door": (160, 90, 50), "curtain": (210, 120, 160), "cabinet": (200, 160, 90), "pole": (153, 153, 153), "fence": (190, 153, 153),
           "sign": (220, 220, 0), "furniture": (230, 140, 60), "person": (220, 20, 60), "car": (0, 0, 142), "truck": (0, 0, 90), "bus": (0, 60, 100)}


def colour(name: str, index: int) -> list[int]:
    """A fixed colour for the classes that are seen most, and far-apart hues for the rest."""
    if name in COLOURS:
        return list(COLOURS[name])
    return [round(255 * v) for v in colorsys.hsv_to_rgb(index * 0.618 % 1, 0.55 + 0.4 * (index % 3) / 2, 0.95 - 0.3 * (index % 2))]


def classes() -> list[dict]:
    """Surfaces first. The seats' channel is read by a surface too, so that a table that nobody detected is furniture and not void."""
    listed = [(name, "stuff", CHANNEL[name]) for name in STUFF] + [(SEAT_SURFACE, "stuff", CHANNEL["seat"])]
    listed += [(name, "thing", channel) for name, channel in zip(COCO, THING_CHANNEL)]
    return [{"id": i, "name": name, "kind": kind, "channel": channel, "colour": colour(name, i)} for i, (name, kind, channel) in enumerate(listed)]


def manifest(name: str, version: str, view: tuple[int, int], quality: dict, score: float, expected: float, overlap: float) -> dict:
    return {
        "name": name, "version": version,
        "description": "Everyday scenes, indoors and outdoors: 20 surfaces, and COCO's 80 classes of things as instances with masks and embeddings.",
        "licence": "Start weights Apache-2.0. Trained on COCO, Clothing Co-Parsing, aerial cars (CC BY-SA) and CamVid, which is given for research: weights for research. "
                   "models/general/README.md says more.",
        "origin": f"models/{name}/README.md", "family": "panoptic-video",
        "input": {"width": view[0], "height": view[1], "colour": "rgb", "fit": "letterbox"},
        "classes": classes(), "graphs": {"keyframe": "keyframe.onnx"},
        "panoptic": {"score": score, "expected_score": expected, "overlap": overlap, "stuff_area": 0.001},
        "keyframes": {"policy": "adaptive", "interval": 5, "residual": 0.03},
        "quality": quality,
    }


def written(model: dict) -> str:
    """JSON with one class a line."""
    rows = ",\n".join("    " + json.dumps(row) for row in model["classes"])
    return json.dumps({**model, "classes": "CLASSES"}, indent=2).replace('"CLASSES"', "[\n" + rows + "\n  ]") + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--name", default="general")
    parser.add_argument("--version", required=True)
    parser.add_argument("--width", type=int, default=WIDTH)
    parser.add_argument("--height", type=int, default=HEIGHT)
    parser.add_argument("--quality", type=Path, help="JSON of measured figures")
    parser.add_argument("--score", type=float, default=0.5)
    parser.add_argument("--expected-score", type=float, default=0.2)
    parser.add_argument("--overlap", type=float, default=0.7)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    quality = json.loads(args.quality.read_text()) if args.quality else {}
    args.out.write_text(written(manifest(args.name, args.version, (args.width, args.height), quality, args.score, args.expected_score, args.overlap)))


if __name__ == "__main__":
    main()
