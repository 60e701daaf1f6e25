"""Makes the fixture of the agreement tests: one frame of vtest.avi and the outputs of the PyTorch network for it.

    python3 -m export.fixture --coco centernet.json --weights street.pt --clip vtest.avi --out ../../tests/fixtures/street

`outputs.bin` holds float32 little-endian arrays one after the other. `outputs.json` gives the name, shape, offset in bytes and `step` of
each: maps are kept at every step-th row and column, detections up to the first score below 0.05. It runs on the CPU, as the tests do.
"""
from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import torch

from export.graph import OUTPUTS, KeyframeGraph
from network.options import parser
from network.weights import load
from train.clips import read_frames, stretch

FRAME, STEP, MIN_SCORE = 40, 4, 0.05


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--coco", type=Path, required=True)
    options.add_argument("--weights", type=Path, required=True)
    options.add_argument("--clip", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    args = options.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)

    image = stretch(read_frames(args.clip, FRAME, FRAME + 1)[0])
    cv2.imwrite(str(args.out / "image.png"), image[..., ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 9])
    with torch.no_grad():
        outputs = dict(zip(OUTPUTS, KeyframeGraph(load(args.coco, args.weights))(torch.from_numpy(image)[None])))
    count = int((outputs["scores"].amax(-1) >= MIN_SCORE).sum())
    described, data = [], b""
    for name, value in outputs.items():
        kept = value[..., ::STEP, ::STEP] if value.dim() == 4 else value[:, :count]
        array = np.ascontiguousarray(kept.numpy(), dtype="<f4")
        described.append({"name": name, "shape": list(array.shape), "step": STEP if value.dim() == 4 else 1, "offset": len(data)})
        data += array.tobytes()
    (args.out / "outputs.bin").write_bytes(data)
    note = f"vtest.avi frame {FRAME} (OpenCV's samples, Apache-2.0), stretched to 480x352; outputs of the PyTorch network of models/street"
    (args.out / "outputs.json").write_text(json.dumps({"description": note, "image": "image.png", "outputs": described}, indent=1) + "\n")


if __name__ == "__main__":
    main()
